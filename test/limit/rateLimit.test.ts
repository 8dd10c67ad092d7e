import { describe, expect, test, vi } from 'vitest'
import { createClient } from '../../src/client'
import { ConfigError } from '../../src/errors'
import type { Governor } from '../../src/limit/Governor'
import { openGovernor, rateLimit } from '../../src/limit/rateLimit'
import { mockTransport } from '../../src/testing'
import { answer, ask, call, take, wait } from './ask'
import { countTimers, testClock } from './testClock'

const terms = { limit: 5, window: 999 }

/** An API of which every answer is an empty object, 20 ms late. */
function start() {
  const clock = testClock()
  const mock = vi.fn(async (_: Request) => {
    await new Promise<void>((resolve) => clock.after(20, resolve))
    return Response.json({})
  })
  return { clock, mock, fetch: mockTransport(mock), baseURL: 'https://api.test' }
}

describe('options', () => {
  test.each([
    ['limit', { limit: 0 }],
    ['limit', { limit: -5 }],
    ['limit', { limit: Number.NaN }],
    ['limit', { limit: Number.POSITIVE_INFINITY }],
    ['limit', { limit: '5' }],
    ['limit', { limit: undefined }],
    ['window', { window: 0 }],
    ['window', { window: undefined }],
    ['window', { window: Number.POSITIVE_INFINITY }],
    ['burst', { burst: 0 }],
    ['burst', { burst: Number.NaN }],
    ['maxConcurrent', { maxConcurrent: 0 }],
    ['maxConcurrent', { maxConcurrent: Number.NaN }],
    ['maxQueue', { maxQueue: -1 }],
    ['maxQueue', { maxQueue: Number.NaN }],
    ['key', { key: 5 }],
    ['clock', { clock: 'now' }],
  ])('are refused where %s is out of range: %o', (name, over) => {
    const make = () => rateLimit({ ...terms, ...over } as typeof terms)
    expect(make).toThrow(ConfigError)
    expect(make).toThrow(name)
  })

  test('of unknown names are refused, with the name that was meant', () => {
    const make = () => rateLimit({ ...terms, maxConcurent: 5 } as typeof terms)
    expect(make).toThrow(ConfigError)
    expect(make).toThrow("Did you mean 'maxConcurrent'?")
  })

  test('that are left out or undefined have their defaults', () => {
    const over = { burst: undefined, maxConcurrent: undefined, maxQueue: undefined }
    const governor = rateLimit({ limit: 50, window: 1000, ...over, clock: testClock() })
    expect(governor.state()).toEqual({
      limit: 50,
      window: 1000,
      available: 32,
      waiting: 0,
      inFlight: 0,
      blockedUntil: undefined,
    })
  })

  test('may say that nothing bounds the requests in flight, nor the queue', async () => {
    const clock = testClock()
    const endless = { maxConcurrent: Number.POSITIVE_INFINITY, maxQueue: Number.POSITIVE_INFINITY }
    const governor = rateLimit({ limit: 100, window: 999, ...endless, clock })
    for (let number = 0; number < 100; number += 1) answer(take(governor))
    const waiting = Array.from({ length: 50 }, () => call(governor))
    await clock.advance(1000)
    expect(waiting.every(({ permit }) => permit)).toBe(true)
  })

  test('with a burst beyond the limit hold no more than the limit', () => {
    const governor = rateLimit({ ...terms, burst: 50, clock: testClock() })
    expect(governor.state().available).toBe(5)
    expect(call(governor, { cost: 6 }).error).toMatchObject({ reason: 'cost' })
  })

  test('without a clock go by that of the runtime', () => {
    const governor = rateLimit({ limit: 2, window: 60_000 })
    answer(take(governor), 429, { 'retry-after': '30' })
    const { blockedUntil = 0 } = governor.state()
    expect(blockedUntil - Date.now()).toBeGreaterThan(29_000)
    expect(blockedUntil - Date.now()).toBeLessThanOrEqual(31_000)
  })
})

