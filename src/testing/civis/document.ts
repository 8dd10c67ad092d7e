/** A Swagger 2.0 document, as far as the mock writes one. */
export interface CivisDocument {
  readonly swagger: '2.0'
  readonly info: { readonly title: string; readonly version: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly definitions: Readonly<Record<string, unknown>>
}

const paged = 'limit page_num order order_dir'

/**
 * One operation: verb and path; summary; names of its query; names of its body, a star for those
 * that it must have; whether it answers with an array, an object or nothing.
 */
type Line = readonly [call: string, summary: string, query: string, body: string, answer: Answer]
type Answer = 'array' | 'object' | 'nothing' | 'unknown'

/** Lists that are read, and no more. */
const readOnly = ['admin', 'announcements', 'clusters', 'databases', 'storage_hosts', 'usage']

/** Things that are made, changed and archived, with what their bodies take. */
const collections: Readonly<Record<string, string>> = {
  aliases: 'objectId* objectType* alias* displayName',
  credentials: 'type* username* password* name description remoteHostId',
  enhancements: 'name* schedule notifications',
  exports: 'name* type* hidden',
  files: 'name* expiresAt description',
  git_repos: 'repoUrl*',
  groups: 'name* description slug',
  imports: 'name* syncType* isOutbound* source destination',
  json_values: 'valueStr* name',
  match_targets: 'name* targetFileName archived',
  media: 'name*',
  models: 'name tableName databaseId',
  notebooks: 'name language requirements memory hidden',
  ontology: 'name*',
  permission_sets: 'name* description',
  predictions: 'name outputTableName',
  projects: 'name* description note autoShare hidden',
  remote_hosts: 'name* url* type* description',
  reports: 'name githubRepo description hidden',
  roles: 'name*',
  services: 'name dockerImageName* dockerImageTag cpu memory',
  table_tags: 'name*',
  tables: 'name description',
  templates: 'name* scriptId note archived',
  usage_limits: 'name* hardLimit',
  users: 'name* email* user* primaryGroupId*',
  workflows: 'name* description definition schedule notifications hidden',
}

function collectionLines(): Line[] {
  const filters: Readonly<Record<string, string>> = {
    credentials: 'type default name remote_host_id',
    tables: 'database_id schema name search',
    workflows: 'state hidden archived',
  }
  return [
    ...readOnly.map((name): Line => {
      // Neither databases nor storage hosts come in pages.
      const query = name === 'databases' || name === 'storage_hosts' ? '' : paged
      return [`GET /${name}/`, `List ${words(name)}`, query, '', 'array']
    }),
    ...Object.entries(collections).flatMap(([name, body]): Line[] => {
      const optional = body.replaceAll('*', '')
      return [
        [`GET /${name}/`, `List ${words(name)}`, `${filters[name] ?? ''} ${paged}`, '', 'array'],
        [`POST /${name}/`, `Add to ${words(name)}`, '', body, 'object'],
        [`GET /${name}/{id}`, `Get one of ${words(name)}`, '', '', 'object'],
        [`PUT /${name}/{id}`, `Replace one of ${words(name)}`, '', body, 'object'],
        [`PATCH /${name}/{id}`, `Update one of ${words(name)}`, '', optional, 'object'],
        [`DELETE /${name}/{id}`, `Remove one of ${words(name)}`, '', '', 'nothing'],
      ]
    }),
  ]
}

const special: readonly Line[] = [
  ['GET /users/me', 'Show who is calling', '', '', 'object'],
  ['GET /endpoints/', 'List the operations of this API', '', '', 'unknown'],
  [
    'GET /notifications/',
    'Receive a stream of notifications',
    'last_event_id r mock',
    '',
    'unknown',
  ],
  ['GET /search/', 'Search everywhere', `query type limit offset`, '', 'object'],
  ['GET /admin/organizations', 'List organizations', 'status[] org_type[]', '', 'array'],
  ['GET /databases/{id}', 'Show a database', '', '', 'object'],
  ['GET /databases/{id}/schemas', 'List schemas of a database', '', '', 'array'],
  ['GET /jobs/', 'List jobs', `state type q hidden ${paged}`, '', 'array'],
  ['GET /jobs/{id}', 'Show a job', '', '', 'object'],
  ['POST /jobs/{id}/runs', 'Run a job', '', '', 'object'],
  ['GET /jobs/{id}/runs', 'List runs of a job', paged, '', 'array'],
  ['GET /jobs/{id}/runs/{run_id}', 'Check a run', '', '', 'object'],
  ['GET /jobs/{id}/runs/{run_id}/logs', 'Read the log of a run', 'last_id limit', '', 'array'],
  ['GET /jobs/{id}/runs/{run_id}/outputs', 'List outputs of a run', paged, '', 'array'],
  ['PUT /jobs/{id}/projects/{project_id}', 'Put a job into a project', '', '', 'nothing'],
  ['DELETE /jobs/{id}/projects/{project_id}', 'Take a job out of a project', '', '', 'nothing'],
  [
    'PUT /jobs/{id}/shares/users',
    'Share a job with users',
    '',
    'userIds* permissionLevel* shareEmailBody sendSharedEmail',
    'object',
  ],
  ['GET /queries/', 'List queries', `database_id author_id ${paged}`, '', 'array'],
  [
    'POST /queries/',
    'Run a query',
    '',
    'database* sql* credential previewRows* hidden interactive includeHeader',
    'object',
  ],
  ['GET /queries/{id}', 'Show a query', '', '', 'object'],
  ['GET /scripts/', 'List scripts', `type state hidden ${paged}`, '', 'array'],
  ['GET /scripts/containers/{id}', 'Show a container script', '', '', 'object'],
  [
    'POST /scripts/containers',
    'Make a container script',
    '',
    'requiredResources* dockerImageName dockerImageTag dockerCommand name params arguments hidden',
    'object',
  ],
  ['POST /scripts/containers/{id}/runs', 'Run a container script', '', '', 'object'],
  ['GET /scripts/containers/{id}/runs/{run_id}', 'Check a run', '', '', 'object'],
  ['POST /scripts/{id}/cancel', 'Cancel a run', '', '', 'object'],
  [
    'GET /permission_sets/{id}/resources/{name}',
    'Show a resource of a permission set',
    '',
    '',
    'object',
  ],
  ['GET /workflows/{id}/executions', 'List executions', paged, '', 'array'],
  [
    'POST /workflows/{id}/executions',
    'Execute a workflow',
    '',
    'targetTask input includedTasks',
    'object',
  ],
  ['GET /workflows/{id}/executions/{execution_id}', 'Show an execution', '', '', 'object'],
]

/**
 * The mock's own specification: small, and with every resource that the Python client documents.
 * Paths, `{names}` and the spelling of parameters are of Civis' kind.
 */
export function civisDocument(): CivisDocument {
  const paths: Record<string, Record<string, unknown>> = {}
  const definitions: Record<string, unknown> = {
    Thing: { type: 'object', properties: { id: { type: 'integer' }, name: { type: 'string' } } },
  }
  for (const [call, summary, query, body, answer] of [...collectionLines(), ...special]) {
    const [verb = '', path = ''] = call.split(' ')
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string)
    const parameters: unknown[] = names.map((name) => ({
      ...typed(name),
      in: 'path',
      required: true,
    }))
    for (const name of split(query))
      parameters.push({ ...typed(name), in: 'query', required: false })
    if (body !== '') {
      const title = `Body${Object.keys(definitions).length}`
      definitions[title] = bodyOf(split(body))
      const schema = { $ref: `#/definitions/${title}` }
      parameters.push({ name: title, in: 'body', required: true, schema })
    }
    paths[path] ??= {}
    paths[path][verb.toLowerCase()] = {
      summary,
      description: null,
      deprecated: false,
      parameters,
      responses: responsesOf(verb, answer),
    }
  }
  return { swagger: '2.0', info: { title: 'Mock of Civis', version: '1' }, paths, definitions }
}

