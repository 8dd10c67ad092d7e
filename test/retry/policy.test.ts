import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createClient } from '../../src/client'
import { ConfigError, HttpError } from '../../src/errors'
import { retryPolicy } from '../../src/retry/policy'
import type { Failure } from '../../src/retry/RetryPolicy'
import { mockTransport } from '../../src/testing'
import { testClock } from '../limit/testClock'
import { failure } from './failures'

const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

describe('what is repeated', () => {
  // RFC 9110, 9.2.2: methods that do the same when they are done twice.
  const repeatable = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE', 'QUERY']
  const others = ['POST', 'PATCH', 'LOCK']
  const [yes, no] = [true, false]
  const later = { retryAfter: 1000 }

  const table: [what: string, over: Partial<Failure>, repeatable: boolean, others: boolean][] = [
    ['429', { status: 429 }, yes, yes],
    ['429 with Retry-After', { status: 429, ...later }, yes, yes],
    ['503 with Retry-After', { status: 503, ...later }, yes, yes],
    ['413 with Retry-After', { status: 413, ...later }, yes, yes],
    ['503', { status: 503 }, yes, no],
    ['413', { status: 413 }, no, no],
    ...[408, 425, 500, 502, 504].flatMap((status): typeof table => [
      [`${status}`, { status }, yes, no],
      [`${status} with Retry-After`, { status, ...later }, yes, no],
    ]),
    ...[301, 400, 401, 403, 404, 405, 409, 410, 412, 418, 422, 423, 501, 505, 511].flatMap(
      (status): typeof table => [
        [`${status}`, { status }, no, no],
        [`${status} with Retry-After`, { status, ...later }, no, no],
      ],
    ),
    ['no answer', { cause: 'network', status: undefined }, yes, no],
    ['a body that breaks off', { cause: 'network', status: 200 }, yes, no],
    ['a timeout before the answer', { cause: 'timeout', status: undefined }, yes, no],
    ['a timeout in the body', { cause: 'timeout', status: 200 }, yes, no],
    ['a body that does not parse', { cause: 'parse', status: 200 }, no, no],
  ]

  test.each(table)('after %s', (_, over, first, second) => {
    const repeated = [...repeatable, ...others].filter((method) =>
      retryPolicy().next(failure({ method, ...over })),
    )
    expect(repeated).toEqual([...(first ? repeatable : []), ...(second ? others : [])])
  })

  test('is never a body that is a stream', () => {
    for (const status of [429, 500, 503]) {
      expect(retryPolicy().next(failure({ status, replayable: false }))).toBe(false)
    }
  })

  test('is what `statusCodes` and `methods` say', () => {
    const policy = retryPolicy({ statusCodes: [404], methods: ['POST'] })
    expect(policy.next(failure({ status: 404, method: 'POST' }))).toBeTruthy()
    expect(policy.next(failure({ status: 404 }))).toBe(false)
    expect(policy.next(failure({ status: 500, method: 'POST' }))).toBe(false)
    expect(policy.next(failure({ status: 429, method: 'POST' }))).toBe(false)
  })
})

