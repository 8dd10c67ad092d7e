import type { StandardSchemaV1 } from '@standard-schema/spec'
import { array, boolean, looseObject, nullish, number, string, unknown } from 'valibot'
import type {
  Backfill,
  Block,
  BlockRun,
  FileContent,
  Log,
  MageFile,
  MageSession,
  Pipeline,
  PipelineRun,
  PipelineSchedule,
  Secret,
  Status,
  User,
  Variable,
} from './records'

/** A schema that lets further fields pass, and null for nearly every field. */
type Loose<T> = StandardSchemaV1<unknown, T>

/** A pipeline, as Mage sends it: further fields stay. */
export const pipelineSchema: Loose<Pipeline> = /* @__PURE__ */ makePipeline()
/** A block of a pipeline, as Mage sends it: further fields stay. */
export const blockSchema: Loose<Block> = /* @__PURE__ */ makeBlock()
/** A trigger of a pipeline, as Mage sends it: further fields stay. */
export const pipelineScheduleSchema: Loose<PipelineSchedule> =
  /* @__PURE__ */ makePipelineSchedule()
/** A run of a pipeline, as Mage sends it: further fields stay. */
export const pipelineRunSchema: Loose<PipelineRun> = /* @__PURE__ */ makePipelineRun()
/** A run of one block, as Mage sends it: further fields stay. */
export const blockRunSchema: Loose<BlockRun> = /* @__PURE__ */ makeBlockRun()
/** Runs of a pipeline for a time that has passed, as Mage sends it: further fields stay. */
export const backfillSchema: Loose<Backfill> = /* @__PURE__ */ makeBackfill()
/** The logs of a pipeline: one record holds all files of a page, as Mage sends it: further fields stay. */
export const logSchema: Loose<Log> = /* @__PURE__ */ makeLog()
/** A session: what a log-in gives, as Mage sends it: further fields stay. */
export const sessionSchema: Loose<MageSession> = /* @__PURE__ */ makeMageSession()
/** A user, as Mage sends it: further fields stay. */
export const userSchema: Loose<User> = /* @__PURE__ */ makeUser()
/** Variables of one block, or the global ones of a pipeline, as Mage sends it: further fields stay. */
export const variableSchema: Loose<Variable> = /* @__PURE__ */ makeVariable()
/** A secret's name: its value never comes back, as Mage sends it: further fields stay. */
export const secretSchema: Loose<Secret> = /* @__PURE__ */ makeSecret()
/** A file or folder of the project, as Mage sends it: further fields stay. */
export const fileSchema: Loose<MageFile> = /* @__PURE__ */ makeMageFile()
/** A file with what is in it, as Mage sends it: further fields stay. */
export const fileContentSchema: Loose<FileContent> = /* @__PURE__ */ makeFileContent()
/** The state of the server, as Mage sends it: further fields stay. */
export const statusSchema: Loose<Status> = /* @__PURE__ */ makeStatus()

function makePipeline(): Loose<Pipeline> {
  const { amount, flag, list, name, record, records, text, texts } = kinds()
  return looseObject({
    uuid: name,
    name: text,
    type: text,
    description: text,
    blocks: records,
    widgets: list,
    callbacks: list,
    conditionals: list,
    extensions: record,
    tags: texts,
    settings: record,
    retry_config: record,
    executor_type: text,
    executor_config: record,
    executor_count: amount,
    concurrency_config: record,
    data_integration: record,
    notification_config: record,
    state_store_config: record,
    spark_config: record,
    variables: record,
    variables_dir: text,
    repo_path: text,
    run_pipeline_in_one_process: flag,
    cache_block_output_in_memory: flag,
    schedules: records,
    created_at: text,
    updated_at: text,
  }) as Loose<Pipeline>
}

function makeBlock(): Loose<Block> {
  const { amount, anything, flag, list, name, record, text, texts } = kinds()
  return looseObject({
    uuid: name,
    name: text,
    type: text,
    language: text,
    content: text,
    color: text,
    configuration: record,
    upstream_blocks: texts,
    downstream_blocks: texts,
    callback_blocks: texts,
    conditional_blocks: texts,
    all_upstream_blocks_executed: flag,
    executor_type: text,
    executor_config: record,
    has_callback: flag,
    retry_config: record,
    status: text,
    priority: amount,
    tags: list,
    timeout: amount,
    outputs: list,
    documentation: text,
    metadata: record,
    error: anything,
    catalog: anything,
  }) as Loose<Block>
}

function makePipelineSchedule(): Loose<PipelineSchedule> {
  const { amount, identity, list, record, text } = kinds()
  return looseObject({
    id: identity,
    name: text,
    description: text,
    pipeline_uuid: text,
    schedule_type: text,
    schedule_interval: text,
    status: text,
    start_time: text,
    sla: amount,
    token: text,
    settings: record,
    variables: record,
    repo_path: text,
    global_data_product_uuid: text,
    last_enabled_at: text,
    last_pipeline_run_status: text,
    next_pipeline_run_date: text,
    pipeline_runs_count: amount,
    pipeline_in_progress_runs_count: amount,
    runtime_average: amount,
    event_matchers: list,
    tags: list,
    created_at: text,
    updated_at: text,
  }) as Loose<PipelineSchedule>
}

