import { describe, expect, test } from 'vitest'
import { QuotaError } from '../../src/errors'
import type { Governor } from '../../src/limit/Governor'
import { openGovernor, rateLimit } from '../../src/limit/rateLimit'
import { answer, call, take, wait } from './ask'
import { type ServerOptions, server } from './server'
import { countTimers, testClock } from './testClock'

const origin = { key: '' }

/** A governor that was told nothing, and a server. */
function untold(options: ServerOptions = {}, over: Parameters<typeof rateLimit>[0] = {}) {
  const clock = testClock({ random: 0.5 })
  const timers = countTimers(clock)
  const governor = rateLimit({ clock: timers, ...over })
  return { clock, timers, governor, server: server(clock, options) }
}

/** How many permits are free at this moment. They are given back. */
function free(governor: Governor): number {
  const permits = []
  for (let waiting = 0; waiting === 0; waiting = governor.state().waiting) {
    const before = governor.state().available
    if (before === 0) break
    permits.push(take(governor))
  }
  for (const permit of permits) permit.refund()
  return permits.length
}

function quota(limit: number, remaining: number, reset: number): Record<string, string> {
  return {
    'x-ratelimit-limit': `${limit}`,
    'x-ratelimit-remaining': `${remaining}`,
    'x-ratelimit-reset': `${reset}`,
  }
}

