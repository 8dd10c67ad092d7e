import type { Auth, AuthTarget } from '../auth/Auth'
import type { Cancellation } from '../clock/abort'
import type { Clock } from '../clock/clock'
import type { HttpError } from '../errors/HttpError'
import type { ErrorFacts, PortolanError } from '../errors/PortolanError'
import type { Emitter } from '../events/events'
import type { Governor } from '../limit/Governor'
import type { RetryBudget } from '../retry/RetryBudget'
import type { RetryPolicy } from '../retry/RetryPolicy'
import type { Attempt, Consume } from './exchange'
import type { QueryInput } from './query'
import type { FetchOptions, Origins, Recipe } from './recipe'
import type { Transport } from './transport'

/** A request as `beforeAttempt` sees it: credentials are on, and what is changed goes out. */
export interface AttemptRequest extends AuthTarget {
  /** 1 for the first. */
  readonly attempt: number
  readonly meta: unknown
}

/**
 * Called before each attempt, last of all: to sign the request or to add a trace header. May be
 * async. What it throws ends the call, unchanged.
 */
export type BeforeAttempt = (request: AttemptRequest) => void | Promise<void>

/** What one API does in a way of its own. Knowi's client, Mage's and Civis' each have one. */
export interface Dialect {
  /** Something to do before a call may queue, such as verifying the credential once. */
  ready?(recipe: Recipe): Promise<void> | undefined
  /** The error for an answer, in place of the core's class of its status. */
  error?(facts: AnsweredFacts): HttpError
  /**
   * The error that hides in a good status. Asked once the body was read as data; the retry policy
   * and the renewal of credentials see what it returns as they see any HttpError.
   */
  judge?(data: unknown, response: Response, attempt: Attempt): HttpError | undefined
  /** Whether a fresh credential could help. @default the status is 401 */
  renewable?(error: PortolanError): boolean
}

/** What is known when an error for an answer is made. */
export interface AnsweredFacts extends ErrorFacts {
  status: number
  /** Status, method and URL. */
  line: string
  /** What the core's own error would say: the line, and the server's words where it found any. */
  message: string
}

/** What a client was told, with defaults for the rest, and what it made of it. */
export interface House {
  readonly clock: Clock
  /** Without one, nothing holds a call back. */
  readonly governor: Governor | undefined
  readonly auth?: Auth | undefined
  readonly origins: Origins
  readonly transport: Transport
  readonly retry: RetryPolicy
  readonly budget: RetryBudget
  readonly events: Emitter
  readonly dialect: Dialect
  /** What becomes of an answer, unless the call says otherwise. */
  readonly consume: Consume<unknown>
  readonly beforeAttempt?: BeforeAttempt | undefined
  /** Further names of headers, query parameters and body properties whose values are secret. */
  readonly redact: readonly string[]
  /** Under lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  /** Serialised. */
  readonly query: string
  readonly fetchOptions: FetchOptions
  readonly timeout: number | false
  readonly totalTimeout: number | false
  /** Any of them ends every call. */
  readonly signals: readonly Cancellation[]
  readonly parseJson: (text: string) => unknown
  readonly stringifyJson: (value: unknown) => string
  readonly querySerializer: (query: QueryInput) => string
}
