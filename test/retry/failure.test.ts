import { describe, expect, test } from 'vitest'
import type { Attempt } from '../../src/call/exchange'
import {
  AuthError,
  ClosedError,
  ConfigError,
  HttpError,
  NetworkError,
  NotFoundError,
  ParseError,
  QuotaError,
  TimeoutError,
  TooManyRequestsError,
  ValidationError,
} from '../../src/errors'
import { failureOf } from '../../src/retry/failure'
import { testClock } from '../limit/testClock'

/** The second attempt of a call that began 700 ms ago. */
function attempt(body?: { replayable: boolean }): Attempt {
  const clock = testClock({ now: 1700, random: 0.25 })
  return {
    recipe: { method: 'PUT', body },
    house: { clock },
    number: 2,
    startedAt: 1000,
  } as unknown as Attempt
}

const counts = { retries: 1, throttles: 3 }
const timeout = (scope: 'attempt' | 'total') =>
  new TimeoutError('late', { phase: 'headers', scope })

describe('a failure', () => {
  test.each([
    ['status', new HttpError('418', { status: 418 })],
    ['status', new NotFoundError('404', { status: 404 })],
    ['network', new NetworkError('gone')],
    ['network', new NetworkError('broken off', { status: 200 })],
    ['parse', new ParseError('not JSON', { status: 200 })],
    ['timeout', timeout('attempt')],
  ])('is one of %s: %o', (cause, error) => {
    expect(failureOf(error, attempt(), counts, 0)).toMatchObject({ cause, error })
  })

  test.each([
    timeout('total'),
    new AuthError('no token'),
    new ClosedError('closed'),
    new ConfigError('wrong'),
    new QuotaError('full', { reason: 'queue-full' }),
    new ValidationError('no fit', { issues: [] }),
  ])('is nothing that a repeat could not mend: %o', (error) => {
    expect(failureOf(error, attempt(), counts, 0)).toBeUndefined()
  })

  test('tells the policy what the call has behind it', () => {
    const error = new TooManyRequestsError('429', { status: 429, retryAfter: 5000 })
    expect(failureOf(error, attempt(), counts, 5100)).toEqual({
      cause: 'status',
      error,
      method: 'PUT',
      status: 429,
      retryAfter: 5000,
      throttled: true,
      paused: 5100,
      attempt: 2,
      retries: 1,
      throttles: 3,
      elapsed: 700,
      replayable: true,
      random: expect.any(Function),
    })
  })

  test('has the chance of the client', () => {
    expect(failureOf(new NetworkError('gone'), attempt(), counts, 0)?.random()).toBe(0.25)
  })

  test.each([
    [429, undefined, true],
    [429, 0, true],
    [503, 0, true],
    [503, 1000, true],
    [413, 1000, true],
    [503, undefined, false],
    [413, undefined, false],
    [500, 1000, false],
    [408, 1000, false],
  ])('of %i with a Retry-After of %s is throttled: %s', (status, retryAfter, throttled) => {
    const error = new HttpError('refused', { status, retryAfter })
    expect(failureOf(error, attempt(), counts, 0)).toMatchObject({ throttled, retryAfter })
  })

  test('without an answer has nothing to do with the pause of an earlier one', () => {
    expect(failureOf(new NetworkError('gone'), attempt(), counts, 900)?.paused).toBe(0)
    expect(failureOf(timeout('attempt'), attempt(), counts, 900)?.paused).toBe(0)
  })

  test.each([
    [undefined, true],
    [{ replayable: true }, true],
    [{ replayable: false }, false],
  ])('of a call with the body %o can be repeated: %s', (body, replayable) => {
    const failure = failureOf(new NetworkError('gone'), attempt(body), counts, 0)
    expect(failure?.replayable).toBe(replayable)
  })
})