describe('a governor that was told nothing', () => {
  test('starts with two requests and has one more for each good answer', () => {
    const { governor } = untold()
    expect(free(governor)).toBe(2)
    answer(take(governor))
    expect(free(governor)).toBe(3)
    answer(take(governor), 404)
    expect(free(governor)).toBe(4)
    for (const status of [500, 502, 503]) answer(take(governor), status)
    expect(free(governor)).toBe(4)
    for (let number = 0; number < 100; number += 1) answer(take(governor))
    expect(free(governor)).toBe(32)
  })

  test('never has more in flight than it may', () => {
    const { governor } = untold({}, { maxConcurrent: 1 })
    expect(free(governor)).toBe(1)
    for (let number = 0; number < 10; number += 1) answer(take(governor))
    expect(free(governor)).toBe(1)
  })

  test('takes 200 calls of 20 ms in ten rounds, without a timer', async () => {
    const { governor, server, timers } = untold()
    expect(await server.load(governor, 200)).toBe(200)
    expect([timers.peak, server.counts.requests]).toEqual([0, 200])
    // It knows its origin by now.
    expect(await server.load(governor, 64)).toBe(40)
  })

  test.each(['x', 'trio', 'draft'] as const)(
    'reads the quota off the first answer (%s): 40 calls, no 429, in seven windows',
    async (headers) => {
      for (const kind of ['sliding', 'fixed'] as const) {
        const { governor, server } = untold({ limit: 5, kind, headers })
        expect(await server.load(governor, 40)).toBeLessThanOrEqual(7200)
        expect(server.counts).toEqual({ requests: 40, refused: 0 })
        expect(governor.state()).toMatchObject({ limit: 5, window: 1000 })
      }
    },
  )

  test('takes the moment of a reset, which is known to a second, for no earlier than it is', async () => {
    const { governor, server } = untold({ limit: 5, headers: 'epoch' })
    await server.load(governor, 40)
    expect(server.counts.refused).toBe(0)
  })

  test.each(['sliding', 'fixed'] as const)(
    'told or not, loses little of a long load (%s): 2,000 calls, 200 in 2 s',
    async (kind) => {
      const terms = { limit: 200, window: 2000 }
      for (const told of [terms, {}]) {
        const { governor, server } = untold({ ...terms, kind, headers: 'x', latency: 10 }, told)
        const ideal = 18_010
        expect(await server.load(governor, 2000)).toBeLessThanOrEqual(1.03 * ideal)
        expect(server.counts).toEqual({ requests: 2000, refused: 0 })
      }
    },
  )

  test.each([true, false])('guesses from refusals, with Retry-After: %s', async (retryAfter) => {
    for (const kind of ['sliding', 'fixed'] as const) {
      const { governor, server } = untold({ limit: 5, kind, retryAfter })
      expect(await server.load(governor, 40)).toBeLessThanOrEqual(9000)
      expect(server.counts.refused).toBeLessThanOrEqual(8)
      expect(governor.state().limit).toBe(5)
    }
  })

  test('guesses a longer window where nothing came through after the pause', async () => {
    const { governor, server } = untold({ limit: 5, window: 10_000, retryAfter: false })
    await server.load(governor, 40)
    expect(server.counts.refused).toBeLessThanOrEqual(14)
    expect(governor.state().window).toBeGreaterThanOrEqual(10_000)
  })

  test('tries out after some windows whether its guess was too low', async () => {
    const { clock, governor } = untold()
    for (let number = 0; number < 4; number += 1) answer(take(governor))
    await clock.advance(1)
    const late = take(governor)
    late.sent()
    answer(take(governor), 429, { 'retry-after': '1' })
    expect(governor.state()).toMatchObject({ limit: 4, window: 1001 })
    // Good answers to what left before the refusal belong to the guess.
    answer(late)
    expect(governor.state().limit).toBe(5)
    await clock.advance(1001 + 8 * 1001)
    answer(take(governor))
    expect(governor.state().limit).toBe(6)
    await clock.advance(7 * 1001)
    answer(take(governor))
    expect(governor.state().limit).toBe(6)
    await clock.advance(1002)
    answer(take(governor))
    expect(governor.state().limit).toBe(7)
  })

  test('makes no guess of a refusal that came first of all', async () => {
    const { clock, governor } = untold()
    answer(take(governor), 429, { 'retry-after': '1' })
    await clock.advance(1100)
    expect(governor.state()).toMatchObject({ limit: undefined, window: undefined, available: 2 })
  })

  test('lets a call through that costs more than it thinks there is', async () => {
    const { clock, governor } = untold()
    answer(take(governor), 200, quota(5, 4, 1))
    const dear = call(governor, { cost: 9 })
    await clock.advance(2000)
    expect(dear.permit).toBeDefined()
  })

  test('learns anew where the limit is another', async () => {
    const { clock, governor } = untold()
    answer(take(governor), 200, quota(1000, 999, 3600))
    expect(governor.state()).toMatchObject({ limit: 1000, window: 3_600_000 })
    await clock.advance(10)
    answer(take(governor), 200, quota(5, 4, 1))
    expect(governor.state()).toMatchObject({ limit: 5, window: 1000 })
  })

  test('waits for a near reset, and refuses at once before a far one', async () => {
    const { clock, governor } = untold()
    answer(take(governor), 200, quota(5, 0, 30))
    const near = call(governor, { maxPause: 60_000 })
    await clock.advance(29_999)
    expect(near.settled).toBe(0)
    await clock.advance(2)
    expect(near.permit).toBeDefined()

    const other = untold()
    const permit = take(other.governor)
    answer(take(other.governor), 200, quota(5, 4, 2400))
    for (let number = 0; number < 3; number += 1) take(other.governor).sent()
    const waiting = wait(other.governor, { maxPause: 60_000 })
    answer(permit, 200, quota(5, 0, 2400))
    const late = wait(other.governor, { maxPause: 60_000 })
    await other.clock.settle()
    for (const { error } of [waiting, late]) {
      expect(error).toBeInstanceOf(QuotaError)
      expect(error).toMatchObject({ reason: 'paused', retryAfter: 2_400_000 })
    }
    expect(other.governor.state().waiting).toBe(0)
  })

  test('takes the reset of a 429 without Retry-After for its pause', () => {
    const { governor } = untold()
    expect(answer(take(governor), 429, quota(5, 0, 7))).toBe(7350)
    expect(answer(take(untold().governor), 429, { ...quota(5, 0, 7), 'retry-after': '3' })).toBe(
      3150,
    )
  })

  test('has its own quota for each origin', () => {
    const governor = openGovernor(testClock())
    answer(take(governor, { key: 'https://one.test' }), 200, quota(5, 4, 1))
    expect(governor.state('https://one.test').limit).toBe(5)
    expect(governor.state('https://other.test').limit).toBeUndefined()
  })
})

