/** What the server may leave out or send as null. */
export type Maybe<T> = T | null | undefined

/** A pipeline. */
export interface Pipeline {
  uuid: string
  name?: Maybe<string>
  type?: Maybe<string>
  description?: Maybe<string>
  blocks?: Maybe<Block[]>
  widgets?: Maybe<unknown[]>
  callbacks?: Maybe<unknown[]>
  conditionals?: Maybe<unknown[]>
  extensions?: Maybe<Record<string, unknown>>
  tags?: Maybe<string[]>
  settings?: Maybe<Record<string, unknown>>
  retry_config?: Maybe<Record<string, unknown>>
  executor_type?: Maybe<string>
  executor_config?: Maybe<Record<string, unknown>>
  executor_count?: Maybe<number>
  concurrency_config?: Maybe<Record<string, unknown>>
  data_integration?: Maybe<Record<string, unknown>>
  notification_config?: Maybe<Record<string, unknown>>
  state_store_config?: Maybe<Record<string, unknown>>
  spark_config?: Maybe<Record<string, unknown>>
  variables?: Maybe<Record<string, unknown>>
  variables_dir?: Maybe<string>
  repo_path?: Maybe<string>
  run_pipeline_in_one_process?: Maybe<boolean>
  cache_block_output_in_memory?: Maybe<boolean>
  schedules?: Maybe<PipelineSchedule[]>
  created_at?: Maybe<string>
  updated_at?: Maybe<string>
  [further: string]: unknown
}

/** A block of a pipeline. */
export interface Block {
  uuid: string
  name?: Maybe<string>
  type?: Maybe<string>
  language?: Maybe<string>
  content?: Maybe<string>
  color?: Maybe<string>
  configuration?: Maybe<Record<string, unknown>>
  upstream_blocks?: Maybe<string[]>
  downstream_blocks?: Maybe<string[]>
  callback_blocks?: Maybe<string[]>
  conditional_blocks?: Maybe<string[]>
  all_upstream_blocks_executed?: Maybe<boolean>
  executor_type?: Maybe<string>
  executor_config?: Maybe<Record<string, unknown>>
  has_callback?: Maybe<boolean>
  retry_config?: Maybe<Record<string, unknown>>
  status?: Maybe<string>
  priority?: Maybe<number>
  tags?: Maybe<unknown[]>
  timeout?: Maybe<number>
  outputs?: Maybe<unknown[]>
  documentation?: Maybe<string>
  metadata?: Maybe<Record<string, unknown>>
  error?: unknown
  catalog?: unknown
  [further: string]: unknown
}

/** A trigger of a pipeline. */
export interface PipelineSchedule {
  id: number
  name?: Maybe<string>
  description?: Maybe<string>
  pipeline_uuid?: Maybe<string>
  schedule_type?: Maybe<string>
  schedule_interval?: Maybe<string>
  status?: Maybe<string>
  start_time?: Maybe<string>
  sla?: Maybe<number>
  token?: Maybe<string>
  settings?: Maybe<Record<string, unknown>>
  variables?: Maybe<Record<string, unknown>>
  repo_path?: Maybe<string>
  global_data_product_uuid?: Maybe<string>
  last_enabled_at?: Maybe<string>
  last_pipeline_run_status?: Maybe<string>
  next_pipeline_run_date?: Maybe<string>
  pipeline_runs_count?: Maybe<number>
  pipeline_in_progress_runs_count?: Maybe<number>
  runtime_average?: Maybe<number>
  event_matchers?: Maybe<unknown[]>
  tags?: Maybe<unknown[]>
  created_at?: Maybe<string>
  updated_at?: Maybe<string>
  [further: string]: unknown
}

/** A run of a pipeline. */
export interface PipelineRun {
  id: number
  pipeline_uuid?: Maybe<string>
  pipeline_schedule_id?: Maybe<number>
  pipeline_schedule_name?: Maybe<string>
  pipeline_schedule_type?: Maybe<string>
  pipeline_schedule_token?: Maybe<string>
  pipeline_tags?: Maybe<unknown[]>
  pipeline_type?: Maybe<string>
  backfill_id?: Maybe<number>
  status?: Maybe<string>
  execution_date?: Maybe<string>
  started_at?: Maybe<string>
  completed_at?: Maybe<string>
  variables?: Maybe<Record<string, unknown>>
  event_variables?: Maybe<Record<string, unknown>>
  metrics?: Maybe<Record<string, unknown>>
  passed_sla?: Maybe<boolean>
  executor_type?: Maybe<string>
  block_runs?: Maybe<BlockRun[]>
  block_runs_count?: Maybe<number>
  completed_block_runs_count?: Maybe<number>
  created_at?: Maybe<string>
  updated_at?: Maybe<string>
  [further: string]: unknown
}

