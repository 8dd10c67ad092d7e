import type { PortolanError } from '../errors/PortolanError'

/** An attempt that failed, as a policy sees it. Times in ms. */
export interface Failure {
  /** An error answer, no answer, an attempt's `timeout`, or a body that did not parse. */
  readonly cause: 'status' | 'network' | 'timeout' | 'parse'
  readonly error: PortolanError
  readonly method: string
  /** Status of the answer, where one came. */
  readonly status: number | undefined
  /** What the answer's Retry-After asks. */
  readonly retryAfter: number | undefined
  /** The server said that it refused the request and did nothing: 429, or 413 or 503 with Retry-After. */
  readonly throttled: boolean
  /** For how long the governor holds the quota anyway; a repeat goes out after that, at its front. */
  readonly paused: number
  /** Requests sent so far. */
  readonly attempt: number
  /** Repeats so far that were no fault of ours or the server's pace: neither throttled nor renewed. */
  readonly retries: number
  /** Repeats so far after a throttled answer. */
  readonly throttles: number
  /** Since the call began. */
  readonly elapsed: number
  /** False for a body that is a stream: it cannot go out again. */
  readonly replayable: boolean
  /** A number in [0, 1), from the client's clock. */
  readonly random: () => number
}

/**
 * Says whether a failed attempt is followed by another, and after how long.
 *
 * @example
 * const threeTimes: RetryPolicy = {
 *   next: ({ attempt, replayable }) => replayable && attempt < 3 && { delay: 500 },
 * }
 */
export interface RetryPolicy {
  /** @returns ms to wait from now on, or false: the call fails with `failure.error` */
  next(failure: Failure): { delay: number } | false
  /**
   * The longest pause of the quota that a call sits out, in ms; beyond it the call is refused with a
   * QuotaError (`paused`).
   *
   * @default Infinity
   */
  readonly maxRetryAfter?: number
  /**
   * Whether repeats draw on the budget that all calls of a quota share.
   *
   * @default true
   */
  readonly budget?: boolean
}
