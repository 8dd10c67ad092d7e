import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { ClosedError, QuotaError, TimeoutError } from '../../src/errors'
import type { Permit } from '../../src/limit/Governor'
import { rateLimit } from '../../src/limit/rateLimit'
import type { FakeClock } from '../../src/testing'
import { type Arrival, mostIn } from './arrivals'
import { answer, ask, call, take, type Wait, wait } from './ask'
import { countTimers, testClock } from './testClock'

const never = Number.POSITIVE_INFINITY

/** The window whose units are back after a second: clocks that are cut may be a ms behind. */
const window = 999

/** Five requests a second. */
function start(over: Partial<Parameters<typeof rateLimit>[0]> = {}) {
  const clock = testClock()
  const governor = rateLimit({ limit: 5, window, clock, ...over })
  return { clock, governor }
}

/** The names of those that have their permit, in the order in which they got it. */
function line(governor: ReturnType<typeof rateLimit>) {
  const gone: string[] = []
  const join = (name: string, over?: Parameters<typeof ask>[0]) =>
    wait(governor, over, (permit) => {
      gone.push(name)
      answer(permit)
    })
  return { gone, join }
}

/** A signal whose listeners are counted. */
function spiedController() {
  const controller = new AbortController()
  const { signal } = controller
  const added = vi.spyOn(signal, 'addEventListener')
  const removed = vi.spyOn(signal, 'removeEventListener')
  return {
    controller,
    signal,
    get added() {
      return added.mock.calls.length
    },
    /** A listener that has been called is gone by itself. */
    get listeners() {
      return signal.aborted ? 0 : added.mock.calls.length - removed.mock.calls.length
    },
  }
}

/** Lets everything go that still waits. */
async function finish(clock: FakeClock): Promise<void> {
  while (clock.pending > 0) await clock.advance(clock.next ?? 0)
}

describe('a free permit', () => {
  test('is given at once, without timer or listener', () => {
    const { clock, governor } = start()
    const { signal, added } = spiedController()
    for (let number = 0; number < 5; number += 1) {
      const permit = governor.acquire(ask({ signals: [signal], deadline: 10 }))
      expect(permit).not.toHaveProperty('then')
    }
    expect([clock.pending, added]).toEqual([0, 0])
    expect(governor.state()).toMatchObject({ available: 0, inFlight: 5, waiting: 0 })
  })

  test('is not given past those that wait', async () => {
    const { clock, governor } = start({ limit: 2 })
    const { gone, join } = line(governor)
    answer(take(governor))
    join('costs two', { cost: 2 })
    join('would be free')
    await clock.settle()
    expect(gone).toEqual([])
    await clock.advance(1000)
    expect(gone).toEqual(['costs two'])
    await clock.advance(1000)
    expect(gone).toEqual(['costs two', 'would be free'])
  })
})

describe('the order', () => {
  test('is first come, first served', async () => {
    const { clock, governor } = start({ limit: 1 })
    const { gone, join } = line(governor)
    for (const name of ['a', 'b', 'c']) join(name)
    await clock.advance(1000)
    expect(gone).toEqual(['a', 'b'])
    await clock.advance(1000)
    expect(gone).toEqual(['a', 'b', 'c'])
  })

  test('puts high before normal before low, and repeats before the newcomers of their class', async () => {
    const { clock, governor } = start({ limit: 1 })
    const { gone, join } = line(governor)
    join('first', { priority: 2 })
    for (const [name, priority] of [
      ['low', 2],
      ['normal', 1],
      ['high', 0],
    ] as const) {
      join(name, { priority })
      join(`${name} again`, { priority, front: true })
    }
    await clock.advance(6000)
    expect(gone).toEqual([
      'first',
      'high again',
      'high',
      'normal again',
      'normal',
      'low again',
      'low',
    ])
  })

  test('lets a cheaper one of a higher class go before a dear one that waits', async () => {
    const { clock, governor } = start()
    const { gone, join } = line(governor)
    answer(take(governor))
    join('dear', { cost: 5 })
    join('cheap', { priority: 0 })
    await clock.advance(0)
    expect(gone).toEqual(['cheap'])
    await finish(clock)
    expect(gone).toEqual(['cheap', 'dear'])
  })
})