function responsesOf(verb: string, answer: Answer): Record<string, unknown> {
  if (answer === 'nothing') return { 204: { description: 'done' } }
  if (answer === 'unknown') return { 200: { description: 'as it comes' } }
  const thing = { $ref: '#/definitions/Thing' }
  const schema = answer === 'array' ? { type: 'array', items: thing } : thing
  return { [verb === 'POST' ? 201 : 200]: { description: 'success', schema } }
}

function bodyOf(names: readonly string[]): unknown {
  const bare = names.map((name) => name.replace('*', ''))
  const properties = Object.fromEntries(bare.map((name) => [name, { type: typeOf(name) }]))
  const required = names.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1))
  return { type: 'object', properties, ...(required.length > 0 && { required }) }
}

function typed(name: string): Record<string, unknown> {
  if (!name.endsWith('[]')) return { name, type: typeOf(name), description: words(name) }
  const bare = name.slice(0, -2)
  return { name: bare, type: 'array', items: { type: 'string' }, description: words(bare) }
}

function typeOf(name: string): string {
  if (/Ids$/.test(name)) return 'array'
  if (/^(arguments|requiredResources|input)$/.test(name)) return 'object'
  if (/^(hidden|archived|default|interactive|autoShare)$|^(is|include|send)[A-Z]/.test(name)) {
    return 'boolean'
  }
  return /(^|_)id$|Id$|^(limit|page_num|offset|database|credential|previewRows)$/.test(name)
    ? 'integer'
    : 'string'
}

function split(names: string): string[] {
  return names.split(' ').filter(Boolean)
}

function words(name: string): string {
  return name.replaceAll('_', ' ')
}
