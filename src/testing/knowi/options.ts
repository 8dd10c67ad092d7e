import type { Clock } from '../../clock/clock'

/** Any record of the API. Its `id` is given one by the mock where it has none. */
export type MockRecord = Record<string, unknown>

/**
 * How errors look: `documented` is `{ message, documentation_url }`, `list` is
 * `{ type: 'error.list', errors: [{ code, message }] }`.
 */
export type ErrorShape = 'documented' | 'list'

/** A quota over a sliding window: a request takes a place that is free again a window later. */
export interface QuotaOptions {
  /** Requests per window. Those beyond get 429 and take no place. */
  limit: number
  /** Length of the window, in ms. */
  window: number
  /**
   * Whether a 429 says when to come back: in whole seconds (`true`), as an HTTP date (`'date'`),
   * or not at all. Rounded up, at least a second.
   * @default true
   */
  retryAfter?: boolean | 'date'
  /**
   * Whether every answer tells the state of the quota in `RateLimit-Limit`,
   * `RateLimit-Remaining` and `RateLimit-Reset` (whole seconds until a place is free).
   * @default false
   */
  headers?: boolean
}

/** Which requests a fault is for. Without any of these: every request, log-ins included. */
export interface FaultMatch {
  /** Method, in any case. */
  method?: string
  /** Path below the base path without the query: the whole of it, or a pattern to find in it. */
  path?: string | RegExp
  /**
   * How often the fault strikes.
   * @default 1, or without end where `every` is given
   */
  times?: number
  /**
   * Strikes at every n-th matching request only.
   * @default 1
   */
  every?: number
}

/**
 * Something that goes wrong.
 *
 * - `status`: the API answers with `status` instead; `retryAfter` is sent as it is (seconds or an
 *   HTTP date), `body` as text or JSON instead of the usual error.
 * - `slow`: the answer comes `ms` milliseconds later.
 * - `stall`: the head and half of the body come, and then nothing, until the reader gives up.
 * - `truncate`: status 200 and a complete body that is only the first half of the JSON.
 * - `reset`: the connection dies before an answer.
 * - `cut`: the connection dies in the middle of the body.
 */
export type Fault = FaultMatch &
  (
    | { kind: 'status'; status: number; retryAfter?: number | string; body?: unknown }
    | { kind: 'slow'; ms: number }
    | { kind: 'stall' }
    | { kind: 'truncate' }
    | { kind: 'reset' }
    | { kind: 'cut' }
  )

/**
 * Chooses the fault for a request by itself: `n` counts all requests from 1, and what is returned
 * strikes at once, whatever it says about matching.
 */
export type FaultSource = (request: Request, n: number) => Fault | undefined

/** How a mocked Knowi behaves. */
export interface MockKnowiOptions {
  /**
   * Tokens that are accepted for ever, besides those that log-ins get.
   * @default 'test-token', or none where `clientId` is given
   */
  accessToken?: string | readonly string[]
  /**
   * Client id that `POST /login` accepts.
   * @default none: every log-in fails
   */
  clientId?: string
  /**
   * Client secret that `POST /login` accepts.
   * @default none: every log-in fails
   */
  clientSecret?: string
  /**
   * How long a token of a log-in lives, in seconds by the mock's clock.
   * @default 3600
   */
  expiresIn?: number
  /**
   * How errors look. Log-ins always answer in the documented shape.
   * @default 'documented'
   */
  errorShape?: ErrorShape
  /**
   * The quota that all requests but log-ins share. It comes before faults: what it refuses meets
   * none, and is not counted for `every`.
   * @default none
   */
  quota?: QuotaOptions
  /**
   * What goes wrong. Of a list, the first that is due strikes; the others keep their turn, and
   * every one of them counts the requests that match it.
   * @default none
   */
  faults?: readonly Fault[] | FaultSource
  /**
   * Time every answer takes, in ms by the mock's clock. Faults take it too.
   * @default 0
   */
  latency?: number
  /**
   * The dashboards: how many to make up (ids from 1), or the records themselves.
   * @default 3
   */
  dashboards?: number | readonly MockRecord[]
  /**
   * The widgets: how many to make up (ids from 1, placed on the dashboards in turn), or the
   * records themselves.
   * @default 6
   */
  widgets?: number | readonly MockRecord[]
  /**
   * Path that the API lives under, on any host.
   * @default '/api/1.0'
   */
  basePath?: string
  /**
   * Time by which tokens expire, the quota slides and answers wait.
   * @default the system's
   */
  clock?: Pick<Clock, 'now' | 'date' | 'after'>
}