describe('everyone who asks', () => {
  const caller = fc.record({
    at: fc.integer({ min: 0, max: 2000 }),
    priority: fc.constantFrom<0 | 1 | 2>(0, 1, 2),
    front: fc.boolean(),
    cost: fc.integer({ min: 1, max: 3 }),
    holds: fc.integer({ min: 0, max: 400 }),
    refunds: fc.boolean(),
    abortsAfter: fc.option(fc.integer({ min: 0, max: 3000 }), { nil: undefined, freq: 2 }),
    ownSignal: fc.boolean(),
    deadlineIn: fc.option(fc.integer({ min: 1, max: 9000 }), { nil: undefined, freq: 2 }),
  })

  test('is answered exactly once, in order, with one timer, and nothing is left behind', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(caller, { minLength: 1, maxLength: 40, size: 'max' }),
        fc.integer({ min: 3, max: 5 }),
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom(0, 0, 10, 1500),
        async (callers, limit, maxConcurrent, lateness) => {
          const clock = testClock()
          const timers = countTimers(clock, lateness)
          const governor = rateLimit({ limit, window: 1000, maxConcurrent, clock: timers })
          const shared = spiedController()
          const outcomes: { wait: Wait; caller: (typeof callers)[number]; asked: number }[] = []
          const admitted: number[] = []
          const sent: Arrival[] = []
          const signals = [shared]
          callers.forEach((each) => {
            clock.after(each.at, () => {
              const asked = outcomes.length
              const own = spiedController()
              if (each.ownSignal) signals.push(own)
              if (each.abortsAfter !== undefined) {
                clock.after(each.abortsAfter, () => {
                  if (each.ownSignal) own.controller.abort(asked)
                })
              }
              const waiting = wait(
                governor,
                {
                  ...each,
                  deadline: each.deadlineIn ? clock.now() + each.deadlineIn : never,
                  signals: each.ownSignal ? [own.signal, shared.signal] : [shared.signal],
                },
                (permit) => {
                  admitted.push(asked)
                  if (each.refunds) return permit.refund()
                  permit.sent()
                  sent.push({ at: clock.now(), units: each.cost })
                  clock.after(each.holds, () => answer(permit))
                },
              )
              outcomes.push({ wait: waiting, caller: each, asked })
            })
          })
          while (clock.pending > 0) {
            await clock.advance(clock.next ?? 0)
            const { inFlight, waiting } = governor.state()
            expect(inFlight).toBeLessThanOrEqual(maxConcurrent)
            expect(timers.live).toBeLessThanOrEqual(waiting > 0 ? 1 : 0)
          }
          await clock.settle()

          expect(outcomes.map((outcome) => outcome.wait.settled)).toEqual(callers.map(() => 1))
          for (const { wait: outcome, caller: each, asked } of outcomes) {
            if (outcome.permit) continue
            const { error } = outcome
            if (error instanceof QuotaError || error instanceof TimeoutError) {
              expect(each.deadlineIn).toBeDefined()
            } else expect([each.ownSignal, error]).toEqual([true, asked])
          }
          for (const priority of [0, 1, 2]) {
            for (const front of [true, false]) {
              const order = admitted.filter((asked) => {
                const found = outcomes[asked]?.caller
                return found?.priority === priority && found.front === front
              })
              expect(order).toEqual([...order].sort((one, other) => one - other))
            }
          }
          expect(mostIn(1000, sent)).toBeLessThanOrEqual(limit)
          expect(timers.peak).toBeLessThanOrEqual(1)
          expect(signals.map(({ listeners }) => listeners)).toEqual(signals.map(() => 0))
          expect(governor.state()).toMatchObject({ inFlight: 0, waiting: 0 })
          await clock.advance(1250)
          expect(governor.state().available).toBe(Math.min(limit, maxConcurrent))
        },
      ),
      { numRuns: 150 },
    )
  }, 30_000)
})

