import { checkNumber, checkOptions, type Kinds, never } from '../options'
import { worthRepeating } from './policy'
import type { Failure, RetryPolicy } from './RetryPolicy'

/** Says how long to wait before the next attempt, in ms. */
export type Wait = (failure: Failure) => number

/** Says whether a failure was the last. */
export type Stop = (failure: Failure) => boolean

/** What {@link retryWith} makes a policy of. */
export interface RetryParts {
  /**
   * How long to wait, in ms; never less than a Retry-After.
   *
   * @default waitRandomExponential()
   */
  wait?: Wait
  /**
   * When to give up.
   *
   * @default stopAfterAttempt(3)
   */
  stop?: Stop
  /**
   * Which failures are worth another attempt. A body that is a stream never goes out again.
   *
   * @default what the standard policy repeats: see `RetryOptions.statusCodes` and `methods`
   */
  when?: (failure: Failure) => boolean
  /**
   * The longest Retry-After that is waited for, in ms; a longer one fails at once.
   *
   * @default 60_000
   */
  maxRetryAfter?: number
  /**
   * Whether repeats draw on the budget that all calls of a quota share.
   *
   * @default true
   */
  budget?: boolean
}

const kinds: Kinds = {
  wait: 'function',
  stop: 'function',
  when: 'function',
  maxRetryAfter: 'number',
  budget: 'boolean',
}

/**
 * A retry policy out of parts. Unlike the standard one it counts all attempts alike, also those that
 * the server's quota refused.
 *
 * @throws {ConfigError} for unknown names and values of the wrong kind
 * @example
 * const retry = retryWith({
 *   wait: waitRandomExponential({ multiplier: 2000, max: 60_000 }),
 *   stop: stopAny(stopAfterAttempt(10), stopAfterDelay(600_000)),
 *   when: ({ status }) => status === 429 || status === 503,
 * })
 * const api = createClient({ baseURL: 'https://api.example.com', retry })
 */
export function retryWith(parts: RetryParts = {}): RetryPolicy {
  checkOptions('retryWith', parts, kinds)
  const {
    wait = waitRandomExponential(),
    stop = stopAfterAttempt(3),
    when = worthRepeating,
    maxRetryAfter = 60_000,
    budget = true,
  } = parts
  checkNumber('retryWith.maxRetryAfter', maxRetryAfter, 0, never)
  return {
    maxRetryAfter,
    budget,
    next(failure) {
      const { replayable, retryAfter = 0 } = failure
      if (!replayable || retryAfter > maxRetryAfter || !when(failure) || stop(failure)) return false
      return { delay: Math.max(wait(failure), retryAfter) }
    },
  }
}

/**
 * A random time from 0 to `multiplier` · 2ⁿ, at most `max`; n is 0 before the first repeat.
 *
 * @param multiplier in ms. @default 1000
 * @param max in ms. @default 20_000
 */
export function waitRandomExponential({ multiplier = 1000, max = 20_000 } = {}): Wait {
  checkNumber('waitRandomExponential: multiplier', multiplier, 0)
  checkNumber('waitRandomExponential: max', max, 0)
  return ({ attempt, random }) => random() * Math.min(max, multiplier * 2 ** (attempt - 1))
}

/** The same time before each repeat, in ms. */
export function waitFixed(ms: number): Wait {
  checkNumber('waitFixed', ms, 0)
  return () => ms
}

/** Gives up once so many requests were sent. */
export function stopAfterAttempt(attempts: number): Stop {
  checkNumber('stopAfterAttempt', attempts, 1, never)
  return ({ attempt }) => attempt >= attempts
}

/** Gives up once so many ms have passed since the call began. */
export function stopAfterDelay(ms: number): Stop {
  checkNumber('stopAfterDelay', ms, 0, never)
  return ({ elapsed }) => elapsed >= ms
}

/** Gives up as soon as one of them does. */
export function stopAny(...stops: readonly Stop[]): Stop {
  return (failure) => stops.some((stop) => stop(failure))
}