describe('a governor that was told', () => {
  function told() {
    const clock = testClock()
    const governor = rateLimit({ limit: 10, window: 1000, clock })
    return { clock, governor }
  }

  test('starts at once and keeps its terms, whatever headers say', () => {
    const { governor } = told()
    expect(free(governor)).toBe(10)
    answer(take(governor), 200, quota(1000, 999, 60))
    expect(governor.state()).toMatchObject({ limit: 10, window: 1000, available: 9 })
  })

  test('lowers what is free where others use the quota too, until the reset', async () => {
    const { clock, governor } = told()
    answer(take(governor), 200, quota(10, 3, 2))
    expect(free(governor)).toBe(3)
    await clock.advance(1001)
    // Its own unit is back.
    expect(free(governor)).toBe(4)
    await clock.advance(999)
    expect(free(governor)).toBe(10)
  })

  test('subtracts what left since the request whose answer it is', async () => {
    const { clock, governor } = told()
    const first = take(governor)
    first.sent()
    await clock.advance(5)
    for (let number = 0; number < 2; number += 1) take(governor).sent()
    await clock.advance(5)
    first.learn({ status: 200, headers: new Headers(quota(10, 6, 1)), sentAt: 0 })
    expect(governor.state().available).toBe(4)
  })

  test('is never led up by a count, nor by one that comes late', async () => {
    const { clock, governor } = told()
    const [one, two] = [take(governor), take(governor)]
    for (const permit of [one, two]) permit.sent()
    answer(two, 200, quota(10, 2, 1))
    expect(governor.state().available).toBe(2)
    answer(one, 200, quota(10, 3, 1))
    expect(governor.state().available).toBe(2)
    answer(take(governor), 200, quota(10, 9, 1))
    expect(governor.state().available).toBe(1)
    await clock.advance(1000)
    // An answer from the window before says nothing of this one.
    const slow = take(governor)
    slow.sent()
    await clock.advance(1)
    answer(take(governor), 200, quota(10, 8, 1))
    await clock.advance(1001)
    answer(slow, 200, quota(10, 0, 1))
    expect(governor.state().available).toBeGreaterThan(5)
  })

  test('takes the reset for what is nearest of a window’s answers', async () => {
    const { clock, governor } = told()
    answer(take(governor), 200, quota(10, 3, 1))
    await clock.advance(900)
    answer(take(governor), 200, quota(10, 0, 1))
    expect(governor.state().available).toBe(0)
    await clock.advance(102)
    expect(governor.state().available).toBe(9)
  })

  test('does not take its own units for those of others, however slow the answers', async () => {
    const { clock, governor } = told()
    for (let number = 0; number < 9; number += 1) answer(take(governor))
    const slow = take(governor)
    slow.sent()
    await clock.advance(1100)
    // Counted when all ten were in the window of the server.
    answer(slow, 200, quota(10, 0, 1))
    expect(governor.state().available).toBe(9)
  })

  test('halves its burst after a refusal and gets it back in clean windows', async () => {
    const { clock, governor } = told()
    const bursts: number[] = []
    for (let number = 0; number < 6; number += 1) {
      answer(take(governor), 429, { 'retry-after': '2' })
      await clock.advance(2000)
      bursts.push(free(governor))
    }
    expect(bursts).toEqual([5, 2, 1, 1, 1, 1])
    for (let number = 0; number < 12; number += 1) {
      await clock.advance(1001)
      answer(take(governor))
      await clock.advance(1001)
      bursts.push(free(governor))
    }
    const grown = bursts.slice(6)
    expect(grown).toEqual([...grown].sort((one, other) => one - other))
    expect(grown.at(0)).toBeLessThanOrEqual(2)
    expect(grown.at(-1)).toBe(10)
  })

  test('halves it once for all that was refused at a time, and not for a 503', () => {
    const { governor } = told()
    const permits = Array.from({ length: 4 }, () => take(governor))
    for (const permit of permits) permit.sent()
    for (const permit of permits) answer(permit, 429, { 'retry-after': '0' })
    expect(governor.state().available).toBe(1)
    const other = told().governor
    answer(take(other), 503, { 'retry-after': '0' })
    expect(other.state().available).toBe(9)
  })

  test('waits for its own window, however long, without refusing', async () => {
    const clock = testClock()
    const governor = rateLimit({ limit: 1, window: 3_600_000, clock })
    answer(take(governor), 200, quota(1, 0, 3600))
    const waiting = call(governor, { maxPause: 60_000 })
    await clock.advance(3_600_001)
    expect(waiting.permit).toBeDefined()
  })
})

test('a user who names a limit without a window is told what is missing', () => {
  for (const terms of [{ limit: 5 }, { window: 5 }, { burst: 5 }]) {
    expect(() => rateLimit(terms as never)).toThrow(/rateLimit\.(limit|window)/)
  }
  expect(rateLimit({ clock: testClock() }).state(origin.key).limit).toBeUndefined()
})