describe('an abort', () => {
  test('ends the wait with its reason and loses no permit', async () => {
    const { clock, governor } = start({ limit: 1 })
    const controller = new AbortController()
    answer(take(governor))
    const first = call(governor, { signals: [controller.signal] })
    const second = call(governor)
    const reason = new Error('the caller has left')
    controller.abort(reason)
    await clock.settle()
    expect([first.error, first.settled]).toEqual([reason, 1])
    expect(governor.state().waiting).toBe(1)
    await clock.advance(1000)
    expect([first.settled, second.settled]).toEqual([1, 1])
    expect(second.permit).toBeDefined()
  })

  test('of the dear call at the head lets the cheap ones go at once', async () => {
    const { clock, governor } = start()
    const controller = new AbortController()
    answer(take(governor))
    call(governor, { cost: 5, signals: [controller.signal] })
    const cheap = call(governor)
    controller.abort()
    await clock.settle()
    expect(cheap.permit).toBeDefined()
  })

  test('of the only one who waits takes the timer along', async () => {
    const { clock, governor } = start({ limit: 1 })
    const controller = new AbortController()
    answer(take(governor))
    call(governor, { signals: [controller.signal], deadline: 5000 })
    expect(clock.pending).toBe(1)
    controller.abort()
    expect(clock.pending).toBe(0)
  })

  test('by any one of several signals is enough', async () => {
    const { clock, governor } = start({ limit: 1 })
    const one = spiedController()
    const other = spiedController()
    answer(take(governor))
    const waiting = call(governor, { signals: [one.signal, other.signal] })
    other.controller.abort('the other')
    await clock.settle()
    expect(waiting.error).toBe('the other')
    expect([one.listeners, other.listeners]).toEqual([0, 0])
  })

  test('of 10,000 calls on one signal has one listener, and ends them all', async () => {
    const { clock, governor } = start({ limit: 1 })
    const spied = spiedController()
    answer(take(governor))
    const waiting = Array.from({ length: 10_000 }, () =>
      call(governor, { signals: [spied.signal] }),
    )
    expect([spied.added, spied.listeners, clock.pending]).toEqual([1, 1, 1])
    spied.controller.abort('enough')
    await clock.settle()
    expect(waiting.every(({ error, settled }) => error === 'enough' && settled === 1)).toBe(true)
    expect(governor.state().waiting).toBe(0)
  })

  test('that never comes leaves no listener once everyone has gone', async () => {
    const { clock, governor } = start()
    const spied = spiedController()
    for (let number = 0; number < 12; number += 1) call(governor, { signals: [spied.signal] })
    expect(spied.listeners).toBe(1)
    await clock.advance(2000)
    expect([spied.listeners, governor.state().waiting]).toEqual([0, 0])
  })
})