describe('the state', () => {
  test('tells what is free, out, waiting and paused', async () => {
    const clock = testClock()
    const governor = rateLimit({ ...terms, clock })
    const permits = [take(governor), take(governor, { cost: 3 })]
    const waiting = [wait(governor, { cost: 2 }), wait(governor)]
    expect(governor.state()).toEqual({
      limit: 5,
      window: 999,
      available: 1,
      waiting: 2,
      inFlight: 2,
      blockedUntil: undefined,
    })
    for (const permit of permits) answer(permit, 503, { 'retry-after': '7' })
    expect(governor.state()).toMatchObject({ inFlight: 0, blockedUntil: clock.date() + 7000 })
    await clock.advance(7000)
    expect(governor.state()).toMatchObject({ available: 2, waiting: 0, inFlight: 2 })
    for (const { permit } of waiting) permit?.refund()
    expect(governor.state()).toMatchObject({ available: 5, inFlight: 0, blockedUntil: undefined })
  })

  test('does not change by being asked for, not even for a key that was never used', () => {
    const governor = rateLimit({ ...terms, key: ({ url }) => url, clock: testClock() })
    take(governor)
    expect(governor.state('elsewhere').inFlight).toBe(0)
    expect(governor.state().inFlight).toBe(1)
  })
})

describe('keys', () => {
  const at = (url: string, meta?: unknown) => {
    return { key: 'https://api.test', recipe: { ...ask().recipe, url, meta } }
  }

  test('are one for all without the option, whatever the origin', () => {
    const governor = rateLimit({ limit: 2, window: 999, clock: testClock() })
    take(governor, { key: 'https://one.test' })
    take(governor, { key: 'https://other.test' })
    expect(governor.state().available).toBe(0)
  })

  test('by name give one quota of that name', () => {
    const governor = rateLimit({ ...terms, key: 'reports', clock: testClock() })
    take(governor, at('https://one.test/'))
    take(governor, at('https://other.test/'))
    expect(governor.state('reports').inFlight).toBe(2)
    expect(governor.state().inFlight).toBe(2)
  })

  test('by function give each its own quota, queue and pause', async () => {
    const clock = testClock()
    const governor = rateLimit({
      limit: 1,
      window: 999,
      key: ({ method, url, meta }) => `${method} ${new URL(url).pathname} ${meta}`,
      clock,
    })
    answer(take(governor, at('https://api.test/a', 1)), 429, { 'retry-after': '5' })
    const waiting = call(governor, at('https://api.test/a', 1))
    answer(take(governor, at('https://api.test/b', 1)))
    answer(take(governor, at('https://api.test/a', 2)))
    expect(governor.state('GET /a 1')).toMatchObject({ waiting: 1, available: 0 })
    expect(governor.state('GET /b 1')).toMatchObject({ waiting: 0, blockedUntil: undefined })
    await clock.advance(5000)
    expect(waiting.permit).toBeDefined()
  })

  test('have one timer each while they wait, and none after', async () => {
    const clock = testClock()
    const timers = countTimers(clock)
    const governor = rateLimit({ limit: 1, window: 999, key: ({ url }) => url, clock: timers })
    for (const url of ['https://api.test/a', 'https://api.test/b']) {
      answer(take(governor, at(url)))
      for (let number = 0; number < 5; number += 1) call(governor, at(url))
    }
    expect(timers.live).toBe(2)
    await clock.advance(5000)
    expect([timers.live, timers.peak]).toEqual([0, 2])
  })

  test('that are idle are forgotten once there are many', () => {
    const governor = rateLimit({ ...terms, key: ({ url }) => url, clock: testClock() })
    for (let user = 0; user < 1000; user += 1) {
      take(governor, at(`https://api.test/${user}`)).refund()
    }
    take(governor, at('https://api.test/last'))
    // Asked without a key, the state is that of the only quota there is.
    expect(governor.state().inFlight).toBe(1)
    take(governor, at('https://api.test/0'))
    expect(governor.state().inFlight).toBe(0)
  })

  test('that are in use are kept among many', async () => {
    const clock = testClock()
    const governor = rateLimit({ limit: 1, window: 999, key: ({ url }) => url, clock })
    const permit = take(governor, at('https://api.test/held'))
    const waiting = call(governor, at('https://api.test/held'))
    for (let user = 0; user < 3000; user += 1) {
      take(governor, at(`https://api.test/${user}`)).refund()
    }
    expect(governor.state('https://api.test/held')).toMatchObject({ inFlight: 1, waiting: 1 })
    permit.refund()
    await clock.settle()
    expect(waiting.permit).toBeDefined()
  })

  test('of a request that outlasts its window are kept among many', async () => {
    const clock = testClock()
    const governor = rateLimit({ ...terms, key: ({ url }) => url, clock })
    take(governor, at('https://api.test/slow')).sent()
    await clock.advance(5000)
    for (let user = 0; user < 3000; user += 1) {
      take(governor, at(`https://api.test/${user}`)).refund()
    }
    expect(governor.state('https://api.test/slow').inFlight).toBe(1)
  })

  test('that are paused or have spent units are kept among many', async () => {
    const clock = testClock()
    const governor = rateLimit({ ...terms, key: ({ url }) => url, clock })
    answer(take(governor, at('https://api.test/paused')), 429, { 'retry-after': '60' })
    answer(take(governor, at('https://api.test/spent')))
    for (let user = 0; user < 3000; user += 1) {
      take(governor, at(`https://api.test/${user}`)).refund()
    }
    expect(governor.state('https://api.test/paused').blockedUntil).toBe(clock.date() + 60_000)
    expect(governor.state('https://api.test/spent').available).toBe(4)
  })
})