function makePipelineRun(): Loose<PipelineRun> {
  const { amount, flag, identity, list, record, records, text } = kinds()
  return looseObject({
    id: identity,
    pipeline_uuid: text,
    pipeline_schedule_id: amount,
    pipeline_schedule_name: text,
    pipeline_schedule_type: text,
    pipeline_schedule_token: text,
    pipeline_tags: list,
    pipeline_type: text,
    backfill_id: amount,
    status: text,
    execution_date: text,
    started_at: text,
    completed_at: text,
    variables: record,
    event_variables: record,
    metrics: record,
    passed_sla: flag,
    executor_type: text,
    block_runs: records,
    block_runs_count: amount,
    completed_block_runs_count: amount,
    created_at: text,
    updated_at: text,
  }) as Loose<PipelineRun>
}

function makeBlockRun(): Loose<BlockRun> {
  const { amount, identity, record, text } = kinds()
  return looseObject({
    id: identity,
    block_uuid: text,
    pipeline_run_id: amount,
    pipeline_schedule_id: amount,
    pipeline_schedule_name: text,
    status: text,
    metrics: record,
    started_at: text,
    completed_at: text,
    created_at: text,
    updated_at: text,
  }) as Loose<BlockRun>
}

function makeBackfill(): Loose<Backfill> {
  const { amount, identity, list, record, text } = kinds()
  return looseObject({
    id: identity,
    name: text,
    pipeline_uuid: text,
    pipeline_schedule_id: amount,
    block_uuid: text,
    status: text,
    interval_type: text,
    interval_units: amount,
    start_datetime: text,
    end_datetime: text,
    settings: record,
    variables: record,
    total_run_count: amount,
    run_status_counts: record,
    pipeline_run_dates: list,
    started_at: text,
    completed_at: text,
    failed_at: text,
    created_at: text,
    updated_at: text,
  }) as Loose<Backfill>
}

function makeLog(): Loose<Log> {
  const { amount, list } = kinds()
  return looseObject({
    block_run_logs: list,
    pipeline_run_logs: list,
    total_block_run_log_count: amount,
    total_pipeline_run_log_count: amount,
  }) as Loose<Log>
}

function makeMageSession(): Loose<MageSession> {
  const { record, text } = kinds()
  return looseObject({
    expires: text,
    token: text,
    user: record,
  }) as Loose<MageSession>
}

function makeUser(): Loose<User> {
  const { amount, anything, flag, identity, list, text } = kinds()
  return looseObject({
    id: identity,
    username: text,
    email: text,
    first_name: text,
    last_name: text,
    avatar: text,
    owner: flag,
    project_access: amount,
    roles: anything,
    roles_display: text,
    roles_new: list,
    permissions: list,
    token: text,
    created_at: text,
    updated_at: text,
  }) as Loose<User>
}

function makeVariable(): Loose<Variable> {
  const { anything, list, record, text } = kinds()
  return looseObject({
    name: text,
    value: anything,
    block: record,
    pipeline: record,
    variables: list,
  }) as Loose<Variable>
}

function makeSecret(): Loose<Secret> {
  const { identity, text } = kinds()
  return looseObject({
    id: identity,
    name: text,
  }) as Loose<Secret>
}

function makeMageFile(): Loose<MageFile> {
  const { amount, flag, list, text } = kinds()
  return looseObject({
    name: text,
    path: text,
    content: text,
    children: list,
    disabled: flag,
    size: amount,
    modified_timestamp: amount,
  }) as Loose<MageFile>
}

function makeFileContent(): Loose<FileContent> {
  const { amount, text } = kinds()
  return looseObject({
    path: text,
    name: text,
    content: text,
    size: amount,
    modified_timestamp: amount,
  }) as Loose<FileContent>
}

function makeStatus(): Loose<Status> {
  const { amount, flag, text } = kinds()
  return looseObject({
    is_instance_manager: flag,
    repo_path: text,
    repo_path_relative: text,
    repo_path_relative_root: text,
    repo_path_root: text,
    require_user_authentication: flag,
    require_user_permissions: flag,
    scheduler_status: text,
    project_type: text,
    project_uuid: text,
    instance_type: text,
    max_print_output_lines: amount,
    server_process_id: amount,
    disable_pipeline_edit_access: flag,
  }) as Loose<Status>
}

// Inferred: its type is valibot's own and stays in this file.
function kinds() {
  const record = looseObject({})
  return {
    name: string(),
    identity: number(),
    text: nullish(string()),
    amount: nullish(number()),
    flag: nullish(boolean()),
    record: nullish(record),
    records: nullish(array(record)),
    list: nullish(array(unknown())),
    texts: nullish(array(string())),
    anything: nullish(unknown()),
  }
}