describe('how often', () => {
  const counts = (input: Parameters<typeof retryPolicy>[0], over: Partial<Failure>) => {
    const policy = retryPolicy(input)
    const { throttled } = failure(over)
    let times = 0
    const next = () =>
      policy.next(failure({ ...over, [throttled ? 'throttles' : 'retries']: times }))
    while (times < 100 && next()) times += 1
    return times
  }

  test.each([
    [undefined, 2, 10],
    [{}, 2, 10],
    [1, 1, 10],
    [5, 5, 10],
    [{ maxRetries: 0 }, 0, 10],
    [{ maxRetries: 3, maxThrottles: 1 }, 3, 1],
    [{ maxThrottles: 0 }, 2, 0],
    [false, 0, 0],
  ] as const)('%o: %i after failures, %i after throttled answers', (input, retries, throttles) => {
    expect(counts(input, { status: 500 })).toBe(retries)
    expect(counts(input, { cause: 'network' })).toBe(retries)
    expect(counts(input, { status: 429 })).toBe(throttles)
    expect(counts(input, { status: 503, retryAfter: 1 })).toBe(throttles)
  })

  test('counts the two apart', () => {
    const policy = retryPolicy({ maxRetries: 2, maxThrottles: 3 })
    expect(policy.next(failure({ status: 429, retries: 2, throttles: 2 }))).toBeTruthy()
    expect(policy.next(failure({ status: 500, retries: 1, throttles: 3 }))).toBeTruthy()
    expect(policy.next(failure({ status: 429, retries: 0, throttles: 3 }))).toBe(false)
    expect(policy.next(failure({ status: 500, retries: 2, throttles: 0 }))).toBe(false)
  })

  /** Calls once; the server gives these statuses in turn. */
  async function send(
    statuses: number[],
    retry: Parameters<typeof retryPolicy>[0],
    method = 'GET',
  ) {
    const clock = testClock()
    const seen: number[] = []
    const fetch = mockTransport(async () => {
      const status = statuses[seen.length] ?? 200
      seen.push(status)
      return Response.json({}, { status })
    })
    const api = createClient({ baseURL: 'https://api.test', fetch, clock, retry })
    const call = api.request(method, 'items').withResponse()
    const outcome = call.then(
      ({ attempts }) => attempts,
      (error) => error,
    )
    while (clock.pending > 0 || seen.length === 0) await clock.advance(clock.next ?? 0)
    return { seen, outcome: await outcome }
  }

  test('is counted over one whole call', async () => {
    const retry = { maxRetries: 2, maxThrottles: 2 }
    const mixed = [429, 500, 429, 502]
    expect(await send(mixed, retry)).toEqual({ seen: [...mixed, 200], outcome: 5 })

    const failed = await send([...mixed, 500], retry)
    expect(failed.seen).toEqual([...mixed, 500])
    expect(failed.outcome).toBeInstanceOf(HttpError)
    expect(failed.outcome).toMatchObject({ status: 500, attempts: 5 })

    const throttled = await send([...mixed, 429], retry)
    expect(throttled.outcome).toMatchObject({ status: 429, attempts: 5 })
  })

  test('is once for a POST, unless the server refused it', async () => {
    const failed = await send([500], 5, 'POST')
    expect(failed.outcome).toMatchObject({ status: 500, attempts: 1 })
    expect(await send([429, 429], 5, 'POST')).toEqual({ seen: [429, 429, 200], outcome: 3 })
  })
})