describe('the quota', () => {
  test('of 5 a second takes 40 calls in 7 seconds, at a server that answers at once', async () => {
    const { clock, governor } = start()
    const calls = Array.from({ length: 40 }, () => call(governor))
    await clock.advance(6999)
    expect(calls.filter(({ permit }) => permit)).toHaveLength(35)
    await clock.advance(1)
    expect(calls.filter(({ permit }) => permit)).toHaveLength(40)
  })

  test('is kept at the server, whatever the latencies and the order of the answers', async () => {
    const request = fc.record({
      at: fc.integer({ min: 0, max: 2000 }),
      cost: fc.integer({ min: 1, max: 2 }),
      held: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 800 })),
      way: fc.integer({ min: 0, max: 250 }),
      work: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 3000 })),
      lost: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(request, { minLength: 1, maxLength: 25, size: 'max' }),
        fc.integer({ min: 2, max: 5 }),
        fc.integer({ min: 100, max: 1500 }),
        async (requests, limit, window) => {
          const { clock, governor } = start({ limit, window })
          const arrivals: Arrival[] = []
          const send = (permit: Permit, { cost, way, work, lost }: (typeof requests)[number]) => {
            permit.sent()
            arrivals.push({ at: clock.now() + way, units: cost })
            clock.after(way + work, () => (lost ? permit.release() : answer(permit)))
          }
          for (const each of requests) {
            clock.after(each.at, () => {
              wait(governor, { cost: each.cost }, (permit) => {
                if (each.held > 0) clock.after(each.held, () => send(permit, each))
                else send(permit, each)
              })
            })
          }
          await finish(clock)
          expect(arrivals).toHaveLength(requests.length)
          expect(mostIn(window, arrivals)).toBeLessThanOrEqual(limit)
        },
      ),
      { numRuns: 150 },
    )
  }, 30_000)

  test('counts from the headers of an answer, while its body is still to come', async () => {
    const { clock, governor } = start({ limit: 1 })
    const permit = take(governor)
    permit.sent()
    const next = call(governor)
    await clock.advance(20)
    permit.learn({ status: 200, headers: new Headers(), sentAt: 0 })
    await clock.advance(999)
    expect(next.settled).toBe(0)
    await clock.advance(1)
    expect(next.permit).toBeDefined()
  })

  test('is not lost on a server that answers later than a window', async () => {
    const { clock, governor } = start({ limit: 1 })
    const permit = take(governor)
    permit.sent()
    await clock.advance(1300)
    answer(permit)
    expect(take(governor)).toBeDefined()
  })

  test('gives out at once no more than the burst, and refills evenly', async () => {
    const { clock, governor } = start({ limit: 10, window: 1000, burst: 3 })
    const calls = Array.from({ length: 6 }, () => call(governor))
    const gone = () => calls.filter(({ permit }) => permit).length
    await clock.settle()
    expect(gone()).toBe(3)
    await clock.advance(99)
    expect(gone()).toBe(3)
    await clock.advance(1)
    expect(gone()).toBe(4)
    await clock.advance(200)
    expect(gone()).toBe(6)
  })

  test('gives everything out that has come free when it wakes late', async () => {
    const clock = testClock()
    const late = countTimers(clock, 995)
    const governor = rateLimit({ limit: 100, window: 1000, burst: 10, clock: late })
    // None of them is done, so that only the timer wakes those that wait.
    const calls = Array.from({ length: 30 }, () => wait(governor))
    const gone = () => calls.filter(({ permit }) => permit).length
    await clock.advance(1004)
    expect(gone()).toBe(10)
    await clock.advance(1)
    expect([gone(), late.live]).toEqual([20, 1])
    await clock.advance(1005)
    expect(gone()).toBe(30)
  })

  test('refuses what costs more than it ever holds', () => {
    const { governor } = start({ burst: 3 })
    const refused = call(governor, { cost: 4 })
    expect(refused.error).toBeInstanceOf(QuotaError)
    expect(refused.error).toMatchObject({ reason: 'cost' })
    expect((refused.error as Error).message).toContain('costs 4')
    expect(governor.state()).toMatchObject({ available: 3, waiting: 0, inFlight: 0 })
    expect(call(governor, { cost: 3 }).permit).toBeDefined()
  })

  test('lets through what costs nothing', () => {
    const { governor } = start({ limit: 1 })
    answer(take(governor))
    answer(take(governor, { cost: 0 }))
    expect(governor.state().available).toBe(0)
  })
})

