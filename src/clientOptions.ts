import type { Auth } from './auth/Auth'
import { consumeData, type ParseAs } from './call/consume'
import type { BeforeAttempt, Dialect, House } from './call/House'
import { originsFor } from './call/origins'
import { type QueryInput, type QueryValue, serializeQuery } from './call/query'
import { checkFetchOptions, type FetchOptions } from './call/recipe'
import { ofetchTransport } from './call/transport'
import { Closing, pin } from './clock/abort'
import type { Clock } from './clock/clock'
import { systemClock } from './clock/systemClock'
import { Emitter } from './events/events'
import { type HeadersInput, mergeHeaders } from './headers/headers'
import type { Governor } from './limit/Governor'
import { openGovernor, type RateLimitOptions, rateLimit } from './limit/rateLimit'
import { checkOptions, checkTimeout, defined, type Kinds, must } from './options'
import { type RetryInput, retryPolicy } from './retry/policy'
import { RetryBudget } from './retry/RetryBudget'

/** What a client is told when it is made. Times in ms. */
export interface ClientOptions {
  /**
   * Where paths are joined to, with exactly one slash between. One that starts with a slash is
   * resolved against the page, at the call.
   */
  baseURL?: string | URL
  /** Who calls: `bearer`, `basic`, `apiKey`, or an object of your own. Goes to trusted origins only. */
  auth?: Auth
  /**
   * How fast the server may be asked. A governor made by `rateLimit` is shared by all clients it is
   * given to. false: nothing is held back, not even by a 429.
   *
   * @default a quota for each origin, learned from its answers: two requests at first and one more for
   * each good answer, up to 32; then as quota headers say, or as its 429s teach
   */
  rateLimit?: RateLimitOptions | Governor | false
  /**
   * How often to repeat, and when.
   *
   * @default 2
   */
  retry?: RetryInput
  /**
   * For one attempt, headers and body. false: none. For `client.fetch` it applies only where set.
   *
   * @default 30_000
   */
  timeout?: number | false
  /**
   * For a whole call: queue, attempts and waits.
   *
   * @default false
   */
  totalTimeout?: number | false
  /** For every call. Names in any case; null takes a default away. */
  headers?: HeadersInput
  /** For every call. */
  query?: Readonly<Record<string, QueryValue>>
  /**
   * Origins besides that of `baseURL` that may be called by a whole URL, and that get the credential.
   *
   * @default []
   */
  allowedOrigins?: readonly string[]
  /**
   * Further names of headers, query parameters and body properties whose values no output shows.
   * They are found in texts, forms and JSON; not in Blobs, streams and what functions make.
   *
   * @default []
   */
  redact?: readonly string[]
  /** Ends every call of the client when it aborts. */
  signal?: AbortSignal
  /**
   * The fetch to send with.
   *
   * @default the global one of the moment of each call
   */
  fetch?: typeof globalThis.fetch
  /** Time and chance; for tests. */
  clock?: Clock
  /** For fetch, in every call: `credentials`, `cache`, `cf` and so on. */
  fetchOptions?: FetchOptions
  /**
   * How bodies are read unless the call says otherwise.
   *
   * @default 'auto'
   */
  parseAs?: ParseAs
  /** @default JSON.parse */
  parseJson?: (text: string) => unknown
  /** @default JSON.stringify */
  stringifyJson?: (value: unknown) => string
  /** Writes a query. @default arrays repeated, dates as ISO 8601 */
  querySerializer?: (query: QueryInput) => string
  /** Called before each attempt, after the credential was put on: to sign or to trace. */
  beforeAttempt?: BeforeAttempt
}

/** What calls and clients both take. */
export const sharedKinds: Kinds = {
  headers: 'object',
  query: 'object',
  signal: 'object',
  timeout: 'number or false',
  totalTimeout: 'number or false',
  retry: 'number, object or false',
  parseAs: 'string',
  fetchOptions: 'object',
}

/** All options of a client: for APIs that pass theirs on. */
export const clientKinds: Kinds = {
  ...sharedKinds,
  baseURL: 'string or object',
  auth: 'object',
  rateLimit: 'object or false',
  allowedOrigins: 'object',
  redact: 'object',
  clock: 'object',
  fetch: 'function',
  parseJson: 'function',
  stringifyJson: 'function',
  querySerializer: 'function',
  beforeAttempt: 'function',
}

/** What a client is made of, once its options are checked. */
export interface Settled {
  readonly house: House
  /** The same for `client.fetch`: a clock only where the user set one, no headers of our own. */
  readonly fetchHouse: House
  /** Ends every call of the client, and those to come. */
  readonly closing: Closing
}

/** @throws {ConfigError} for the first option that is wrong, with what would be right */
export function settle(given: ClientOptions, dialect: Dialect): Settled {
  checkOptions('createClient', given, clientKinds)
  const options = defined(given)
  const { auth, rateLimit: limit, signal, query, timeout = false, clock = systemClock } = options
  const { querySerializer = serializeQuery } = options
  if (auth && !(auth.apply as unknown)) must('auth', 'an Auth, such as bearer(token)')
  checkTimeout('timeout', timeout)
  checkTimeout('totalTimeout', options.totalTimeout ?? false)
  checkFetchOptions(options.fetchOptions)

  let governor: Governor | undefined
  if (limit === undefined) governor = openGovernor(clock)
  else if (limit) governor = 'acquire' in limit ? limit : rateLimit({ clock, ...limit })
  const own = mergeHeaders({}, options.headers)
  const closing = new Closing()
  pin(closing)
  const house: House = {
    clock,
    redact: [],
    fetchOptions: {},
    timeout: 30_000,
    totalTimeout: false,
    parseJson: JSON.parse,
    stringifyJson: JSON.stringify,
    ...options,
    query: query ? querySerializer(query) : '',
    querySerializer,
    headers: mergeHeaders({ accept: 'application/json, */*;q=0.8' }, options.headers),
    governor,
    origins: originsFor(options.baseURL, options.allowedOrigins ?? [], Boolean(auth)),
    transport: ofetchTransport(options.fetch),
    retry: retryPolicy(options.retry),
    budget: governor?.budget ?? new RetryBudget(),
    events: new Emitter(),
    dialect,
    consume: consumeData(options.parseAs),
    signals: signal ? [closing, signal] : [closing],
  }
  return { house, fetchHouse: { ...house, headers: own, timeout }, closing }
}
