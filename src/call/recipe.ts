import type { Auth } from '../auth/Auth'
import type { Caller } from '../auth/Caller'
import type { Cancellation } from '../clock/abort'
import { type HeadersInput, mergeHeaders } from '../headers/headers'
import type { KeyedRequest } from '../limit/rateLimit'
import { checkNumber, checkOneOf, checkTimeouts, must } from '../options'
import { type RetryInput, retryPolicy } from '../retry/policy'
import type { RetryPolicy } from '../retry/RetryPolicy'
import { type BodyOptions, bodyFrom, type ReplayableBody } from './body'
import type { House } from './House'
import type { Progress } from './observed'
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
  readonly idleTimeout: number | false
  readonly onDownloadProgress?: ((progress: Progress) => void) | undefined
  readonly retry: RetryPolicy
  /** Whether an idempotency key goes along, so that the server takes repeats for one. */
  readonly idempotent: boolean
  /** Any of them ends the call. */
  readonly signals: readonly Cancellation[]
  /** Whether the client's credential may go to this origin. */
  readonly trusted: boolean
  readonly caller: Caller
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
  /** For each chunk of the body, in ms. @default the client's */
  idleTimeout?: number | false
  /** @default the client's */
  retry?: RetryInput
  /**
   * Sent as `Idempotency-Key`, the same one at each attempt: a POST or PATCH with it is repeated as
   * a PUT is. true makes a random key for the call. A header of that name does the same.
   *
   * @example
   * await api.post('payments', { json: payment, idempotencyKey: true })
   */
  idempotencyKey?: boolean | string | ((request: KeyedRequest) => string)
  /** Told at each chunk of the body how far it has come. */
  onDownloadProgress?: (progress: Progress) => void
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
    idleTimeout = house.idleTimeout,
    idempotencyKey: key,
    onDownloadProgress,
    retry,
    signal,
    fetchOptions,
  } = options
  const { cost = 1, priority = 'normal', meta, auth } = options
  checkTimeouts(options)
  checkNumber('cost', cost, 0)
  checkOneOf('priority', priority, Object.keys(priorities))
  checkFetchOptions(fetchOptions)
  if (key !== undefined && key !== false) {
    const made = typeof key === 'function' ? key({ method: verb, url, meta }) : key
    const text = made === true ? randomKey() : made || must('idempotencyKey', 'true, or a text')
    mergeHeaders(headers, { 'idempotency-key': text })
  }
  if (signal && !(signal.addEventListener as unknown)) must('signal', 'an AbortSignal')
  return {
    method: verb,
    url,
    origin,
    trusted,
    caller: auth === undefined ? house.caller : house.callerFor(auth),
    headers,
    body,
    init: fetchOptions ? { ...house.fetchOptions, ...fetchOptions } : house.fetchOptions,
    meta,
    cost,
    priority: priorities[priority],
    timeout,
    totalTimeout,
    idleTimeout,
    onDownloadProgress,
    idempotent: 'idempotency-key' in headers,
    retry: retry === undefined ? house.retry : retryPolicy(retry),
    signals: signal ? [signal, ...house.signals] : house.signals,
  }
}

/** Not `randomUUID`, which pages without TLS do not have. */
function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** @throws {ConfigError} for fields that have an option of their own */
export function checkFetchOptions(options: FetchOptions = {}): void {
  for (const name of ['method', 'headers', 'body', 'signal']) {
    if (name in options) must(`fetchOptions.${name}`, `given as the option ${name}`)
  }
}
