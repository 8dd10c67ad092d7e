import { appendQuery } from '../../call/query'
import type { CallOptions } from '../../client'
import { type HeadersInput, headerPairs, headersOver } from '../../headers/headers'
import { must } from '../../options'
import type { OperationSpec } from '../OperationSpec'
import { type Arguments, readArguments } from './arguments'
import { type BodyTerms, bodyFor } from './body'
import { jsonText } from './form'
import { isJson } from './media'
import { type Plan, type PlannedParameter, type PlanTerms, planOf } from './plan'
import type { Guard } from './security'
import { ownServer, type ServerTerms } from './servers'
import { fieldsOf, inlineOf } from './style'
import { strict, textOf } from './text'

/** What a client was told about how its operations are sent. One object for all of its calls. */
export interface RequestTerms extends PlanTerms, BodyTerms {
  /**
   * Under which name a query parameter or a property of the body is sent; its own spelling by
   * default. Civis takes snake_case whatever its document says.
   */
  readonly sentAs?: ((name: string) => string) | undefined
  /** How arrays in a query are written, whatever the document says; `brackets` for `name[]=a`. */
  readonly arrayStyle?: PlanTerms['arrayStyle']
  /**
   * Let arrays and deeper objects into `deepObject`: `a[b][0]=c`. OpenAPI leaves open how.
   *
   * @default false
   */
  readonly nested?: boolean | undefined
  /**
   * Leave out the slash at the end of a path, whatever the document says.
   *
   * @default false
   */
  readonly trimSlash?: boolean | undefined
  /**
   * What null in a query, or in an array there, does. A body keeps it.
   *
   * @default 'refuse'
   */
  readonly nulls?: 'refuse' | 'drop' | undefined
  /**
   * Send `{}` where there is no body, but with GET and HEAD.
   *
   * @default false
   */
  readonly emptyBody?: boolean | undefined
  /** @default JSON.stringify */
  readonly stringifyJson?: ((value: unknown) => string) | undefined
  /** Who calls; made by `guardFor`. Left out: the client's own `auth` goes with every call. */
  readonly guard?: Guard | undefined
  /** For operations with servers of their own. Left out: all go to the client's base. */
  readonly servers?: ServerTerms | undefined
  /** The client's base, by `baseFor`. */
  readonly base?: string | undefined
}

/** What goes to `client.request(method, path, options)`. */
export interface WireRequest {
  readonly method: string
  /** With its query; a whole URL where the operation has a server of its own. */
  readonly path: string
  readonly options: CallOptions
}

/** A plan with all that does not change from call to call. */
interface Ready extends Plan {
  readonly auth: CallOptions['auth']
  readonly server: string
}

const plans = new WeakMap<RequestTerms, WeakMap<OperationSpec, Ready>>()

/**
 * The request of a call. `args` are values for the path in its order, then one object of options:
 * parameters of every place and properties of the body under their names, spelled as in the document,
 * in camelCase or in snake_case. A name in two places means the path (unless its value came before),
 * else the query. `$query`, `$headers`, `$cookies` and `$body` name their place, and take what the
 * document does not know; `$body` is sent as it is given. `$contentType` chooses among several
 * bodies. `$signal`, `$timeout` and the like are the core's own options.
 *
 * @throws {ConfigError} before anything is sent: names the operation and the argument that is
 * missing, unknown or in the wrong place
 * @example
 * requestFor(listIssues, ['unjs', 'ofetch', { state: 'open', perPage: 10 }], terms)
 * // { method: 'GET', path: '/repos/unjs/ofetch/issues?state=open&per_page=10', options: {} }
 */
export function requestFor(
  operation: OperationSpec,
  args: readonly unknown[],
  terms: RequestTerms,
): WireRequest {
  const plan = readyFor(operation, terms)
  const given = readArguments(operation, plan, args, terms.nulls === 'drop')
  checkRequired(operation.id, plan, given)
  const path = plan.server + pathOf(operation.id, plan, given.values, terms)
  const options: CallOptions = given.options
  const headers = headersOf(plan, given, terms)
  const sent = bodyFor(operation, given.body, terms)
  if (sent) {
    if ('json' in sent) options.json = sent.json
    else options.body = sent.body
    if (sent.type !== undefined) headers.push(['content-type', sent.type])
  }
  if (given.headers) options.headers = headersOver(headers, given.headers)
  else if (headers.length > 0) options.headers = headers
  if (plan.auth !== undefined) options.auth = plan.auth
  return {
    method: operation.verb,
    path: appendQuery(path, queryOf(plan, given, terms)),
    options,
  }
}

