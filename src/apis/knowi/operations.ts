import type { ParseAs } from '../../call/consume'
import type { PathParams } from '../../call/path'
import type { QueryInput } from '../../call/query'
import type { CallOptions } from '../../client'
import type { Operation } from '../../operation/operation'
import { must } from '../../options'

/** How an operation of Knowi's goes over the wire (contract 1.10). */
export interface KnowiOperation extends Operation {
  readonly method: string
  /** With `{names}` for the arguments that come first. */
  readonly path: string
  /** What follows the path's arguments: a query, a JSON body, a form, or nothing but options. */
  readonly takes: 'query' | 'json' | 'form' | 'nothing'
  readonly parseAs?: ParseAs
}

/** Options of a call that do not say what is called. */
export type ResourceOptions = Omit<
  CallOptions,
  'params' | 'query' | 'json' | 'form' | 'body' | 'schema' | 'parseAs'
>

/** A query as resources take it: null is dropped like undefined. */
export type LooseQuery = Readonly<Record<string, unknown>>

/** `GET dashboards/{id}` and what it takes, as an operation. */
export function operation(
  id: string,
  line: string,
  takes: KnowiOperation['takes'] = 'nothing',
  parseAs?: ParseAs,
): KnowiOperation {
  const [method = '', path = ''] = line.split(' ')
  const kind = method === 'GET' ? 'query' : 'mutation'
  const options = namesIn(path).length + (takes === 'nothing' ? 0 : 1)
  return { id, kind, method, path, takes, options, help: line, ...(parseAs && { parseAs }) }
}

function namesIn(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string)
}

/** The request that an operation makes of its arguments: those of the path, then data, then options. */
export function requestOf(
  { id, path, takes, parseAs }: KnowiOperation,
  args: readonly unknown[],
): { path: string; options: CallOptions } {
  const names = namesIn(path)
  const params: Record<string, unknown> = {}
  names.forEach((name, at) => {
    if (args[at] === undefined) must(`${id}: argument ${at + 1}`, `the ${name} of ${path}`)
    params[name] = args[at]
  })
  const rest = args.slice(names.length)
  const data = takes === 'nothing' ? undefined : rest.shift()
  const options: CallOptions = {
    ...(rest[0] as CallOptions),
    meta: { endpoint: id, ...Object(Object(rest[0]).meta) },
  }
  if (names.length > 0) options.params = params as PathParams
  // What is not JSON is asked for as what it is.
  if (parseAs)
    Object.assign(options, { parseAs, headers: { accept: '*/*', ...Object(options.headers) } })
  if (takes === 'query') options.query = queryOf(Object(data))
  else if (takes === 'json') options.json = data
  else if (takes === 'form' && data) options.form = queryOf(Object(data))
  return { path, options }
}

/** Nulls are dropped, in arrays too; lists of categories get commas, other objects travel as JSON. */
export function queryOf(query: LooseQuery | URLSearchParams): QueryInput {
  if (query instanceof URLSearchParams) return query
  const clean: Record<string, unknown> = {}
  for (const [name, given] of Object.entries(query)) {
    const value = Array.isArray(given) ? given.filter((item) => item !== null) : given
    if (value === null) continue
    // No category is no filter.
    if (name === 'byCategory' && Array.isArray(value)) clean[name] = value.join(',') || undefined
    else if (name === 'runtimeTokens' && typeof value === 'object')
      clean[name] = JSON.stringify(value)
    else clean[name] = value
  }
  return clean as QueryInput
}
