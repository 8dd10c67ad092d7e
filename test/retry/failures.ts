import { ParseError } from '../../src/errors'
import type { Failure } from '../../src/retry/RetryPolicy'

/** A first GET that was answered with 500, unless said otherwise. */
export function failure(over: Partial<Failure> = {}): Failure {
  const { status = 500, retryAfter } = over
  return {
    cause: 'status',
    error: new ParseError('Only its being there matters.'),
    method: 'GET',
    status,
    retryAfter,
    throttled: status === 429 || ((status === 413 || status === 503) && retryAfter !== undefined),
    paused: 0,
    attempt: 1,
    retries: 0,
    throttles: 0,
    elapsed: 0,
    idempotent: false,
    replayable: true,
    random: () => 0,
    ...over,
  }
}