function readyFor(operation: OperationSpec, terms: RequestTerms): Ready {
  let known = plans.get(terms)
  if (!known) {
    known = new WeakMap()
    plans.set(terms, known)
  }
  const plan = known.get(operation)
  if (plan) return plan
  const { guard, servers, base = '' } = terms
  const ready: Ready = {
    ...planOf(operation, terms),
    auth: guard?.authFor(operation),
    server: (servers && ownServer(operation, servers, base)) ?? '',
  }
  known.set(operation, ready)
  return ready
}

function checkRequired(id: string, plan: Plan, { values, headers }: Arguments): void {
  for (const index of plan.required) {
    if (values[index] !== undefined) continue
    const parameter = plan.parameters[index] as PlannedParameter
    const { where, in: place, name } = parameter
    if (place === 'header' && headers && holds(headers, name)) continue
    must(where, `given: ${id} needs it in its ${place}`)
  }
}

function holds(headers: HeadersInput, name: string): boolean {
  return [...headerPairs(headers)].some(
    ([given, value]) => given.toLowerCase() === name.toLowerCase() && (value ?? '') !== '',
  )
}

function pathOf(id: string, plan: Plan, values: unknown[], terms: RequestTerms): string {
  const { texts, holes, parameters } = plan
  let path = texts[0] as string
  for (let hole = 0; hole < holes.length; hole += 1) {
    const index = holes[hole] as number
    const parameter = parameters[index] as PlannedParameter
    const value = values[index]
    const text = parameter.content
      ? strict(parameter.where, contentOf(parameter, value, terms))
      : inlineOf(parameter, value)
    if (value === '' || text === '')
      must(parameter.where, 'given: an empty text would lead elsewhere')
    path += text + texts[hole + 1]
  }
  // As the URL parser sees it, which takes %2e for a dot.
  if (/^[^?]*\/(\.|%2e){1,2}(?=[/?]|$)/i.test(path)) {
    must(`${id}: its path`, "one without the segments '.' and '..': they lead elsewhere")
  }
  return path
}

function queryOf({ parameters }: Plan, given: Arguments, terms: RequestTerms): string {
  const { values } = given
  let query = ''
  const add = (name: string, text: string): void => {
    query += `${query && '&'}${name}=${text}`
  }
  for (let index = 0; index < parameters.length; index += 1) {
    const parameter = parameters[index] as PlannedParameter
    const value = terms.nulls === 'drop' ? withoutNulls(values[index]) : values[index]
    if (value === undefined || parameter.in !== 'query') continue
    const { key, where, content } = parameter
    if (content) add(key, strict(where, contentOf(parameter, value, terms)))
    // Most are single values.
    else if (typeof value !== 'object') add(key, parameter.write(where, textOf(where, value)))
    else for (const [name, text] of fieldsOf(parameter, value)) add(name, text)
  }
  for (const [name, text] of given.query) add(name, text)
  return query
}

function withoutNulls(value: unknown): unknown {
  return Array.isArray(value) ? value.filter((item) => item !== null) : value
}

function headersOf(
  { parameters }: Plan,
  { values, cookies }: Arguments,
  terms: RequestTerms,
): [string, string][] {
  const headers: [string, string][] = []
  const pairs: string[] = []
  for (let index = 0; index < parameters.length; index += 1) {
    const value = values[index]
    const parameter = parameters[index] as PlannedParameter
    if (value === undefined) continue
    const { name, content, key, where } = parameter
    if (parameter.in === 'header') {
      const text = content ? contentOf(parameter, value, terms) : inlineOf(parameter, value)
      headers.push([name, text])
    } else if (parameter.in === 'cookie') {
      if (content)
        pairs.push(`${key}=${cookieText(where, contentOf(parameter, value, terms), content)}`)
      else pairs.push(...fieldsOf(parameter, value).map((field) => field.join('=')))
    }
  }
  pairs.push(...cookies)
  if (pairs.length > 0) headers.push(['cookie', pairs.join('; ')])
  return headers
}

/** Text in a cookie is as its user encoded it (OpenAPI 3.1, 4.8.12.2.3); it must not end the cookie. */
function cookieText(where: string, text: string, content: string): string {
  if (isJson(content)) return strict(where, text)
  return /^[^;\s\p{Cc}]*$/u.test(text)
    ? text
    : must(where, "encoded: a cookie has no ';' and spaces")
}

/** A parameter that is given by `content`: written as its media type has it. */
function contentOf(
  { where, content, in: place }: PlannedParameter,
  value: unknown,
  terms: RequestTerms,
): string {
  if (!isJson(content)) return textOf(where, value)
  const text = jsonText(where, value, terms)
  // Headers hold Latin-1 alone; JSON can say the rest in it.
  return place === 'header'
    ? text.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    : text
}
