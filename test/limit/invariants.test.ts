// What must hold whatever happens. Units shared through a store (compare-and-set under any
// interleaving, leases and their refunds) do not exist here: a governor counts in one process.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createClient } from '../../src/client'
import { parseRateLimit } from '../../src/headers/rateLimit'
import { parseRetryAfter } from '../../src/headers/retryAfter'
import type { Permit } from '../../src/limit/Governor'
import { rateLimit } from '../../src/limit/rateLimit'
import { RetryBudget } from '../../src/retry/RetryBudget'
import { fakeClock, mockTransport } from '../../src/testing'
import { type Arrival, mostIn } from './arrivals'
import { answer, ask, call, type Wait, wait } from './ask'
import { countTimers, testClock } from './testClock'

/** What comes to pass, one after the other, each after some time. */
const happening = fc.record({
  gap: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 700 })),
  cost: fc.integer({ min: 1, max: 3 }),
  priority: fc.constantFrom<0 | 1 | 2>(0, 1, 2),
  front: fc.boolean(),
  latency: fc.integer({ min: 0, max: 400 }),
  fate: fc.constantFrom('good', 'good', 'good', 'refused', 'refunded', 'aborted'),
  said: fc.option(
    fc.record({ left: fc.integer({ min: 0, max: 9 }), reset: fc.integer({ min: 0, max: 3 }) }),
  ),
})
const story = fc.record({
  limit: fc.integer({ min: 3, max: 8 }),
  window: fc.integer({ min: 100, max: 1500 }),
  burst: fc.integer({ min: 3, max: 8 }),
  maxConcurrent: fc.integer({ min: 1, max: 6 }),
  lateness: fc.constantFrom(0, 0, 5, 900),
  told: fc.boolean(),
  steps: fc.array(happening, { minLength: 1, maxLength: 30, size: 'max' }),
})
type Story = typeof story extends fc.Arbitrary<infer Value> ? Value : never

const plain = {
  gap: 0,
  cost: 1,
  priority: 0 as const,
  front: false,
  latency: 0,
  fate: 'good' as const,
  said: null,
}
/** A new window gives burst back while a permit comes home unused. */
const growing: Story = {
  limit: 3,
  window: 100,
  burst: 3,
  maxConcurrent: 4,
  lateness: 0,
  told: false,
  steps: [
    { ...plain, said: { left: 3, reset: 1 } },
    { ...plain, cost: 3 },
    { ...plain, priority: 1, latency: 1 },
    { ...plain, fate: 'refused' },
    { ...plain, said: { left: 0, reset: 2 } },
    { ...plain, cost: 3, priority: 1 },
    { ...plain, cost: 2, priority: 1, front: true, fate: 'refunded' },
    { ...plain, cost: 3 },
    { ...plain, priority: 2 },
  ],
}

/** Plays a story to its end and looks on. */
async function play({ limit, window, burst, maxConcurrent, lateness, told, steps }: Story) {
  const clock = testClock()
  const timers = countTimers(clock, lateness)
  const rest = { maxConcurrent, clock: timers }
  const governor = rateLimit(told ? { limit, window, burst, ...rest } : rest)
  const outcomes: Wait[] = []
  const permits: Arrival[] = []
  const signals: AbortController[] = []
  let blockedUntil = Number.NEGATIVE_INFINITY
  let early = 0
  const use = (permit: Permit, { cost, latency, fate, said }: Story['steps'][number]) => {
    const at = clock.now()
    if (at < blockedUntil) early += 1
    if (fate === 'refunded') return permit.refund()
    permits.push({ at, units: cost })
    permit.sent()
    clock.after(latency, () => {
      const fields: Record<string, string> = said
        ? { ratelimit: `"q";r=${said.left};t=${said.reset}` }
        : {}
      if (fate === 'refused') fields['retry-after'] = '1'
      answer(permit, fate === 'refused' ? 429 : 200, fields)
      if (fate === 'refused') blockedUntil = Math.max(blockedUntil, clock.now() + 1000)
    })
  }
  for (const step of steps) {
    await clock.advance(step.gap)
    const controller = new AbortController()
    signals.push(controller)
    outcomes.push(
      wait(governor, { ...step, signals: [controller.signal] }, (permit) => use(permit, step)),
    )
    if (step.fate === 'aborted') clock.after(step.latency, () => controller.abort('left'))
  }
  let idleWhileFree = 0
  while (clock.pending > 0) {
    await clock.advance(clock.next ?? 0)
    const { available, waiting, blockedUntil: until } = governor.state()
    if (available >= 3 && waiting > 0 && !until && lateness === 0) idleWhileFree += 1
    expect(timers.live).toBeLessThanOrEqual(waiting > 0 ? 1 : 0)
  }
  return { clock, timers, governor, outcomes, permits, early, idleWhileFree }
}
/** A window that goes by while somebody waits gives room: the refund that follows must not wait for it. */
const roomier: Story = {
  limit: 4,
  window: 100,
  burst: 4,
  maxConcurrent: 4,
  lateness: 0,
  told: true,
  steps: [
    { ...plain, fate: 'refused' },
    { ...plain, priority: 1, latency: 1 },
    { ...plain, priority: 1, cost: 3 },
    { ...plain, cost: 2, latency: 28 },
    { ...plain, cost: 3, fate: 'refunded' },
    { ...plain, priority: 1 },
  ],
}

