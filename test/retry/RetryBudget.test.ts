import { describe, expect, test } from 'vitest'
import { createClient } from '../../src/client'
import type { ClientOptions } from '../../src/clientOptions'
import { HttpError } from '../../src/errors'
import { rateLimit } from '../../src/limit/rateLimit'
import { RetryBudget } from '../../src/retry/RetryBudget'
import { mockTransport } from '../../src/testing'
import { testClock } from '../limit/testClock'

describe('a budget', () => {
  test('gives until too little is left, and takes back no more than it holds', () => {
    const budget = new RetryBudget()
    let repeats = 0
    while (budget.take(14)) repeats += 1
    expect([repeats, budget.left]).toEqual([35, 10])
    expect(budget.take(5)).toBe(true)
    budget.give(1000)
    expect(budget.left).toBe(500)
  })
})

describe('the repeats of a client', () => {
  /** A server that fails while it is `down`. */
  function start(options: ClientOptions = {}, headers = {}) {
    const clock = testClock({ random: 0.5 })
    const server = { status: 500, requests: 0 }
    const fetch = mockTransport(async () => {
      server.requests += 1
      return Response.json({}, { status: server.status, headers })
    })
    const api = createClient({ baseURL: 'https://api.test', fetch, clock, ...options })
    const run = async (calls: number, client = api) => {
      server.requests = 0
      const errors: unknown[] = []
      for (let number = 0; number < calls; number += 1) {
        const call = client.get('x').then(
          () => undefined,
          (error) => void errors.push(error),
        )
        await clock.settle()
        while (clock.pending > 0) await clock.advance(clock.next ?? 0)
        await call
      }
      return { requests: server.requests, errors }
    }
    return { clock, server, api, run }
  }

  test('end once the budget is used up: 35 in a row after failures', async () => {
    const { run } = start()
    const { requests, errors } = await run(30)
    expect(requests).toBe(30 + 35)
    const last = errors.at(-1)
    expect(last).toBeInstanceOf(HttpError)
    expect(last).toMatchObject({ status: 500, attempts: 1 })
    expect((last as Error).message).toContain('retry budget')
  })

  test('cost 5 after a 429 that names no time, and nothing after one that does', async () => {
    const retry = { maxThrottles: 1 }
    const silent = start({ retry })
    silent.server.status = 429
    expect((await silent.run(110)).requests).toBe(110 + 100)
    const clear = start({ retry }, { 'retry-after': '1' })
    clear.server.status = 429
    expect((await clear.run(110)).requests).toBe(220)
  })

  test('come back by successes: what the repeat cost, or one', async () => {
    const { run, server, api } = start()
    await run(30)
    server.status = 200
    // 10 were left; with 4 more there is one repeat.
    await run(3)
    server.status = 500
    expect((await run(1)).requests).toBe(1)
    server.status = 200
    await run(1)
    server.status = 500
    expect((await run(1)).requests).toBe(2)
    expect(api.rateLimit.state().waiting).toBe(0)
  })

  test('that succeed give back what they cost', async () => {
    const clock = testClock({ random: 0.5 })
    let requests = 0
    const fetch = mockTransport(async () => {
      requests += 1
      return Response.json({}, { status: requests % 2 ? 500 : 200 })
    })
    const governor = rateLimit({ clock })
    const api = createClient({ baseURL: 'https://api.test', fetch, clock, rateLimit: governor })
    for (let number = 0; number < 50; number += 1) {
      const call = api.get('x')
      await clock.settle()
      while (clock.pending > 0) await clock.advance(clock.next ?? 0)
      await call
    }
    expect([requests, governor.budget?.left]).toEqual([100, 500])
  })

  test.each([
    ['of a client', { retry: { budget: false } }],
    [
      'of a policy',
      { retry: { next: ({ retries }) => retries < 2 && { delay: 0 }, budget: false } },
    ],
  ] as [string, ClientOptions][])(
    'are without end where it is switched off: %s',
    async (_, options) => {
      expect((await start(options).run(40)).requests).toBe(120)
    },
  )

  test('draw on one budget where they share a governor, and else each on its own', async () => {
    const one = start()
    const shared = one.api.extend({ headers: { a: 'b' } })
    expect((await one.run(20)).requests + (await one.run(20, shared)).requests).toBe(40 + 35)
    const other = one.api.extend({ rateLimit: false })
    expect((await one.run(20, other)).requests).toBe(20 + 35)
  })
})
