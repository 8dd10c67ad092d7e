import { timeText } from './access'
import type { MageMockRecord } from './options'

/** `My First` → `my_first` */
export function slug(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
}

export function newPipeline(fields: MageMockRecord, date: number): MageMockRecord {
  const { name } = fields
  return {
    uuid: slug(String(name)),
    name,
    type: 'python',
    description: null,
    blocks: [],
    widgets: [],
    callbacks: [],
    conditionals: [],
    tags: [],
    settings: {},
    retry_config: {},
    executor_config: {},
    executor_type: null,
    variables_dir: '/home/src/mage_data/default_repo',
    created_at: `${timeText(date)}+00:00`,
    updated_at: null,
    ...fields,
  }
}

export function newBlock(fields: MageMockRecord): MageMockRecord {
  const { name } = fields
  return {
    uuid: slug(String(name)),
    name,
    type: 'data_loader',
    language: 'python',
    content: '',
    color: null,
    configuration: {},
    upstream_blocks: [],
    downstream_blocks: [],
    all_upstream_blocks_executed: true,
    executor_type: 'local_python',
    executor_config: null,
    has_callback: false,
    retry_config: null,
    status: 'not_executed',
    timeout: null,
    ...fields,
  }
}

export function newSchedule(
  id: number,
  pipeline: unknown,
  fields: MageMockRecord,
  date: number,
): MageMockRecord {
  const isApi = fields.schedule_type === 'api'
  return {
    id,
    name: null,
    description: null,
    pipeline_uuid: pipeline,
    schedule_type: null,
    schedule_interval: null,
    status: 'inactive',
    start_time: null,
    sla: null,
    settings: null,
    variables: null,
    repo_path: '/home/src/default_repo',
    global_data_product_uuid: null,
    last_enabled_at: null,
    created_at: secondsText(date),
    updated_at: secondsText(date),
    ...fields,
    ...(isApi && { token: `${id}`.padStart(32, 'a1b2c3d4') }),
  }
}

export function newRun(
  id: number,
  schedule: MageMockRecord,
  fields: MageMockRecord,
  date: number,
): MageMockRecord {
  const execution = timeText(date)
  return {
    id,
    pipeline_schedule_id: schedule.id,
    pipeline_uuid: schedule.pipeline_uuid,
    execution_date: execution,
    status: 'initial',
    started_at: null,
    completed_at: null,
    passed_sla: false,
    event_variables: {},
    metrics: null,
    backfill_id: null,
    executor_type: 'local_python',
    created_at: secondsText(date),
    updated_at: secondsText(date),
    ...fields,
    variables: { ...Object(fields.variables), execution_partition: `${schedule.id}/${execution}` },
  }
}

/** Columns of the database have no milliseconds. */
export function secondsText(date: number): string {
  return timeText(date).slice(0, 19)
}

export const serverStatus: MageMockRecord = {
  is_instance_manager: false,
  repo_path: '/home/src/default_repo',
  repo_path_relative: 'default_repo',
  repo_path_relative_root: 'default_repo',
  repo_path_root: '/home/src/default_repo',
  max_print_output_lines: 1000,
  scheduler_status: 'running',
  instance_type: null,
  disable_pipeline_edit_access: false,
  project_type: 'standalone',
  project_uuid: null,
}