describe('whatever happens', () => {
  test('1 to 5, 7 and 8: burst, window, one answer each, one timer, pauses, no idle permit', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (plot) => {
        const seen = await play(plot)
        if (plot.told) {
          const { limit, window } = plot
          const burst = Math.min(plot.burst, limit)
          expect(mostIn(window, seen.permits)).toBeLessThanOrEqual(limit)
          seen.permits.forEach(({ at }, first) => {
            let units = 0
            for (const permit of seen.permits.slice(first)) {
              units += permit.units
              const most = burst + (limit / window) * (permit.at - at)
              expect(units).toBeLessThanOrEqual(most + 1e-6)
            }
          })
        }
        expect(seen.outcomes.map(({ settled }) => settled)).toEqual(plot.steps.map(() => 1))
        expect([seen.early, seen.idleWhileFree]).toEqual([0, 0])
        expect([seen.timers.live, seen.clock.pending]).toEqual([0, 0])
        expect(seen.governor.state()).toMatchObject({ waiting: 0, inFlight: 0 })
      }),
      { numRuns: 200, examples: [[roomier], [growing]] },
    )
  }, 60_000)

  test('9: a clock that stands still or goes back lets no more out, a jump no more than burst + rate · jump', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -5000, max: 5000 }), {
          minLength: 1,
          maxLength: 20,
          size: 'max',
        }),
        fc.integer({ min: 1, max: 9 }),
        (jumps, limit) => {
          let now = 100_000
          const clock = { now: () => now, date: () => now, after: () => () => {}, random: () => 0 }
          const governor = rateLimit({ limit, window: 1000, clock })
          let most = now
          let given = 0
          for (const jump of [0, ...jumps]) {
            now += jump
            most = Math.max(most, now)
            while (governor.state().available > 0) {
              const permit = governor.acquire(ask())
              if ('then' in permit) break
              permit.sent()
              given += 1
              permit.learn({ status: 200, headers: new Headers(), sentAt: now })
              permit.release()
            }
            expect(given).toBeLessThanOrEqual(limit + (limit / 1000) * (most - 100_000))
          }
          expect(given).toBeGreaterThanOrEqual(limit)
        },
      ),
    )
  })

  test('9: after a sleep everything that came free goes out at once, and no more', async () => {
    const clock = fakeClock({ random: 0 })
    const asleep = countTimers(clock, 3_600_000)
    const governor = rateLimit({ limit: 5, window: 1000, clock: asleep })
    const calls = Array.from({ length: 30 }, () => call(governor))
    await clock.advance(3_601_001)
    expect(calls.filter(({ permit }) => permit)).toHaveLength(10)
    expect(asleep.live).toBe(1)
    governor.close()
  })

  test('11: attempts, waits and the budget keep their bounds, and writes go out once', async () => {
    const status = fc.constantFrom(200, 401, 429, 500, 502, 503, 404, 'reset' as const)
    await fc.assert(
      fc.asyncProperty(
        fc.array(status, { minLength: 1, maxLength: 8 }),
        fc.constantFrom('GET', 'POST'),
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 0, max: 3 }),
        fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined }),
        fc.boolean(),
        async (statuses, method, maxRetries, maxThrottles, retryAfter, keyed) => {
          const clock = testClock({ random: 0.5 })
          const times: number[] = []
          const seen: (number | 'reset')[] = []
          const sent = new Set<string>()
          const fetch = mockTransport(async (request) => {
            sent.add(`${request.headers.get('idempotency-key')} ${await request.text()}`)
            const status = statuses[times.length] ?? 200
            times.push(clock.now())
            seen.push(status)
            if (status === 'reset') throw new TypeError('reset')
            const headers = new Headers()
            if (retryAfter !== undefined && status === 429)
              headers.set('retry-after', `${retryAfter}`)
            return Response.json({}, { status, headers })
          })
          const api = createClient({
            baseURL: 'https://api.test',
            fetch,
            clock,
            auth: { apply() {}, renew: async () => true, secrets: () => ({}) },
            totalTimeout: 20_000,
            retry: { maxRetries, maxThrottles },
          })
          const options = { idempotencyKey: keyed, ...(method === 'POST' && { json: { a: 1 } }) }
          const ended = api.request(method, 'x', options).then(
            () => clock.now(),
            () => clock.now(),
          )
          await clock.settle()
          while (clock.pending > 0) await clock.advance(clock.next ?? 0)
          expect(await ended).toBeLessThanOrEqual(20_000)
          const renewals = seen.includes(401) ? 1 : 0
          expect(seen.length).toBeLessThanOrEqual(1 + maxRetries + maxThrottles + renewals)
          expect(sent.size).toBe(1)
          expect([...sent][0]).toMatch(keyed ? /^[\da-f]{32} / : /^null /)
          times.slice(1).forEach((time, index) => {
            const gap = time - (times[index] ?? 0)
            if (seen[index] === 429) expect(gap).toBeGreaterThanOrEqual((retryAfter ?? 0) * 1000)
            else if (seen[index] !== 401) expect(method === 'GET' || keyed).toBe(true)
          })
        },
      ),
      { numRuns: 150 },
    )
  }, 30_000)

  test('11: the budget never falls below nothing, nor rises above its capacity', () => {
    const step = fc.oneof(
      fc.record({ take: fc.integer({ min: 1, max: 20 }) }),
      fc.record({ give: fc.integer({ min: 1, max: 20 }) }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200, size: 'max' }), (steps) => {
        const budget = new RetryBudget()
        for (const each of steps) {
          const before = budget.left
          if ('give' in each) budget.give(each.give)
          else expect(budget.take(each.take)).toBe(before >= each.take)
          expect(budget.left >= 0 && budget.left <= budget.capacity).toBe(true)
        }
      }),
    )
  })

  test('12: every header gives a finite time or nothing, and no answer lets more out in a window', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom(
        '-5',
        'NaN',
        'Infinity',
        '1e400',
        'soon 5',
        '1, 2',
        '99999999999999999999',
        'Thu, 01 Jan 1970 00:00:00 GMT',
        'Fri, 31 Dec 9999 23:59:59 GMT',
        '9'.repeat(10_000_000),
      ),
      fc.integer().map(String),
      fc.double().map(String),
    )
    fc.assert(
      fc.property(text, text, text, (one, two, three) => {
        const map: Record<string, string> = {
          'retry-after': one,
          'x-ratelimit-remaining': two,
          'x-ratelimit-reset': three,
          'x-ratelimit-limit': one,
          date: two,
        }
        const headers = { get: (name: string) => map[name] ?? null } as Headers
        const pause = parseRetryAfter(headers, 1e12)
        if (pause !== undefined) expect(pause >= 0 && Number.isFinite(pause)).toBe(true)
        const said = parseRateLimit(headers, 1e12)
        if (said) expect(said.reset >= 0 && said.reset <= 86_400_000).toBe(true)

        const governor = rateLimit({ limit: 5, window: 1000, clock: testClock() })
        const permit = governor.acquire(ask())
        if ('then' in permit) throw new Error('It was meant to be free.')
        permit.sent()
        permit.learn({ status: 200, headers, sentAt: 0 })
        expect(governor.state().available).toBeLessThanOrEqual(4)
      }),
      { numRuns: 300 },
    )
  })

  test('12: after the last refusal the burst is whole again after so many clean windows', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 9 }),
        async (limit, refusals) => {
          const clock = testClock()
          const governor = rateLimit({ limit, window: 1000, maxConcurrent: 500, clock })
          for (let number = 0; number < refusals; number += 1) {
            wait(governor, {}, (permit) => void answer(permit, 429, { 'retry-after': '1' }))
            await clock.advance(2002)
          }
          // From 1 to 200 in steps of a quarter.
          for (let windows = 0; windows < 27; windows += 1) {
            call(governor)
            await clock.advance(1002)
          }
          await clock.advance(1002)
          expect(governor.state().available).toBe(limit)
        },
      ),
      { numRuns: 50 },
    )
  })
})