describe('units that were taken', () => {
  test('do not age before the request leaves', async () => {
    const { clock, governor } = start({ limit: 1 })
    const permit = take(governor)
    const next = call(governor)
    await clock.advance(10_000)
    expect(next.settled).toBe(0)
    permit.sent()
    await clock.advance(1249)
    expect(next.settled).toBe(0)
    await finish(clock)
    expect(next.permit).toBeDefined()
  })

  test('come back by a refund when nothing was sent', async () => {
    const { clock, governor } = start({ limit: 1 })
    const permit = take(governor)
    const next = wait(governor)
    permit.refund()
    await clock.settle()
    expect(next.permit).toBeDefined()
    expect(governor.state()).toMatchObject({ available: 0, inFlight: 1, waiting: 0 })
    permit.refund()
    permit.release()
    expect(governor.state()).toMatchObject({ available: 0, inFlight: 1 })
  })

  test('do not come back once the request has left', async () => {
    const { clock, governor } = start({ limit: 1 })
    const permit = take(governor)
    permit.sent()
    permit.refund()
    expect(governor.state()).toMatchObject({ available: 0, inFlight: 0 })
    await clock.advance(1249)
    expect(governor.state().available).toBe(0)
    await clock.advance(1)
    expect(governor.state().available).toBe(1)
  })

  test('count as sent where a permit is let go without a word', async () => {
    const { clock, governor } = start({ limit: 1 })
    take(governor).release()
    expect(governor.state()).toMatchObject({ available: 0, inFlight: 0 })
    await clock.advance(1250)
    expect(governor.state().available).toBe(1)
  })

  test('make no more than burst + rate · t, whenever they come back', async () => {
    const step = fc.record({
      gap: fc.integer({ min: 0, max: 150 }),
      /** How long the permit is held before it comes back unused; undefined: it is used at once. */
      held: fc.option(fc.integer({ min: 0, max: 400 }), { nil: undefined, freq: 2 }),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 30, size: 'max' }),
        fc.integer({ min: 1, max: 4 }),
        async (steps, burst) => {
          // A unit each 100 ms, in a window that is never used up.
          const { clock, governor } = start({ limit: 100, window: 10_000, burst })
          const sent: number[] = []
          for (const { gap, held } of steps) {
            await clock.advance(gap)
            if (governor.state().available === 0) continue
            const permit = take(governor)
            if (held !== undefined) clock.after(held, () => permit.refund())
            else {
              sent.push(clock.now())
              answer(permit)
            }
          }
          await finish(clock)
          sent.forEach((from, index) => {
            sent.slice(index).forEach((to, more) => {
              expect(more + 1).toBeLessThanOrEqual(burst + (to - from) / 100)
            })
          })
        },
      ),
      { numRuns: 200 },
    )
  })

  test('make no more than the burst when they come back late', async () => {
    const { clock, governor } = start({ limit: 10, window: 1000, burst: 1 })
    const held = take(governor)
    await clock.advance(1000)
    answer(take(governor))
    held.refund()
    expect(governor.state().available).toBe(0)
  })
})

describe('requests in flight', () => {
  test('are at most maxConcurrent; the next goes when one is done, without a timer', async () => {
    const { clock, governor } = start({ maxConcurrent: 2 })
    const [one, two] = [take(governor), take(governor)]
    const third = wait(governor)
    const fourth = wait(governor)
    expect([clock.pending, governor.state().waiting]).toEqual([0, 2])
    two.release()
    await clock.settle()
    expect([third.settled, fourth.settled]).toEqual([1, 0])
    one.release()
    await clock.settle()
    expect(fourth.settled).toBe(1)
  })

  test('are counted once, however often a permit is let go', () => {
    const { governor } = start({ maxConcurrent: 2 })
    const permit = take(governor)
    take(governor)
    permit.release()
    permit.release()
    permit.refund()
    expect(governor.state().inFlight).toBe(1)
  })
})

describe('the queue', () => {
  test('takes maxQueue calls and refuses one more', async () => {
    const { clock, governor } = start({ limit: 1, maxQueue: 2 })
    answer(take(governor))
    const [one, two, three] = [call(governor), call(governor), call(governor)]
    expect(three.error).toBeInstanceOf(QuotaError)
    expect(three.error).toMatchObject({ reason: 'queue-full' })
    await clock.advance(2000)
    expect([one.permit, two.permit].every(Boolean)).toBe(true)
  })

  test('takes a repeat even when it is full', async () => {
    const { clock, governor } = start({ limit: 1, maxQueue: 1 })
    answer(take(governor))
    const { gone, join } = line(governor)
    join('new')
    join('again', { front: true })
    await clock.advance(2000)
    expect(gone).toEqual(['again', 'new'])
  })

  test('of no places lets only free calls pass', () => {
    const { governor } = start({ limit: 1, maxQueue: 0 })
    answer(take(governor))
    expect(call(governor).error).toMatchObject({ reason: 'queue-full' })
  })
})

