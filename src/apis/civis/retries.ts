import { ConfigError } from '../../errors/ConfigError'
import { checkOptions, never } from '../../options'
import type { Failure, RetryPolicy } from '../../retry/RetryPolicy'
import {
  retryWith,
  type Stop,
  stopAfterAttempt,
  stopAfterDelay,
  stopAny,
  type Wait,
  waitRandomExponential,
} from '../../retry/retryWith'

/**
 * How long and how often a Civis client repeats. Under which conditions it does is Civis' own rule
 * and stays:
 *
 * - 413, 429 and 503 that say how long to wait, whatever the method;
 * - 429, 502, 503 and 504 otherwise, for all methods but PATCH and POST;
 * - 429 and 503 for POST.
 */
export interface CivisRetries {
  /**
   * Ms to wait after a failure; a longer Retry-After is waited for.
   *
   * @default random, up to 2 s after the first attempt, doubled each time, at most 60 s
   */
  wait?: Wait
  /**
   * Whether to give up. `elapsed` counts what Retry-After asks to wait, so a wait that ends too
   * late does not begin.
   *
   * @default after 10 attempts, or 600 s after the call began
   */
  stop?: Stop
}

const withKnownWait = [413, 429, 503]
const forPost = [429, 503]
const forOthers = [429, 502, 503, 504]

/**
 * The retry policy of the Civis client: the Python client's documentation is followed where its
 * code differs from it. No network error is repeated. Given up, the call fails with the last
 * answer's CivisApiError.
 *
 * @throws {ConfigError} for a condition among the options
 */
export function civisRetries(given: CivisRetries = {}): RetryPolicy {
  if (typeof given === 'object' && given) {
    for (const name of ['retry', 'when', 'next', 'statusCodes', 'methods']) {
      if (name in given) {
        throw new ConfigError(
          `retries.${name}: when to repeat is Civis' own rule; give wait and stop alone.`,
        )
      }
    }
  }
  checkOptions('retries', given, { wait: 'function', stop: 'function' })
  const {
    wait = waitRandomExponential({ multiplier: 2_000, max: 60_000 }),
    stop = stopAny(stopAfterAttempt(10), stopAfterDelay(600_000)),
  } = given
  return retryWith({
    wait,
    // A wait that ends too late does not begin.
    stop: (failure) => stop({ ...failure, elapsed: failure.elapsed + (failure.retryAfter ?? 0) }),
    when: worthIt,
    maxRetryAfter: never,
    budget: false,
  })
}

function worthIt({ cause, status = 0, retryAfter, method }: Failure): boolean {
  if (cause !== 'status') return false
  if (retryAfter !== undefined && withKnownWait.includes(status)) return true
  if (method === 'PATCH') return false
  return (method === 'POST' ? forPost : forOthers).includes(status)
}
