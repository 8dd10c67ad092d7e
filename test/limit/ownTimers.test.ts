import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Clock } from '../../src/clock/clock'
import { QuotaError, rateLimit, TimeoutError } from '../../src/index'
import type { Permit } from '../../src/limit/Governor'
import { type FakeClock, fakeClock } from '../../src/testing/index'
import { ask, take } from './ask'

let clock: FakeClock
beforeEach(() => {
  clock = fakeClock()
  vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' })
})
afterEach(() => {
  vi.unstubAllGlobals()
})

/** Sends with the permit and gets an answer at once. */
function answer(permit: Permit, status = 200, headers = {}): void {
  permit.sent()
  permit.learn({ status, headers: new Headers(headers), sentAt: clock.now() })
  permit.release()
}

describe('in workerd', () => {
  it('each waiter has a timer of its own and is woken by nobody else', async () => {
    const governor = rateLimit({ limit: 10, window: 1000, maxConcurrent: 1, clock })
    const permit = take(governor)
    const order: number[] = []
    const waiting = [1, 2, 3].map(async (number) => {
      const next = await governor.acquire(ask())
      order.push(number)
      answer(next)
    })
    expect(clock.pending).toBe(3)
    answer(permit)
    await clock.settle()
    expect(order).toEqual([])
    await clock.advance(1000)
    await Promise.all(waiting)
    expect(order).toEqual([1, 2, 3])
    expect(clock.pending).toBe(0)
  })

  it('the quota is kept, in order', async () => {
    const governor = rateLimit({ limit: 2, window: 1000, clock })
    const times: number[] = []
    const all = Array.from({ length: 6 }, async () => {
      answer(await governor.acquire(ask()))
      times.push(clock.now())
    })
    await clock.advance(5000)
    await Promise.all(all)
    expect(times.slice(0, 2)).toEqual([0, 0])
    for (let index = 2; index < 6; index += 1) {
      expect((times[index] as number) - (times[index - 2] as number)).toBeGreaterThan(1000)
    }
    expect(times.at(-1)).toBeLessThan(2300)
  })

  it('a waiter whose request is gone does not hold up those behind it', async () => {
    let deaf = false
    const partly: Clock = {
      now: () => clock.now(),
      date: () => clock.date(),
      random: () => 0,
      after: (ms, run) => (deaf ? () => {} : clock.after(ms, run)),
    }
    const governor = rateLimit({ limit: 1, window: 100, clock: partly })
    answer(take(governor))
    deaf = true
    const gone = Promise.resolve(governor.acquire(ask()))
    deaf = false
    let served = false
    void gone.then(() => {
      served = true
    })
    const next = Promise.resolve(governor.acquire(ask())).then(answer)
    await clock.advance(4000)
    expect(governor.state().waiting).toBe(2)
    await clock.advance(2000)
    await next
    expect(served).toBe(false)
    expect(governor.state()).toMatchObject({ waiting: 0, inFlight: 0 })
  })

  it('a permit that went down with its request is not lost for ever', async () => {
    const governor = rateLimit({ limit: 10, window: 1000, maxConcurrent: 1, clock })
    take(governor).sent()
    // A plain one, since it is looked at for ten minutes.
    const next = Promise.resolve(governor.acquire({ ...ask() })).then((permit) => answer(permit))
    await clock.advance(590_000)
    expect(governor.state()).toMatchObject({ waiting: 1, inFlight: 1 })
    await clock.advance(20_000)
    await next
    expect(governor.state()).toMatchObject({ waiting: 0, inFlight: 0 })
  })

  it('a deadline and a long pause end a wait all the same', async () => {
    const governor = rateLimit({ limit: 10, window: 1000, maxConcurrent: 1, clock })
    const permit = take(governor)
    const late = Promise.resolve(governor.acquire(ask({ deadline: 300 }))).catch((error) => error)
    const impatient = Promise.resolve(governor.acquire(ask({ maxPause: 1000 }))).catch(
      (error) => error,
    )
    await clock.advance(300)
    expect(await late).toBeInstanceOf(TimeoutError)
    answer(permit, 429, { 'retry-after': '60' })
    await clock.advance(200)
    expect(await impatient).toBeInstanceOf(QuotaError)
    expect(clock.pending).toBe(0)
  })
})