describe('a deadline', () => {
  test('that the turn would miss refuses at once, and tells when to come again', async () => {
    const { clock, governor } = start({ limit: 1 })
    answer(take(governor))
    const refused = call(governor, { deadline: 999 })
    expect(refused.error).toBeInstanceOf(QuotaError)
    expect(refused.error).toMatchObject({ reason: 'deadline', retryAfter: 1000 })
    expect([clock.pending, governor.state().waiting]).toEqual([0, 0])
    const accepted = call(governor, { deadline: 1001 })
    await clock.advance(1000)
    expect(accepted.permit).toBeDefined()
  })

  test('counts those that are before it in the queue', async () => {
    const { clock, governor } = start({ limit: 2 })
    for (let number = 0; number < 2; number += 1) answer(take(governor))
    call(governor)
    call(governor, { cost: 2 })
    expect(call(governor, { deadline: 1999 }).error).toMatchObject({
      reason: 'deadline',
      retryAfter: 2000,
    })
    expect(call(governor, { deadline: 2001 }).error).toBeUndefined()
    await finish(clock)
  })

  test('of a repeat does not count the newcomers that it goes before', async () => {
    const { clock, governor } = start({ limit: 1 })
    answer(take(governor))
    for (let number = 0; number < 3; number += 1) call(governor, { priority: 2 })
    const again = call(governor, { front: true, deadline: 1500 })
    expect(again.error).toBeUndefined()
    await clock.advance(1000)
    expect(again.permit).toBeDefined()
    await finish(clock)
  })

  test('does not count those of a lower class', async () => {
    const { clock, governor } = start({ limit: 1 })
    answer(take(governor))
    for (let number = 0; number < 3; number += 1) call(governor, { priority: 2 })
    const high = call(governor, { priority: 0, deadline: 1500 })
    await finish(clock)
    expect([high.error, Boolean(high.permit)]).toEqual([undefined, true])
  })

  test('that a pause outlasts refuses at once', async () => {
    const { clock, governor } = start()
    answer(take(governor), 429, { 'retry-after': '3' })
    expect(call(governor, { deadline: 2999 }).error).toMatchObject({
      reason: 'deadline',
      retryAfter: 3000,
    })
    await clock.advance(3000)
  })

  test('that passes in the queue is a TimeoutError of the whole call', async () => {
    const { clock, governor } = start({ maxConcurrent: 1 })
    const slow = take(governor)
    const first = wait(governor, { deadline: 700 })
    const second = wait(governor, { deadline: 300 })
    const third = wait(governor)
    expect(clock.pending).toBe(1)
    await clock.advance(299)
    expect([first.settled, second.settled]).toEqual([0, 0])
    await clock.advance(1)
    expect(second.error).toBeInstanceOf(TimeoutError)
    expect(second.error).toMatchObject({ phase: 'queue', scope: 'total' })
    expect([first.settled, clock.pending]).toEqual([0, 1])
    await clock.advance(400)
    expect(first.error).toBeInstanceOf(TimeoutError)
    expect([third.settled, clock.pending]).toEqual([0, 0])
    slow.release()
    await clock.settle()
    expect(third.permit).toBeDefined()
  })

  test('of one in the middle takes only that one out', async () => {
    const { clock, governor } = start({ limit: 1 })
    const { gone, join } = line(governor)
    const slow = take(governor)
    slow.sent()
    join('first')
    const middle = join('middle', { deadline: 2501 })
    join('last')
    await clock.advance(1000)
    answer(slow)
    await finish(clock)
    expect(middle.error).toBeInstanceOf(TimeoutError)
    expect(gone).toEqual(['first', 'last'])
    expect(clock.now()).toBe(3000)
  })
})

describe('a deadline that passes at the head of the queue', () => {
  test('lets those behind go for whom there are units enough', async () => {
    const { clock, governor } = start()
    take(governor)
    const dear = call(governor, { cost: 5, deadline: 1300 })
    const cheap = call(governor)
    await clock.advance(1300)
    expect(dear.error).toBeInstanceOf(TimeoutError)
    expect(cheap.permit).toBeDefined()
  })

  test('and is seen late, lets those behind go too', async () => {
    const clock = testClock()
    const governor = rateLimit({ limit: 2, window, clock: countTimers(clock, 5000) })
    for (let number = 0; number < 2; number += 1) answer(take(governor))
    const late = call(governor, { deadline: 2000 })
    const patient = [call(governor), call(governor)]
    await clock.advance(6000)
    expect(late.error).toBeInstanceOf(TimeoutError)
    expect(patient.map(({ permit }) => Boolean(permit))).toEqual([true, true])
  })
})

