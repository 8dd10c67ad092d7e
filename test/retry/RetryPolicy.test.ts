import { describe, expect, test, vi } from 'vitest'
import { createClient } from '../../src/client'
import { HttpError, QuotaError } from '../../src/errors'
import type { Failure, RetryPolicy } from '../../src/retry/RetryPolicy'
import { mockTransport } from '../../src/testing'
import { testClock } from '../limit/testClock'

/** A client whose server gives these statuses in turn, then 200. */
function start(retry: RetryPolicy, statuses: readonly number[], headers = {}) {
  const clock = testClock()
  const times: number[] = []
  const fetch = mockTransport(async () => {
    const status = statuses[times.length] ?? 200
    times.push(clock.now())
    return Response.json({ ok: status === 200 }, { status, headers: status === 200 ? {} : headers })
  })
  const api = createClient({ baseURL: 'https://api.test', fetch, clock, retry })
  return { clock, times, api }
}

describe('a policy of one’s own', () => {
  test('decides whether and when', async () => {
    const delays = [500, 50]
    const { clock, times, api } = start(
      { next: ({ attempt }) => ({ delay: delays[attempt - 1] ?? 0 }) },
      [404, 404],
    )
    const call = api.post('items', { json: {} })
    await clock.advance(550)
    expect(await call).toEqual({ ok: true })
    expect(times).toEqual([0, 500, 550])
  })

  test('is asked with all that is known of each failure', async () => {
    const next = vi.fn((_: Failure) => ({ delay: 10 }))
    const { clock, api } = start({ next }, [500, 429, 503], { 'retry-after': '2' })
    const call = api.get('items')
    await clock.advance(10_000)
    await call
    const asked = next.mock.calls.map(([failure]) => failure)
    expect(asked.map(({ status, retries, throttles }) => [status, retries, throttles])).toEqual([
      [500, 0, 0],
      [429, 1, 0],
      [503, 1, 1],
    ])
    expect(asked.map(({ attempt, retryAfter }) => [attempt, retryAfter])).toEqual([
      [1, 2000],
      [2, 2000],
      [3, 2000],
    ])
    expect(asked.map(({ throttled, paused }) => [throttled, paused])).toEqual([
      [false, 0],
      [true, 2000],
      [true, 2000],
    ])
    expect(asked.map(({ elapsed }) => elapsed)).toEqual([0, 10, 2010])
  })

  test('ends the call with the error of the last attempt', async () => {
    const { times, api } = start({ next: ({ attempt }) => attempt < 2 && { delay: 0 } }, [503, 500])
    const error = await api.get('items').catch((error) => error)
    expect(error).toBeInstanceOf(HttpError)
    expect(error).toMatchObject({ status: 500, attempts: 2 })
    expect(times).toHaveLength(2)
  })

  test.each([-50, Number.NaN, 0, undefined as unknown as number])(
    'with a delay of %s repeats at once',
    async (delay) => {
      const { clock, times, api } = start({ next: () => ({ delay }) }, [500])
      await api.get('items')
      expect([times, clock.pending]).toEqual([[0, 0], 0])
    },
  )

  test('cannot go past the pause of the quota', async () => {
    const { clock, times, api } = start({ next: () => ({ delay: 0 }) }, [429], {
      'retry-after': '3',
    })
    const call = api.get('items')
    await clock.advance(3000)
    await call
    expect(times).toEqual([0, 3000])
  })

  test('says which pause is too long to sit out', async () => {
    const policy = { next: () => ({ delay: 0 }), maxRetryAfter: 2999 }
    const { times, api } = start(policy, [429], { 'retry-after': '3' })
    const error = await api.get('items').catch((error) => error)
    expect(error).toBeInstanceOf(QuotaError)
    expect(error).toMatchObject({ reason: 'paused', retryAfter: 3000, attempts: 1 })
    expect((error as QuotaError).cause).toMatchObject({ status: 429 })
    expect(times).toEqual([0])
  })

  test('sits out any pause unless it says so', async () => {
    const { clock, times, api } = start({ next: () => ({ delay: 0 }) }, [429], {
      'retry-after': '3600',
    })
    const call = api.get('items')
    await clock.advance(3_600_000)
    await call
    expect(times).toEqual([0, 3_600_000])
  })
})

describe('the standard policy', () => {
  test('sits out a Retry-After of just maxRetryAfter, whatever chance adds to it', async () => {
    const clock = testClock({ random: 0.999 })
    let attempts = 0
    const fetch = mockTransport(async () => {
      attempts += 1
      if (attempts > 1) return Response.json({})
      return Response.json({}, { status: 429, headers: { 'retry-after': '60' } })
    })
    const api = createClient({ baseURL: 'https://api.test', fetch, clock })
    const outcome = api.get('items').then(
      () => attempts,
      (error) => error,
    )
    await clock.advance(62_000)
    expect(await outcome).toBe(2)
  })
})
