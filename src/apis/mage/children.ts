/** What stands below what: parent, and its children. Those below a child are under both names. */
export const children = {
  pipelines:
    'backfills blocks block_outputs configuration_options downloads execute integration_sources logs outputs pipeline_schedules pipeline_triggers variables widgets',
  'pipelines.blocks': 'analyses',
  'pipelines.block_outputs': 'downloads',
  pipeline_schedules: 'pipeline_runs',
  pipeline_runs: 'blocks',
  block_runs: 'outputs logs',
  blocks: 'file_versions',
  files: 'downloads file_versions',
  page_block_layouts: 'block_layout_items',
  pipeline_interactions: 'interactions',
  integration_sources: 'integration_samples',
  clusters: 'instances',
  compute_services: 'compute_clusters compute_connections',
  version_control_projects:
    'version_control_branches version_control_files version_control_remotes',
  spark_stages: 'spark_stage_attempts spark_stage_attempt_tasks spark_stage_attempt_task_summaries',
  spark_executors: 'spark_threads',
  execution_frameworks: 'pipelines',
  roles: 'permissions role_permissions user_roles',
} as const satisfies Readonly<Record<string, string>>

/** Names in URLs that the server takes for another resource. */
const aliases: Readonly<Record<string, string>> = {
  'execution_frameworks.pipelines': 'pipeline_execution_frameworks',
  status: 'statuses',
}

/** The resource that stands at the end of a chain of names. */
export function realNameOf(chain: readonly string[]): string {
  const path = chain.slice(-2).join('.')
  return (Object.hasOwn(aliases, path) && aliases[path]) || (chain.at(-1) as string)
}