describe('a refusal of the server', () => {
  test('with Retry-After in seconds pauses everyone for so long', async () => {
    const { clock, governor } = start()
    const [one, two] = [take(governor), take(governor)]
    expect(answer(one, 429, { 'retry-after': '2' })).toBe(2000)
    expect(governor.state()).toMatchObject({
      available: 0,
      blockedUntil: clock.date() + 2000,
    })
    answer(two)
    const calls = [call(governor), call(governor)]
    await clock.advance(1999)
    expect(calls.map(({ settled }) => settled)).toEqual([0, 0])
    await clock.advance(1)
    expect(calls.map(({ settled }) => settled)).toEqual([1, 1])
    expect(governor.state().blockedUntil).toBeUndefined()
  })

  test('with Retry-After as a date pauses until then, by the clock of the server', async () => {
    const { clock, governor } = start()
    const date = (ahead: number) => new Date(clock.date() + ahead).toUTCString()
    expect(answer(take(governor), 429, { 'retry-after': date(3000) })).toBe(3000)
    const skewed = { 'retry-after': date(65_000), date: date(60_000) }
    expect(answer(take(start().governor), 429, skewed)).toBe(5000)
    const next = call(governor)
    await clock.advance(2999)
    expect(next.settled).toBe(0)
    await clock.advance(1)
    expect(next.permit).toBeDefined()
  })

  test('pauses a little longer than asked, never shorter', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10_000 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (seconds, random) => {
          const governor = rateLimit({ limit: 1, window: 1, clock: testClock({ random }) })
          const pause = answer(take(governor), 429, { 'retry-after': `${seconds}` })
          expect(pause).toBeGreaterThanOrEqual(seconds * 1000)
          expect(pause).toBeLessThanOrEqual(seconds * 1000 + Math.min(seconds * 100, 1000))
        },
      ),
    )
  })

  test('without a time pauses for a second, and twice as long each time, up to 20 seconds', async () => {
    const { clock, governor } = start()
    const pauses: unknown[] = []
    for (let number = 0; number < 7; number += 1) {
      pauses.push(answer(take(governor), 429))
      await clock.advance(20_000)
    }
    expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 20_000, 20_000])
    answer(take(governor))
    // By now the burst is down to one.
    await clock.advance(200)
    expect(answer(take(governor), 429)).toBe(1000)
    await clock.advance(1000)
  })

  test.each(['soon', '', '-5', 'Infinity', '1e3'])(
    'with a Retry-After of %j counts as one without',
    (value) => {
      const { governor } = start()
      expect(answer(take(governor), 429, { 'retry-after': value })).toBe(1000)
    },
  )

  test('is one refusal, however many requests of that moment were refused', () => {
    const { governor } = start({ limit: 32 })
    const permits = Array.from({ length: 32 }, () => take(governor))
    for (const permit of permits) answer(permit, 429)
    const { blockedUntil } = governor.state()
    expect(blockedUntil).toBe(Date.UTC(2025, 0, 1) + 1000)
  })

  test('by 503 pauses where it names a time', async () => {
    const { clock, governor } = start()
    expect(answer(take(governor), 503)).toBeUndefined()
    expect(governor.state().blockedUntil).toBeUndefined()
    expect(answer(take(governor), 503, { 'retry-after': '1' })).toBe(1000)
    expect(governor.state().blockedUntil).toBe(clock.date() + 1000)
  })

  test.each([200, 202, 301, 404, 413, 500])('is not seen in a Retry-After of a %i', (status) => {
    const { governor } = start()
    expect(answer(take(governor), status, { 'retry-after': '9' })).toBeUndefined()
    expect(governor.state().blockedUntil).toBeUndefined()
  })

  test('for a shorter time never cuts a longer one', () => {
    const { clock, governor } = start()
    const [one, two] = [take(governor), take(governor)]
    answer(one, 429, { 'retry-after': '9' })
    answer(two, 429, { 'retry-after': '1' })
    expect(governor.state().blockedUntil).toBe(clock.date() + 9000)
  })

  test('holds back those that wait already, with one timer', async () => {
    const { clock, governor } = start({ limit: 2 })
    const [one, two] = [take(governor), take(governor)]
    answer(one)
    const waiting = call(governor)
    answer(two, 429, { 'retry-after': '5' })
    expect(clock.pending).toBe(1)
    await clock.advance(4999)
    expect([waiting.settled, clock.pending]).toEqual([0, 1])
    await clock.advance(1)
    expect(waiting.permit).toBeDefined()
  })
})