describe('when', () => {
  test('is not before Retry-After, and only a little after it', () => {
    const status = fc.constantFrom(408, 413, 429, 500, 503)
    fc.assert(
      fc.property(
        status,
        fc.integer({ min: 0, max: 60_000 }),
        chance,
        (status, retryAfter, random) => {
          const decision = retryPolicy().next(failure({ status, retryAfter, random: () => random }))
          const { delay } = decision || { delay: Number.NaN }
          expect(delay).toBeGreaterThanOrEqual(retryAfter)
          expect(delay).toBeLessThanOrEqual(retryAfter + Math.min(retryAfter / 10, 1000))
        },
      ),
    )
  })

  test('is spread a little after Retry-After, so that not everyone comes at once', () => {
    const delays = [0, 0.5, 0.999].map((random) =>
      retryPolicy().next(failure({ status: 429, retryAfter: 30_000, random: () => random })),
    )
    expect(delays).toEqual([{ delay: 30_000 }, { delay: 30_500 }, { delay: 30_999 }])
  })

  test('is never where Retry-After is longer than maxRetryAfter', () => {
    for (const status of [429, 500, 503, 413]) {
      expect(retryPolicy().next(failure({ status, retryAfter: 60_000 }))).toBeTruthy()
      expect(retryPolicy().next(failure({ status, retryAfter: 60_001 }))).toBe(false)
      const patient = retryPolicy({ maxRetryAfter: Number.POSITIVE_INFINITY })
      expect(patient.next(failure({ status, retryAfter: 1e12 }))).toBeTruthy()
    }
  })

  test('is at the end of the pause where the governor holds the quota anyway', () => {
    const throttled = { status: 429, retryAfter: 2000, paused: 2100 }
    expect(retryPolicy().next(failure(throttled))).toEqual({ delay: 2100 })
    expect(retryPolicy().next(failure({ status: 429, paused: 1000 }))).toEqual({ delay: 1000 })
  })

  test('is at random up to a time that doubles, without Retry-After', () => {
    const options = fc.record({
      baseDelay: fc.integer({ min: 0, max: 5000 }),
      throttleDelay: fc.integer({ min: 0, max: 5000 }),
      maxDelay: fc.integer({ min: 0, max: 30_000 }),
    })
    fc.assert(
      fc.property(
        options,
        fc.nat({ max: 40 }),
        chance,
        fc.boolean(),
        (options, times, random, throttled) => {
          const policy = retryPolicy({ ...options, maxRetries: 99, maxThrottles: 99 })
          const over = throttled
            ? { status: 429, throttles: times }
            : { status: 500, retries: times }
          const base = throttled ? options.throttleDelay : options.baseDelay
          expect(policy.next(failure({ ...over, random: () => random }))).toEqual({
            delay: random * Math.min(options.maxDelay, base * 2 ** times),
          })
        },
      ),
    )
  })

  test('is up to 200 ms after a failure and up to 1 s after a 429, doubled, at most 20 s', () => {
    const policy = retryPolicy({ maxRetries: 99, maxThrottles: 99 })
    const most = (over: Partial<Failure>) => policy.next(failure({ ...over, random: () => 0.5 }))
    expect([0, 1, 2, 9].map((retries) => most({ retries }))).toEqual([
      { delay: 100 },
      { delay: 200 },
      { delay: 400 },
      { delay: 10_000 },
    ])
    expect([0, 1, 2, 9].map((throttles) => most({ status: 429, throttles }))).toEqual([
      { delay: 500 },
      { delay: 1000 },
      { delay: 2000 },
      { delay: 10_000 },
    ])
  })
})

describe('options', () => {
  test.each([
    -1,
    Number.NaN,
    true,
    { maxRetries: -1 },
    { maxRetries: Number.NaN },
    { maxRetries: '2' },
    { maxThrottles: -1 },
    { maxRetryAfter: -1 },
    { baseDelay: -1 },
    { throttleDelay: Number.NaN },
    { maxDelay: -5 },
    { statusCodes: 500 },
    { methods: 'GET' },
    { retries: 2 },
  ])('are refused: %o', (input) => {
    expect(() => retryPolicy(input as never)).toThrow(ConfigError)
  })

  test('of unknown names are refused with the name that was meant', () => {
    expect(() => retryPolicy({ maxRetires: 2 } as never)).toThrow("Did you mean 'maxRetries'?")
  })

  test('that are undefined have their defaults', () => {
    const policy = retryPolicy({
      maxRetries: undefined,
      maxThrottles: undefined,
      maxRetryAfter: undefined,
      statusCodes: undefined,
      methods: undefined,
      baseDelay: undefined,
      throttleDelay: undefined,
      maxDelay: undefined,
    })
    const half = { random: () => 0.5 }
    expect(policy.next(failure(half))).toEqual({ delay: 100 })
    expect(policy.next(failure({ ...half, status: 429 }))).toEqual({ delay: 500 })
    expect(policy.next(failure({ retries: 2 }))).toBe(false)
    expect(policy.next(failure({ status: 429, throttles: 10 }))).toBe(false)
    expect(policy.maxRetryAfter).toBe(60_000)
  })

  test('tell the governor how long a pause may be', () => {
    expect(retryPolicy().maxRetryAfter).toBe(60_000)
    expect(retryPolicy(3).maxRetryAfter).toBe(60_000)
    expect(retryPolicy(false).maxRetryAfter).toBe(60_000)
    expect(retryPolicy({ maxRetryAfter: 5 }).maxRetryAfter).toBe(5)
  })

  test('may be a policy, which is used as it is', () => {
    const own = { next: () => false as const }
    expect(retryPolicy(own)).toBe(own)
  })
})