describe('the open governor', () => {
  test('has a quota for each origin, without a limit, with 32 requests in flight once it is open', () => {
    const governor = openGovernor(testClock())
    for (let number = 0; number < 30; number += 1) {
      answer(take(governor, { key: 'https://one.test' }))
    }
    for (let number = 0; number < 32; number += 1) take(governor, { key: 'https://one.test' })
    expect(governor.state('https://one.test')).toEqual({
      limit: undefined,
      window: undefined,
      available: 0,
      waiting: 0,
      inFlight: 32,
      blockedUntil: undefined,
    })
    expect(wait(governor, { key: 'https://one.test' }).settled).toBe(0)
    take(governor, { key: 'https://other.test' })
  })

  test('pauses the origin that refused, and no other', () => {
    const clock = testClock()
    const governor = openGovernor(clock)
    answer(take(governor, { key: 'https://one.test' }), 429, { 'retry-after': '5' })
    expect(governor.state('https://one.test').blockedUntil).toBe(clock.date() + 5000)
    take(governor, { key: 'https://other.test' })
  })
})

describe('clients', () => {
  test('that were given one governor share its quota and its pauses', async () => {
    const { clock, mock, fetch, baseURL } = start()
    const governor = rateLimit({ limit: 2, window: 999, clock })
    const one = createClient({ baseURL, fetch, clock, rateLimit: governor })
    const other = createClient({ baseURL, fetch, clock, rateLimit: governor })
    const calls = [one.get('a'), one.get('b'), other.get('c'), other.get('d')]
    await clock.advance(1019)
    expect(mock).toHaveBeenCalledTimes(2)
    expect(other.rateLimit.state().waiting).toBe(2)
    await clock.advance(1)
    expect(mock).toHaveBeenCalledTimes(4)
    await clock.advance(20)
    expect(await Promise.all(calls)).toHaveLength(4)
  })

  test('with options of their own do not touch each other', async () => {
    const { clock, mock, fetch, baseURL } = start()
    const make = () => createClient({ baseURL, fetch, clock, rateLimit: { limit: 1, window: 999 } })
    const calls = [make().get('a'), make().get('b')]
    await clock.advance(20)
    await Promise.all(calls)
    expect(mock).toHaveBeenCalledTimes(2)
  })

  test('give a permit back that an abort overtakes on its way to the call', async () => {
    const { clock, mock, fetch, baseURL } = start()
    const inner = rateLimit({ limit: 1, window: 999, clock })
    const controller = new AbortController()
    // Aborts between the moment of the permit and that in which the call goes on.
    const rateLimited: Governor = {
      acquire(asked) {
        const permit = inner.acquire(asked)
        if ('then' in permit && asked.signals.includes(controller.signal)) {
          permit.then(() => controller.abort('too late'))
        }
        return permit
      },
      state: (key) => inner.state(key),
      close: () => inner.close(),
    }
    const api = createClient({ baseURL, fetch, clock, rateLimit: rateLimited })
    const first = api.get('first')
    const aborted = api.get('aborted', { signal: controller.signal }).catch((error) => error)
    const last = api.get('last')
    await clock.advance(1040)
    expect(await aborted).toBe('too late')
    await Promise.all([first, last])
    expect(mock.mock.calls.map(([request]) => new URL(request.url).pathname)).toEqual([
      '/first',
      '/last',
    ])
    expect(inner.state()).toMatchObject({ inFlight: 0, waiting: 0 })
  })
})
