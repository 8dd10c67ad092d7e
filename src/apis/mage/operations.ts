import type { QueryInput, QueryValue } from '../../call/query'
import type { CallOptions } from '../../client'
import { headersOver } from '../../headers/headers'
import type { Operation } from '../../operation/operation'
import { checkNumber, checkOptions, must } from '../../options'
import { realNameOf } from './children'
import { camelOf, factsOf, singularOf, wordsOf } from './names'
import { pagesFor } from './pages'
import type { TriggerData } from './resourceTypes'

/** What identifies a record: a number, or a text such as the uuid of a pipeline or the path of a file. */
export type Id = string | number

/** What can be done with a resource. */
export type Action = 'list' | 'create' | 'get' | 'update' | 'delete'

/** How an operation of Mage's goes over the wire (contract 2.1). */
export interface MageOperation extends Operation {
  readonly method: string
  /** With `{0}`, `{1}` for the arguments that come first. */
  readonly path: string
  /** What follows these: filters, a payload, nothing but options; or a token and what it starts. */
  readonly takes: 'filters' | 'payload' | 'nothing' | 'trigger' | 'run'
  /** The resource as the server names it, for its filters. */
  readonly resource: string
  /** The names under which the answer's record or list may be; a payload goes under the first. */
  readonly keys: readonly string[]
  readonly isList?: true
  /** Called without key and token: whoever has the trigger's token may. */
  readonly isOpen?: true
}

/** Options of a call that do not say what is called. */
export interface ResourceOptions
  extends Omit<CallOptions, 'params' | 'query' | 'json' | 'form' | 'body' | 'schema' | 'parseAs'> {
  /** Further parameters, sent as they are spelled. Mage refuses those that its policies do not know. */
  query?: QueryInput
}

/** Options of a call that changes something. */
export interface WriteOptions extends ResourceOptions {
  /** The set of attributes that the answer is to have, such as `with_settings`. Sent as `_format`. */
  format?: string
}

/** Which page of a list, and how its records are to look. */
export interface ListQuery {
  /** Records a page. Sent as `_limit`; resources that are not in the database ignore it, pipelines do not. */
  limit?: number
  /** Records to leave out at the start. Sent as `_offset`. */
  offset?: number
  /**
   * Column or columns to sort by; a `-` before the first one turns the whole order round. Only
   * pipelines, pipelineRuns, pipelineSchedules and blockRuns listen.
   */
  orderBy?: string | readonly string[]
  /** The set of attributes that the records are to have, such as `with_settings`. Sent as `_format`. */
  format?: string
}

const verbs: Readonly<Record<Action, readonly [string, MageOperation['takes']]>> = {
  list: ['GET', 'filters'],
  get: ['GET', 'filters'],
  create: ['POST', 'payload'],
  update: ['PUT', 'payload'],
  delete: ['DELETE', 'nothing'],
}

/** The operation for an action on a resource, below its parents. */
export function operationFor(chain: readonly string[], action: Action): MageOperation {
  const resource = chain.at(-1) as string
  const [method, takes] = verbs[action]
  const isMember = action !== 'list' && action !== 'create'
  const parts = chain.flatMap((name, depth) =>
    depth < chain.length - 1 || isMember ? [name, `{${depth}}`] : [name],
  )
  const path = `api/${parts.join('/')}`
  const real = realNameOf(chain)
  const isList = action === 'list'
  const keys = isList ? [resource, real] : [singularOf(resource), singularOf(real)]
  return {
    id: [...chain.map(camelOf), action].join('.'),
    kind: method === 'GET' ? 'query' : 'mutation',
    help: `${method} ${path}`,
    method,
    path,
    takes,
    options: chain.length - (isMember ? 0 : 1) + (takes === 'nothing' ? 0 : 1),
    resource: real,
    keys: [...new Set(keys)],
    ...(isList && { isList: true, pages: pagesFor(real, chain.length - 1) }),
  }
}

/**
 * The request that an operation makes of its arguments: those of the path, then data, then options.
 *
 * @throws {ConfigError} that names the argument
 */
export function requestOf(
  operation: MageOperation,
  args: readonly unknown[],
): { path: string; options: CallOptions } {
  const { id, takes } = operation
  const count = [...operation.path.matchAll(/\{\d\}/g)].length
  const path = operation.path.replace(/\{(\d)\}/g, (_, at: string) =>
    encodeId(`${id}: argument ${Number(at) + 1}`, args[Number(at)]),
  )
  const rest = args.slice(count)
  const token = takes === 'trigger' || takes === 'run' ? rest.shift() : undefined
  const data = takes === 'nothing' ? undefined : rest.shift()
  const { format, query, ...given } = Object(rest[0]) as WriteOptions
  const options: CallOptions = given
  const own = takes === 'filters' ? filtersOf(operation, data) : {}
  if (format !== undefined) own._format = format
  if (query) Object.assign(own, query instanceof URLSearchParams ? pairsOf(query) : query)
  for (const [name, value] of Object.entries(own)) refuseClimbing(`${id}: ${name}`, value)
  if (Object.keys(own).length > 0) options.query = own as QueryInput
  if (takes === 'payload') options.json = { [operation.keys[0] as string]: payloadOf(id, data) }
  if (takes === 'run') options.json = { run: payloadOf(id, data) }
  if (takes === 'trigger' && data !== undefined) options.json = triggerBody(id, data)
  if (takes === 'trigger' || takes === 'run') {
    options.headers = headersOver(options.headers, { authorization: bearerOf(id, token) })
  }
  return { path, options }
}

