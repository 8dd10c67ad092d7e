import type { Attempt } from '../call/exchange'
import { HttpError } from '../errors/HttpError'
import { NetworkError } from '../errors/NetworkError'
import { ParseError } from '../errors/ParseError'
import type { PortolanError } from '../errors/PortolanError'
import { TimeoutError } from '../errors/TimeoutError'
import type { Failure } from './RetryPolicy'

/** Repeats so far, by why there were any. */
export interface Counts {
  retries: number
  throttles: number
}

/** What a policy is asked about; undefined for what no repeat can mend. */
export function failureOf(
  error: PortolanError,
  { recipe, house, number, startedAt }: Attempt,
  counts: Counts,
  paused: number,
): Failure | undefined {
  const cause =
    error instanceof HttpError
      ? 'status'
      : error instanceof NetworkError
        ? 'network'
        : error instanceof ParseError
          ? 'parse'
          : error instanceof TimeoutError && error.scope === 'attempt'
            ? 'timeout'
            : undefined
  if (!cause) return undefined
  const { status, retryAfter } = error
  return {
    cause,
    error,
    method: recipe.method,
    status,
    retryAfter,
    throttled: status === 429 || ((status === 413 || status === 503) && retryAfter !== undefined),
    paused: cause === 'status' ? paused : 0,
    attempt: number,
    ...counts,
    elapsed: house.clock.now() - startedAt,
    idempotent: recipe.idempotent,
    replayable: recipe.body?.replayable !== false,
    random: house.clock.random,
  }
}
