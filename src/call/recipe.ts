import type { Auth } from '../auth/Auth'
import type { Cancellation } from '../clock/abort'
import { type HeadersInput, mergeHeaders } from '../headers/headers'
import { checkNumber, checkOneOf, checkTimeout, must } from '../options'
import { type RetryInput, retryPolicy } from '../retry/policy'
import type { RetryPolicy } from '../retry/RetryPolicy'
import { type BodyOptions, bodyFrom, type ReplayableBody } from './body'
import type { House } from './House'
import { fillPath, type PathParams } from './path'
import { appendQuery, type QueryInput } from './query'

/** Everything that a request is made of. It can be sent any number of times. */
export interface Recipe {
  readonly method: string
  readonly url: string
  readonly origin: string
  /** Plain headers under lower-case names; copied for each attempt. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: ReplayableBody | undefined
  /** What else fetch is to be told. Only what the user set: some runtimes refuse fields they do not know. */
  readonly init: RequestInit
  readonly meta: unknown
  readonly cost: number
  readonly priority: 0 | 1 | 2
  readonly timeout: number | false
  readonly totalTimeout: number | false
  readonly retry: RetryPolicy
  /** Any of them ends the call. */
  readonly signals: readonly Cancellation[]
  /** Whether the client's credential may go to this origin. */
  readonly trusted: boolean
  /** Who calls; undefined: nobody says so. */
  readonly auth: Auth | undefined
}

/** What a call may say besides its path. */
export interface RequestOptions extends BodyOptions {
  /** Values for the `{names}` of the path. Always encoded; empty, `.` and `..` are refused. */
  params?: PathParams | undefined
  /** Added to the client's own query. Arrays are repeated, dates are ISO 8601, undefined is dropped. */
  query?: QueryInput | undefined
  /** Over the client's own headers: undefined skips, null takes away. */
  headers?: HeadersInput | undefined
  /**
   * Who calls, in place of the client's own credential; false: nobody. It goes to trusted origins only.
   *
   * @default the client's
   */
  auth?: Auth | false | undefined
  /** Ends the call, wherever it is; it rejects with the signal's reason. */
  signal?: AbortSignal | undefined
  /** For one attempt, in ms. @default the client's */
  timeout?: number | false
  /** For the whole call, queue and waits included, in ms. @default the client's */
  totalTimeout?: number | false
  /** @default the client's */
  retry?: RetryInput
  /**
   * Units of the quota that the call uses.
   *
   * @default 1
   */
  cost?: number
  /**
   * Who goes first when calls wait. First come, first served among equals.
   *
   * @default 'normal'
   */
  priority?: 'high' | 'normal' | 'low'
  /** Anything; handed to events, hooks and the governor's `key`, never sent. */
  meta?: unknown
  /** Fields for fetch that Portolan has no option for, such as `credentials`, `cache` or `cf`. */
  fetchOptions?: FetchOptions
}

/** What fetch takes, less what Portolan sets itself. */
export type FetchOptions = Omit<RequestInit, 'method' | 'headers' | 'body' | 'signal'>

/** Turns a path or URL into the URL to send to, and says whether that origin may know our secrets. */
export interface Origins {
  /**
   * @param foreign let any origin pass, untrusted
   * @throws {ConfigError} for an origin that is neither the client's nor allowed
   */
  resolve(path: string, foreign?: boolean): { url: string; origin: string; trusted: boolean }
}

const priorities = { high: 0, normal: 1, low: 2 } as const

/**
 * @param foreign let any origin pass, without the client's secrets
 * @throws {ConfigError} for anything in the options that could not be sent as it is meant
 */
export function recipeFrom(
  house: House,
  method: string,
  path: string | URL,
  options: RequestOptions,
  foreign?: boolean,
): Recipe {
  // Node and Deno send a lower-case `patch` as it is, and servers refuse it.
  const verb = String(method).toUpperCase()
  if (!/^[A-Z\d-]+$/.test(verb)) must(`'${method}'`, 'an HTTP method')
  const text = String(path)
  const target = house.origins.resolve(foreign ? text : fillPath(text, options.params), foreign)
  const { origin, trusted } = target
  let { url } = target
  if (url.includes('#')) url = url.slice(0, url.indexOf('#'))
  if (trusted) url = appendQuery(url, house.query)
  if (options.query) url = appendQuery(url, house.querySerializer(options.query))
  const body = bodyFrom(options, verb, house.stringifyJson)
  const defaults: Record<string, string> = { ...(trusted && house.headers) }
  // The runtime knows the type of a form or a Blob, with its boundary; a default would hide it.
  if (body) delete defaults['content-type']
  if (body?.type) defaults['content-type'] = body.type
  const headers = mergeHeaders(defaults, options.headers)

  const {
    timeout = house.timeout,
    totalTimeout = house.totalTimeout,
    retry,
    signal,
    fetchOptions,
  } = options
  const { cost = 1, priority = 'normal', meta, auth = house.auth } = options
  if (auth && !(auth.apply as unknown)) must('auth', 'an Auth, such as bearer(token)')
  checkTimeout('timeout', timeout)
  checkTimeout('totalTimeout', totalTimeout)
  checkNumber('cost', cost, 0)
  checkOneOf('priority', priority, Object.keys(priorities))
  checkFetchOptions(fetchOptions)
  if (signal && !(signal.addEventListener as unknown)) must('signal', 'an AbortSignal')
  return {
    method: verb,
    url,
    origin,
    trusted,
    auth: auth || undefined,
    headers,
    body,
    init: fetchOptions ? { ...house.fetchOptions, ...fetchOptions } : house.fetchOptions,
    meta,
    cost,
    priority: priorities[priority],
    timeout,
    totalTimeout,
    retry: retry === undefined ? house.retry : retryPolicy(retry),
    signals: signal ? [signal, ...house.signals] : house.signals,
  }
}

/** @throws {ConfigError} for fields that have an option of their own */
export function checkFetchOptions(options: FetchOptions = {}): void {
  for (const name of ['method', 'headers', 'body', 'signal']) {
    if (name in options) must(`fetchOptions.${name}`, `given as the option ${name}`)
  }
}
