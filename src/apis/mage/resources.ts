/** What Mage lets be done with one of its resources (contract 2.7). */
export interface ResourceFacts {
  /** L list, C create, D detail, U update, X delete. */
  readonly actions: string
  /** Those of them that need no token. */
  readonly open?: string
  /** Kept in the database: pages of 40 unless told otherwise, numbers as ids. */
  readonly database?: true
  /** Names of the query parameters that its policy lets pass, with `[]` where they are arrays. */
  readonly filters?: string
  /** Names of the attributes that its policy lets be written. */
  readonly attributes?: string
}

/** All resources of Mage's server, as their policies have them. Words are separated by spaces. */
export const resources = {
  autocomplete_items: { actions: 'L' },
  backfills: {
    actions: 'LCDUX',
    database: true,
    filters: 'include_preview_runs include_run_count pipeline_uuid',
    attributes:
      'block_uuid end_datetime interval_type interval_units name settings start_datetime status variables',
  },
  block_layout_items: { actions: 'D' },
  block_outputs: {
    actions: 'D',
    filters:
      'block_uuid csv_lines_only dynamic_block_index exclude_blank_variable_uuids execution_partition include_print_outputs pipeline_uuid sample sample_count variable_type',
  },
  blocks: {
    actions: 'LCDUX',
    filters:
      'block_language block_type block_uuid[] data_integration_type data_integration_uuid destination_table extension_uuid file_path force include_block_catalog include_block_metadata include_documentation state_stream update_state',
    attributes:
      'all_upstream_blocks_executed block_action_object bookmark_values callback_blocks catalog color conditional_blocks config configuration content converted_from defaults destination_table documentation downstream_blocks executor_config executor_type extension_uuid has_callback language metadata name outputs pipelines priority replicated_block require_unique_name retry_config status tags tap_stream_id timeout type upstream_blocks uuid',
  },
  block_runs: { actions: 'L', database: true, filters: 'order_by pipeline_run_id pipeline_uuid' },
  block_templates: { actions: 'LD', filters: 'show_all' },
  browser_items: {
    actions: 'LCDUX',
    filters: 'directory exclude_pattern include_pattern paths',
    attributes: 'content name path',
  },
  cache_items: { actions: 'LDU', filters: 'item_type project_path' },
  client_pages: { actions: 'LCDU' },
  clusters: { actions: 'DU', attributes: 'id' },
  code_executions: { actions: 'C', attributes: 'message message_request_uuid timestamp uuid' },
  command_center_items: {
    actions: 'C',
    attributes: 'component page page_history picks search search_history settings state timeline',
  },
  compute_clusters: { actions: 'LCDUX', filters: 'include_all_states', attributes: 'active' },
  compute_connections: { actions: 'LU', attributes: 'action connection' },
  compute_services: { actions: 'LD', filters: 'with_clusters' },
  configuration_options: {
    actions: 'L',
    filters: 'configuration_type option_type resource_type resource_uuid',
  },
  custom_designs: {
    actions: 'LD',
    open: 'LD',
    filters:
      'operation page_path page_pathname page_query page_type page_uuid resource resource_id resource_parent resource_parent_id',
  },
  custom_templates: {
    actions: 'LCDUX',
    filters: 'object_type',
    attributes: 'content object_type pipeline_uuid',
  },
  data_providers: { actions: 'L' },
  downloads: { actions: 'C', attributes: 'ignore_folder_structure' },
  event_rules: { actions: 'D' },
  execution_frameworks: { actions: 'LD', filters: 'level' },
  execution_states: { actions: 'L', filters: 'block_uuid pipeline_uuid' },
  extension_options: { actions: 'LD' },
  file_contents: {
    actions: 'DU',
    attributes: 'block_uuid content modified_timestamp name path pipeline_uuid size version',
  },
  files: {
    actions: 'LCUX',
    filters:
      'exclude_dir_pattern exclude_pattern flatten include_pipeline_count pattern project_uuid repo_path version_control_files',
    attributes: 'api_key dir_path file name overwrite pipeline_zip',
  },
  file_versions: { actions: 'L', filters: 'block_uuid pipeline_uuid' },
  folders: { actions: 'CUX', attributes: 'name overwrite path' },
  git_branches: {
    actions: 'LCDU',
    filters: 'include_remote_branches remote_url repository',
    attributes:
      'add add_remote checkout clone commit delete fetch merge pull push rebase remote remove_remote reset status',
  },
  git_custom_branches: {
    actions: 'LCDU',
    filters: 'include_remote_branches remote_url repository',
    attributes: 'clone delete fetch merge pull push rebase remote reset',
  },
  git_files: { actions: 'D', filters: 'base_branch compare_branch derive' },
  global_data_products: { actions: 'LCDUX', filters: 'current_project project repo_path' },
  global_hooks: {
    actions: 'LCDUX',
    filters:
      'include_operation_types include_resource_types include_snapshot_validation operation_type operation_type[] resource_type resource_type[] root_project',
    attributes: 'snapshot uuid',
  },
  integration_destinations: { actions: 'LC', attributes: 'action_type config pipeline_uuid' },
  integration_sources: {
    actions: 'LCDU',
    filters: 'block_uuid[] pipeline_schedule_id stream',
    attributes: 'action_type block_uuid config pipeline_uuid streams',
  },
  integration_source_streams: { actions: 'U' },
  interactions: { actions: 'LCDUX', attributes: 'block_uuid content inputs layout uuid variables' },
  kernel_processes: { actions: 'LDX', filters: 'check_active_status' },
  kernels: { actions: 'LU', attributes: 'action_type num_processes' },
  llms: { actions: 'C', attributes: 'request use_case' },
  logs: {
    actions: 'L',
    filters:
      'block_run_id block_run_id[] block_type block_type[] block_uuid block_uuid[] end_timestamp level[] pipeline_run_id pipeline_run_id[] pipeline_schedule_id pipeline_schedule_id[] start_timestamp',
  },
  monitor_stats: {
    actions: 'D',
    filters: 'end_time group_by_pipeline_type pipeline_schedule_id pipeline_uuid start_time',
  },
  oauth_access_tokens: { actions: 'L', database: true, filters: 'show_all' },
  oauths: {
    actions: 'LCDU',
    open: 'LD',
    attributes: 'action_type expires_in provider refresh_token token',
  },
  outputs: {
    actions: 'LCD',
    filters: 'block_uuid parent_stream partition sample_count stream',
    attributes: 'block_uuid partition persist pipeline_uuid refresh sample_count streams',
  },
  page_block_layouts: { actions: 'DU', attributes: 'blocks layout' },
  permissions: {
    actions: 'LCDUX',
    database: true,
    filters: 'only_entity_options',
    attributes:
      'access conditions entity entity_id entity_name entity_type query_attributes read_attributes role_id role_ids write_attributes',
  },
  pipeline_execution_frameworks: {
    actions: 'LCDUX',
    attributes:
      'blocks clone_pipeline_uuid custom_template_uuid description name pipelines settings tags type uuid',
  },
  pipeline_interactions: {
    actions: 'DU',
    filters: 'filter_for_permissions',
    attributes: 'blocks interactions layout permissions',
  },
  pipelines: {
    actions: 'LCDUX',
    filters:
      'from_history_days include_block_pipelines include_schedules includes_block_metadata includes_content includes_extensions includes_outputs includes_outputs_spark max_results_for_block_outputs repo_path search status[] tag[] type[] update_content',
    attributes:
      'add_upstream_for_block_uuid callbacks clone_pipeline_uuid conditionals custom_template_uuid description extensions llm name pipeline_runs pipeline_schedule_id schedules status tags type',
  },
  pipeline_runs: {
    actions: 'LCDUX',
    database: true,
    filters:
      'backfill_id disable_retries_grouping end_timestamp global_data_product_uuid include_all_pipeline_schedules include_pipeline_tags include_pipeline_type include_pipeline_uuids order_by[] pipeline_tag[] pipeline_type pipeline_uuid pipeline_uuid[] start_timestamp status status[]',
    attributes:
      'backfill_id event_variables execution_date from_block_uuid pipeline_run_action pipeline_schedule_id pipeline_uuid status variables',
  },
  pipeline_schedules: {
    actions: 'LCDUX',
    database: true,
    filters: 'global_data_product_uuid order_by schedule_interval[] schedule_type[] status[] tag[]',
    attributes:
      'description event_matchers id last_enabled_at name repo_path schedule_interval schedule_type settings sla start_time status tags variables',
  },
  pipeline_triggers: { actions: 'LC', attributes: 'pipeline_schedule_id' },
  projects: {
    actions: 'LCU',
    open: 'L',
    attributes:
      'activate_project deny_improve_mage emr_config features help_improve_mage openai_api_key pipelines platform_settings remote_variables_dir repo_path root_project spark_config type uuid',
  },
  pull_requests: {
    actions: 'LCD',
    filters: 'remote_url repository',
    attributes: 'base_branch body compare_branch remote_url repository title',
  },
  role_permissions: {
    actions: 'CX',
    database: true,
    attributes: 'permission_id permission_ids role_id',
  },
  roles: {
    actions: 'LCDUX',
    database: true,
    filters: 'entity entity_ids[] limit_roles',
    attributes: 'name permission_ids user_ids',
  },
  schedulers: { actions: 'LC', attributes: 'action_type' },
  search_results: { actions: 'C', attributes: 'pipeline_type query ratio type' },
  secrets: {
    actions: 'LCX',
    database: true,
    filters: 'entity pipeline_uuid',
    attributes: 'entity name pipeline_uuid value',
  },
  seeds: { actions: 'C', attributes: 'permissions roles' },
  sessions: { actions: 'CU', open: 'C', attributes: 'email password provider token username' },
  spark_applications: { actions: 'L' },
  spark_environments: { actions: 'D' },
  spark_executors: { actions: 'L' },
  spark_jobs: { actions: 'LD', filters: 'application_id application_spark_ui_url' },
  spark_sqls: {
    actions: 'LD',
    filters: 'application_id application_spark_ui_url include_jobs_and_stages length',
  },
  spark_stage_attempts: { actions: 'LD' },
  spark_stage_attempt_tasks: { actions: 'L', filters: 'attempt_id' },
  spark_stage_attempt_task_summaries: { actions: 'D' },
  spark_stages: {
    actions: 'LD',
    filters: 'application_id application_spark_ui_url details quantiles withSummaries',
  },
  spark_threads: { actions: 'L' },
  statuses: { actions: 'L', open: 'L' },
  syncs: { actions: 'LCDU', attributes: 'action_type' },
  tags: { actions: 'LC', database: true },
  users: {
    actions: 'LCDUX',
    database: true,
    attributes:
      'avatar email first_name last_name owner password password_confirmation password_current role_ids roles roles_new username',
  },
  user_roles: { actions: 'CX', database: true, attributes: 'role_id user_id' },
  variables: { actions: 'LCUX', filters: 'global_only', attributes: 'name value' },
  version_control_branches: {
    actions: 'LCDUX',
    filters: 'force log remote',
    attributes: 'checkout clone merge name pull push rebase',
  },
  version_control_files: {
    actions: 'LCDUX',
    filters: 'diff',
    attributes: 'add command commit message name reset',
  },
  version_control_projects: { actions: 'LCDUX', attributes: 'email name uuid' },
  version_control_remotes: { actions: 'LCDUX', attributes: 'fetch name set_url url' },
  widgets: {
    actions: 'LCUX',
    attributes:
      'all_upstream_blocks_executed color config configuration content downstream_blocks executor_config executor_type has_callback language name priority retry_config status timeout type upstream_blocks uuid',
  },
  workspaces: {
    actions: 'LCDUX',
    filters: 'cluster_type namespace[] user_id',
    attributes:
      'cluster_name cluster_type container_config container_name lifecycle_config name namespace path_to_credentials project_id region service_account_name storage_access_mode storage_class_name storage_request_size task_definition update_workspace_settings',
  },
} as const satisfies Readonly<Record<string, ResourceFacts>>