/**
 * An id as one segment of a path. Mage's routes know letters, digits, `_`, `-`, `.` and `%` alone.
 *
 * @throws {ConfigError} for what is empty, no text or number, or leads elsewhere
 */
export function encodeId(where: string, id: unknown): string {
  const text = typeof id === 'number' && Number.isFinite(id) ? String(id) : id
  if (typeof text !== 'string' || /^\.{0,2}$/.test(text)) {
    must(where, "an id: a text or a number; not empty, '.' or '..'")
  }
  refuseClimbing(where, text)
  try {
    return encodeURIComponent(text).replace(
      /[!'()*~]/g,
      (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
    )
  } catch {
    return must(where, 'well-formed text')
  }
}

/** Mage answers any of these with a bare 400. */
function refuseClimbing(where: string, value: unknown): void {
  for (const each of [value].flat(9)) {
    if (typeof each === 'string' && /\.\.[\\/]/.test(each)) {
      must(where, "without '../': Mage refuses what climbs out of the project")
    }
  }
}

function payloadOf(id: string, data: unknown): unknown {
  const prototype = typeof data === 'object' && data ? Object.getPrototypeOf(data) : undefined
  if (data && (prototype === Object.prototype || prototype === null)) return data
  return must(`${id}: the payload`, 'an object with the attributes of the record')
}

/** Sent in a header in place of the URL, so that no output shows it. */
function bearerOf(id: string, token: unknown): string {
  if (typeof token !== 'string' || token === '') {
    must(`${id}: the token`, 'that of an API trigger: a text, as its schedule has it')
  }
  return `Bearer ${token}`
}

/** Variables go into `pipeline_run`; what stands beside it is the event's (contract 2.9). */
function triggerBody(id: string, data: unknown): unknown {
  const given = payloadOf(id, data) as object
  checkOptions(id, given, { variables: 'object', eventVariables: 'object' })
  const { variables, eventVariables } = given as TriggerData
  if (eventVariables && Object.hasOwn(eventVariables, 'pipeline_run')) {
    must(`${id}: eventVariables`, "without 'pipeline_run': Mage takes that for the run's own")
  }
  return { ...eventVariables, ...(variables && { pipeline_run: { variables } }) }
}

const listNames: Readonly<Record<string, string>> = {
  limit: 'number',
  offset: 'number',
  orderBy: '',
  format: 'string',
}

function filtersOf(
  { id, resource, isList }: MageOperation,
  data: unknown,
): Record<string, QueryValue> {
  if (data === undefined) return {}
  if (typeof data !== 'object' || !data || Array.isArray(data))
    must(`${id}: the filters`, 'an object')
  const { limit, offset, orderBy, format, ...filters } = data as ListQuery & Record<string, unknown>
  checkOptions(
    id,
    Object.fromEntries(Object.entries({ limit, offset, orderBy, format })),
    listNames,
  )
  const query: Record<string, QueryValue> = {}
  const known = wordsOf(factsOf(resource)?.filters)
  for (const [name, value] of Object.entries(filters)) {
    if (value !== undefined) query[filterName(name, value, known)] = value as QueryValue
  }
  const paged = isList && (limit !== undefined || offset !== undefined)
  for (const [name, value] of Object.entries({ limit, offset })) {
    if (value === undefined) continue
    checkNumber(`${id}: ${name}`, value, 0)
    if (!Number.isInteger(value)) must(`${id}: ${name}`, 'a whole number')
    query[`_${name}`] = value
  }
  // Without it Mage adds the retries of the first and last run of a page, so that pages overlap.
  if (paged && resource === 'pipeline_runs') query.disable_retries_grouping ??= true
  const order = [orderBy ?? []].flat()
  if (order.length > 0) {
    if (resource === 'pipelines' || !known.some((name) => /^order_by/.test(name))) {
      query['_order_by[]'] = order
    } else query[filterName('order_by', '', known)] = order.map(columnOf).join(',')
  }
  if (format !== undefined) query._format = format
  return query
}

/** As the resource's policy spells it: `status` is `status[]` where an array is given, or all that it knows. */
function filterName(name: string, value: unknown, known: readonly string[]): string {
  const array = `${name}[]`
  if (name.endsWith('[]')) return name
  if (known.includes(array) && (Array.isArray(value) || !known.includes(name))) return array
  return Array.isArray(value) && !known.includes(name) ? array : name
}

/** Resources of the database take `column desc` for `-column`. */
function columnOf(column: string): string {
  return column.startsWith('-') ? `${column.slice(1)} desc` : column
}

function pairsOf(query: URLSearchParams): Record<string, string[]> {
  const pairs: Record<string, string[]> = {}
  for (const [name, value] of query) pairs[name] = [...(pairs[name] ?? []), value]
  return pairs
}
