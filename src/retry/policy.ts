import { checkNumber, checkOptions, defined, must, never } from '../options'
import { backoff } from './backoff'
import type { Failure, RetryPolicy } from './RetryPolicy'

export interface RetryOptions {
  /**
   * Repeats after transient failures.
   *
   * @default 2
   */
  maxRetries?: number
  /**
   * Repeats after the server said that its quota is used up. They wait for the quota and do not
   * count as retries.
   *
   * @default 10
   */
  maxThrottles?: number
  /**
   * The longest Retry-After that is waited for, in ms. A longer one fails at once, with the value
   * on the error: to come back earlier is what the server forbade.
   *
   * @default 60_000
   */
  maxRetryAfter?: number
  /**
   * Statuses that are worth another attempt; 413 is one only with Retry-After.
   *
   * @default [408, 425, 429, 500, 502, 503, 504]
   */
  statusCodes?: readonly number[]
  /**
   * Methods that may be repeated when it is not known what the server did (RFC 9110, 9.2.2). Others
   * are repeated only where the server said that it refused.
   *
   * @default ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE', 'QUERY']
   */
  methods?: readonly string[]
  /**
   * Backoff before the first retry, in ms; doubled for each further one, with full jitter.
   *
   * @default 200
   */
  baseDelay?: number
  /**
   * The same after a 429 without Retry-After, in ms.
   *
   * @default 1000
   */
  throttleDelay?: number
  /**
   * The longest backoff, in ms.
   *
   * @default 20_000
   */
  maxDelay?: number
  /**
   * Whether repeats draw on the budget that all calls of a quota share: 500 units, 14 for a repeat
   * after a failure, 5 after a refusal that named no time. A success returns what its repeat cost, or
   * 1. Repeats that wait for a Retry-After are free. While it is used up, failures are final.
   *
   * @default true
   */
  budget?: boolean
}

const standard = {
  maxRetries: 2,
  maxThrottles: 10,
  maxRetryAfter: 60_000,
  baseDelay: 200,
  throttleDelay: 1000,
  maxDelay: 20_000,
  budget: true,
  statusCodes: [408, 425, 429, 500, 502, 503, 504] as readonly number[],
  methods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE', 'QUERY'] as readonly string[],
}

/** Whether another attempt could help, and does no harm. */
export function worthRepeating(
  { cause, status = 0, throttled, method }: Failure,
  { statusCodes, methods } = standard,
): boolean {
  if (cause === 'parse') return false
  if (cause === 'status' && !statusCodes.includes(status) && !(status === 413 && throttled))
    return false
  // A refusal says that nothing was done; anything else leaves it open (RFC 9110, 9.2.2).
  return throttled || methods.includes(method)
}

/** What `retry` may be: how many, the options, off, or a policy of one's own. */
export type RetryInput = number | RetryOptions | RetryPolicy | false

/** @throws {ConfigError} for unknown names and numbers out of range */
export function retryPolicy(input: RetryInput = {}): RetryPolicy {
  if (input === false) return retryPolicy(0)
  if (typeof input === 'number') {
    return retryPolicy({ maxRetries: input, maxThrottles: input === 0 ? 0 : standard.maxThrottles })
  }
  if (typeof input !== 'object' || !input) {
    return must('retry', 'a number, options, a RetryPolicy or false')
  }
  if ('next' in input) return input
  const options = defined(input)
  const kinds: Record<string, string> = {}
  for (const [name, value] of Object.entries(standard)) kinds[name] = typeof value
  checkOptions('retry', options, kinds)
  const terms = { ...standard, ...options }
  for (const [name, value] of Object.entries(terms)) {
    if (kinds[name] === 'number') checkNumber(`retry.${name}`, value, 0, never)
  }
  const { maxRetryAfter, maxDelay, budget } = terms

  return {
    maxRetryAfter,
    budget,
    next(failure) {
      const { retryAfter, throttled, throttles, retries, paused, random } = failure
      const [count, most, base] = throttled
        ? [throttles, terms.maxThrottles, terms.throttleDelay]
        : [retries, terms.maxRetries, terms.baseDelay]
      if (!failure.replayable || !worthRepeating(failure, terms) || count >= most) return false
      if (retryAfter === undefined)
        return { delay: paused || backoff(count, base, maxDelay, random) }
      if (retryAfter > maxRetryAfter) return false
      // Never earlier than asked; a little later, so that not all clients come back at once.
      return { delay: paused || retryAfter + random() * Math.min(retryAfter / 10, 1000) }
    },
  }
}
