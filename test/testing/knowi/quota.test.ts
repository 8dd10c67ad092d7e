import { describe, expect, test } from 'vitest'
import { type FakeClock, fakeClock, mockKnowi, type QuotaOptions } from '../../../src/testing'
import { createQuota } from '../../../src/testing/knowi/quota'
import { send } from './send'

function start(quota: Partial<QuotaOptions> = {}, clock: FakeClock = fakeClock()) {
  const mock = mockKnowi({
    clock,
    quota: { limit: 2, window: 10_000, ...quota },
    clientId: 'the-id',
    clientSecret: 'the-secret',
    accessToken: 'test-token',
  })
  const statuses = async (times: number) => {
    const all: number[] = []
    for (let time = 0; time < times; time += 1) {
      all.push((await send(mock, 'GET /groups')).status)
    }
    return all
  }
  return { mock, clock, statuses }
}

describe('the window', () => {
  test('refuses what goes beyond the limit', async () => {
    expect(await start().statuses(4)).toEqual([200, 200, 429, 429])
  })

  test('slides: every place is free again one window after it was taken', async () => {
    const { clock, statuses } = start()
    expect(await statuses(1)).toEqual([200])
    await clock.advance(6000)
    expect(await statuses(2)).toEqual([200, 429])
    await clock.advance(3999)
    expect(await statuses(1)).toEqual([429])
    await clock.advance(1)
    expect(await statuses(2)).toEqual([200, 429])
    await clock.advance(6000)
    expect(await statuses(2)).toEqual([200, 429])
  })

  test('is taken in order of arrival when requests come together', async () => {
    const { mock } = start()
    const answers = await Promise.all([1, 2, 3].map(() => send(mock, 'GET /groups')))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429])
  })

  test('does not count log-ins', async () => {
    const { mock, statuses } = start({ limit: 1 })
    const body = new URLSearchParams({ client_id: 'the-id', client_secret: 'the-secret' })
    for (let time = 0; time < 3; time += 1) {
      expect((await send(mock, 'POST /login', { body })).status).toBe(200)
    }
    expect(await statuses(2)).toEqual([200, 429])
  })

  test('is empty after a reset', async () => {
    const { mock, statuses } = start()
    await statuses(3)
    mock.reset()
    expect(await statuses(1)).toEqual([200])
  })
})

describe('Retry-After', () => {
  test('has the whole seconds until a place is free, rounded up', async () => {
    const { mock, clock, statuses } = start()
    await statuses(2)
    await clock.advance(5500)
    expect((await send(mock, 'GET /groups')).headers.get('retry-after')).toBe('5')
    await clock.advance(4499)
    expect((await send(mock, 'GET /groups')).headers.get('retry-after')).toBe('1')
  })

  test('is never less than a second, even where the rounding of time leaves nothing', async () => {
    let now = 134.36424411240122
    const clock = { now: () => now, date: () => 0 }
    const quota = createQuota({ limit: 1, window: 10_000 }, clock)
    expect(quota.take()).toBeUndefined()
    now = 10134.364244112401
    expect(quota.take()?.headers).toEqual({ 'retry-after': '1' })
  })

  test('can be an HTTP date, never before the place is free', async () => {
    const clock = fakeClock({ date: Date.UTC(2025, 0, 1, 0, 0, 0, 250) })
    const { mock, statuses } = start({ retryAfter: 'date' }, clock)
    await statuses(2)
    const { headers } = await send(mock, 'GET /groups')
    expect(headers.get('retry-after')).toBe('Wed, 01 Jan 2025 00:00:11 GMT')
    expect(headers.get('date')).toBe('Wed, 01 Jan 2025 00:00:00 GMT')
  })

  test('can be left out', async () => {
    const { mock, statuses } = start({ retryAfter: false })
    await statuses(2)
    const { status, headers } = await send(mock, 'GET /groups')
    expect([status, headers.has('retry-after')]).toEqual([429, false])
  })
})

describe('headers', () => {
  test('tell the state of the quota on every answer, where wanted', async () => {
    const { mock, clock } = start({ headers: true })
    const state = async () => {
      const { headers } = await send(mock, 'GET /groups')
      return ['limit', 'remaining', 'reset'].map((name) => headers.get(`ratelimit-${name}`))
    }
    expect(await state()).toEqual(['2', '1', '10'])
    await clock.advance(2500)
    expect(await state()).toEqual(['2', '0', '8'])
    expect(await state()).toEqual(['2', '0', '8'])
  })

  test('are not sent otherwise', async () => {
    expect((await send(start().mock, 'GET /groups')).headers.has('ratelimit-limit')).toBe(false)
  })
})

test.each([{ limit: 0 }, { limit: 1.5 }, { window: 0 }, { window: Number.NaN }])(
  'a quota of %j is refused',
  (quota) => {
    expect(() => start(quota)).toThrow(/A quota needs/)
  },
)
