import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createClient } from '../../src/client'
import { ConfigError } from '../../src/errors'
import {
  retryWith,
  stopAfterAttempt,
  stopAfterDelay,
  stopAny,
  waitFixed,
  waitRandomExponential,
} from '../../src/retry/retryWith'
import { mockTransport } from '../../src/testing'
import { testClock } from '../limit/testClock'
import { failure } from './failures'

describe('waits', () => {
  test('grow by powers of two under random, up to their most', () => {
    const wait = waitRandomExponential({ multiplier: 2000, max: 60_000 })
    const longest = [1, 2, 3, 4, 5, 6, 7, 50, 2000].map((attempt) =>
      wait(failure({ attempt, random: () => 1 })),
    )
    expect(longest).toEqual([2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000, 60_000])
    expect(wait(failure({ attempt: 9, random: () => 0 }))).toBe(0)
    expect(waitRandomExponential()(failure({ attempt: 2, random: () => 0.5 }))).toBe(1000)
  })

  test('are always the same, where they are fixed', () => {
    expect([1, 5].map((attempt) => waitFixed(300)(failure({ attempt })))).toEqual([300, 300])
  })
})

describe('stops', () => {
  test('count attempts, or time, or whichever is first', () => {
    const both = stopAny(stopAfterAttempt(3), stopAfterDelay(5000))
    expect(stopAfterAttempt(3)(failure({ attempt: 2 }))).toBe(false)
    expect(stopAfterAttempt(3)(failure({ attempt: 3 }))).toBe(true)
    expect(stopAfterDelay(5000)(failure({ elapsed: 4999 }))).toBe(false)
    expect(stopAfterDelay(5000)(failure({ elapsed: 5000 }))).toBe(true)
    expect(both(failure({ attempt: 2, elapsed: 4999 }))).toBe(false)
    expect(both(failure({ attempt: 3 }))).toBe(true)
    expect(both(failure({ elapsed: 6000 }))).toBe(true)
    expect(stopAny()(failure())).toBe(false)
  })
})

describe('a policy out of parts', () => {
  test('repeats what the standard one does, three attempts in all, unless told', () => {
    const policy = retryWith()
    expect(policy.next(failure({ status: 500, random: () => 0.5 }))).toEqual({ delay: 500 })
    expect(policy.next(failure({ status: 500, method: 'POST' }))).toBe(false)
    expect(policy.next(failure({ status: 429, method: 'POST' }))).toBeTruthy()
    expect(policy.next(failure({ status: 404 }))).toBe(false)
    expect(policy.next(failure({ status: 500, attempt: 3 }))).toBe(false)
    expect(policy).toMatchObject({ maxRetryAfter: 60_000, budget: true })
  })

  test('asks `when` alone, but never sends a stream again', () => {
    const policy = retryWith({ when: ({ status }) => status === 404 })
    expect(policy.next(failure({ status: 404, method: 'POST' }))).toBeTruthy()
    expect(policy.next(failure({ status: 500 }))).toBe(false)
    expect(policy.next(failure({ status: 404, replayable: false }))).toBe(false)
  })

  test('waits for the longer of its wait and Retry-After', () => {
    const policy = retryWith({ wait: waitFixed(3000), maxRetryAfter: 10_000 })
    expect(policy.next(failure({ status: 503 }))).toEqual({ delay: 3000 })
    expect(policy.next(failure({ status: 503, retryAfter: 1000 }))).toEqual({ delay: 3000 })
    expect(policy.next(failure({ status: 503, retryAfter: 9000 }))).toEqual({ delay: 9000 })
    expect(policy.next(failure({ status: 503, retryAfter: 10_001 }))).toBe(false)
  })

  test('never waits less than asked, nor longer than its parts say', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.option(fc.integer({ min: 0, max: 100_000 }), { nil: undefined }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (attempt, retryAfter, random) => {
          const policy = retryWith({
            stop: stopAfterAttempt(10),
            maxRetryAfter: Number.POSITIVE_INFINITY,
          })
          const decision = policy.next(
            failure({ status: 503, attempt, retryAfter, random: () => random }),
          )
          const { delay } = decision || { delay: Number.NaN }
          expect(delay).toBeGreaterThanOrEqual(retryAfter ?? 0)
          expect(delay).toBeLessThanOrEqual(Math.max(retryAfter ?? 0, 20_000))
        },
      ),
    )
  })

  test('counts throttled answers as any other, in a client', async () => {
    const clock = testClock({ random: 0.5 })
    const times: number[] = []
    const fetch = mockTransport(async () => {
      times.push(clock.now())
      return Response.json({}, { status: 429, headers: { 'retry-after': '90' } })
    })
    const retry = retryWith({
      wait: waitRandomExponential({ multiplier: 2000, max: 60_000 }),
      stop: stopAny(stopAfterAttempt(10), stopAfterDelay(600_000)),
      when: ({ status }) => status === 429,
      maxRetryAfter: Number.POSITIVE_INFINITY,
      budget: false,
    })
    const api = createClient({ baseURL: 'https://api.test', fetch, clock, retry })
    const failed = api.get('x').catch((error) => error)
    await clock.settle()
    while (clock.pending > 0) await clock.advance(clock.next ?? 0)
    expect(await failed).toMatchObject({ status: 429, attempts: 8 })
    expect(times.at(-1)).toBeGreaterThanOrEqual(600_000)
    expect(times.at(-2)).toBeLessThan(600_000)
  })

  test.each<[string, () => unknown]>([
    ['retries', () => retryWith({ retries: 3 } as never)],
    ['wait', () => retryWith({ wait: 300 as never })],
    ['maxRetryAfter', () => retryWith({ maxRetryAfter: -1 })],
    ['multiplier', () => waitRandomExponential({ multiplier: Number.NaN })],
    ['max', () => waitRandomExponential({ max: -1 })],
    ['waitFixed', () => waitFixed(Number.POSITIVE_INFINITY)],
    ['stopAfterAttempt', () => stopAfterAttempt(0)],
    ['stopAfterDelay', () => stopAfterDelay(Number.NaN)],
  ])('says at once what is wrong: %s', (name, make) => {
    expect(make).toThrow(ConfigError)
    expect(make).toThrow(name)
  })
})