describe('a pause longer than a call sits out', () => {
  test('rejects those that wait and those to come, with the time to come again', async () => {
    const { clock, governor } = start({ limit: 2 })
    const [one, two] = [take(governor), take(governor)]
    answer(one)
    const impatient = call(governor, { maxPause: 60_000 })
    const patient = call(governor)
    answer(two, 503, { 'retry-after': '61' })
    const late = call(governor, { maxPause: 60_000 })
    await clock.settle()
    for (const { error } of [impatient, late]) {
      expect(error).toBeInstanceOf(QuotaError)
      expect(error).toMatchObject({ reason: 'paused', retryAfter: 61_000 })
    }
    expect(patient.settled).toBe(0)
    await clock.advance(1000)
    const inTime = call(governor, { maxPause: 60_000 })
    await clock.advance(60_000)
    expect([patient.permit, inTime.permit].every(Boolean)).toBe(true)
  })

  test('leaves no timer when it has sent everyone away', async () => {
    const { clock, governor } = start({ limit: 2 })
    const [one, two] = [take(governor), take(governor)]
    answer(one)
    const waiting = call(governor, { maxPause: 60_000, deadline: 100_000 })
    expect(clock.pending).toBe(1)
    answer(two, 503, { 'retry-after': '61' })
    await clock.settle()
    expect([waiting.settled, clock.pending]).toEqual([1, 0])
  })

  test('is not one that is only just as long, whatever chance adds to it', async () => {
    const clock = testClock({ random: 0.999 })
    const governor = rateLimit({ limit: 2, window, clock })
    const [one, two] = [take(governor), take(governor)]
    answer(one)
    const waiting = call(governor, { maxPause: 60_000 })
    answer(two, 503, { 'retry-after': '60' })
    const late = call(governor, { maxPause: 60_000 })
    await clock.advance(61_000)
    expect([waiting.error, late.error]).toEqual([undefined, undefined])
  })
})

describe('closing', () => {
  test('rejects everyone who waits and takes timer and listeners along', async () => {
    const { clock, governor } = start({ limit: 1 })
    const { signal, ...spied } = spiedController()
    answer(take(governor))
    const waiting = [call(governor, { signals: [signal] }), call(governor, { deadline: 9000 })]
    governor.close()
    expect([clock.pending, spied.listeners]).toEqual([0, 0])
    await clock.settle()
    for (const { error, settled } of waiting) {
      expect(error).toBeInstanceOf(ClosedError)
      expect(settled).toBe(1)
    }
    expect(governor.state().waiting).toBe(0)
  })

  test('gives no permit to those behind a dear one', async () => {
    const { clock, governor } = start()
    answer(take(governor))
    const waiting = [call(governor, { cost: 5 }), call(governor), call(governor)]
    governor.close()
    await clock.settle()
    for (const { error } of waiting) expect(error).toBeInstanceOf(ClosedError)
    expect(governor.state()).toMatchObject({ waiting: 0, inFlight: 0 })
  })

  test('refuses everyone to come', () => {
    const { governor } = start()
    governor.close()
    expect(() => governor.acquire(ask())).toThrow(ClosedError)
  })

  test('lets those under way finish', () => {
    const { governor } = start()
    const [one, two] = [take(governor), take(governor)]
    governor.close()
    answer(one)
    answer(two, 429, { 'retry-after': '5' })
    expect(governor.state().inFlight).toBe(0)
  })
})