/** A run of one block. */
export interface BlockRun {
  id: number
  block_uuid?: Maybe<string>
  pipeline_run_id?: Maybe<number>
  pipeline_schedule_id?: Maybe<number>
  pipeline_schedule_name?: Maybe<string>
  status?: Maybe<string>
  metrics?: Maybe<Record<string, unknown>>
  started_at?: Maybe<string>
  completed_at?: Maybe<string>
  created_at?: Maybe<string>
  updated_at?: Maybe<string>
  [further: string]: unknown
}

/** Runs of a pipeline for a time that has passed. */
export interface Backfill {
  id: number
  name?: Maybe<string>
  pipeline_uuid?: Maybe<string>
  pipeline_schedule_id?: Maybe<number>
  block_uuid?: Maybe<string>
  status?: Maybe<string>
  interval_type?: Maybe<string>
  interval_units?: Maybe<number>
  start_datetime?: Maybe<string>
  end_datetime?: Maybe<string>
  settings?: Maybe<Record<string, unknown>>
  variables?: Maybe<Record<string, unknown>>
  total_run_count?: Maybe<number>
  run_status_counts?: Maybe<Record<string, unknown>>
  pipeline_run_dates?: Maybe<unknown[]>
  started_at?: Maybe<string>
  completed_at?: Maybe<string>
  failed_at?: Maybe<string>
  created_at?: Maybe<string>
  updated_at?: Maybe<string>
  [further: string]: unknown
}

/** The logs of a pipeline: one record holds all files of a page. */
export interface Log {
  block_run_logs?: Maybe<unknown[]>
  pipeline_run_logs?: Maybe<unknown[]>
  total_block_run_log_count?: Maybe<number>
  total_pipeline_run_log_count?: Maybe<number>
  [further: string]: unknown
}

/** A session: what a log-in gives. */
export interface MageSession {
  expires?: Maybe<string>
  token?: Maybe<string>
  user?: Maybe<User>
  [further: string]: unknown
}

/** A user. */
export interface User {
  id: number
  username?: Maybe<string>
  email?: Maybe<string>
  first_name?: Maybe<string>
  last_name?: Maybe<string>
  avatar?: Maybe<string>
  owner?: Maybe<boolean>
  project_access?: Maybe<number>
  roles?: unknown
  roles_display?: Maybe<string>
  roles_new?: Maybe<unknown[]>
  permissions?: Maybe<unknown[]>
  token?: Maybe<string>
  created_at?: Maybe<string>
  updated_at?: Maybe<string>
  [further: string]: unknown
}

/** Variables of one block, or the global ones of a pipeline. */
export interface Variable {
  name?: Maybe<string>
  value?: unknown
  block?: Maybe<Record<string, unknown>>
  pipeline?: Maybe<Record<string, unknown>>
  variables?: Maybe<unknown[]>
  [further: string]: unknown
}

/** A secret's name: its value never comes back. */
export interface Secret {
  id: number
  name?: Maybe<string>
  [further: string]: unknown
}

/** A file or folder of the project. */
export interface MageFile {
  name?: Maybe<string>
  path?: Maybe<string>
  content?: Maybe<string>
  children?: Maybe<unknown[]>
  disabled?: Maybe<boolean>
  size?: Maybe<number>
  modified_timestamp?: Maybe<number>
  [further: string]: unknown
}

/** A file with what is in it. */
export interface FileContent {
  path?: Maybe<string>
  name?: Maybe<string>
  content?: Maybe<string>
  size?: Maybe<number>
  modified_timestamp?: Maybe<number>
  [further: string]: unknown
}

/** The state of the server. */
export interface Status {
  is_instance_manager?: Maybe<boolean>
  repo_path?: Maybe<string>
  repo_path_relative?: Maybe<string>
  repo_path_relative_root?: Maybe<string>
  repo_path_root?: Maybe<string>
  require_user_authentication?: Maybe<boolean>
  require_user_permissions?: Maybe<boolean>
  scheduler_status?: Maybe<string>
  project_type?: Maybe<string>
  project_uuid?: Maybe<string>
  instance_type?: Maybe<string>
  max_print_output_lines?: Maybe<number>
  server_process_id?: Maybe<number>
  disable_pipeline_edit_access?: Maybe<boolean>
  [further: string]: unknown
}

/** The records whose fields are known, by the name of their resource. */
export interface MageRecords {
  pipelines: Pipeline
  blocks: Block
  pipeline_schedules: PipelineSchedule
  pipeline_runs: PipelineRun
  block_runs: BlockRun
  backfills: Backfill
  logs: Log
  sessions: MageSession
  users: User
  variables: Variable
  secrets: Secret
  files: MageFile
  file_contents: FileContent
  statuses: Status
}
