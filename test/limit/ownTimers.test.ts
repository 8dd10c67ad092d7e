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

  it('a quota that was not told starts slowly all the same, and has no brake once it knows of no limit', async () => {
    const governor = rateLimit({ clock })
    let [good, inFlight, peak] = [0, 0, 0]
    const calls = Array.from({ length: 60 }, async () => {
      const permit = await governor.acquire(ask())
      const sentAt = clock.now()
      permit.sent()
      inFlight += 1
      peak = Math.max(peak, inFlight)
      expect(inFlight).toBeLessThanOrEqual(2 + good)
      await new Promise<void>((resolve) => clock.after(50, resolve))
      inFlight -= 1
      good += 1
      permit.learn({ status: 200, headers: new Headers(), sentAt })
      permit.release()
    })
    await clock.settle()
    expect(governor.state()).toMatchObject({ inFlight: 2, waiting: 58 })
    await clock.advance(600)
    await Promise.all(calls)
    expect(peak).toBeGreaterThan(16)
    for (let number = 0; number < 12; number += 1) take(governor).sent()
    expect(clock.pending).toBe(0)
  })

  it('a pause holds everyone who waits, and what came free goes out in the end', async () => {
    const governor = rateLimit({ clock })
    const first = [take(governor), take(governor)]
    for (const permit of first) permit.sent()
    const times: number[] = []
    const waiting = Array.from({ length: 5 }, async () => {
      const permit = await governor.acquire(ask({ maxPause: 60_000 }))
      times.push(clock.now())
      answer(permit)
    })
    for (const permit of first) {
      permit.learn({ status: 429, headers: new Headers({ 'retry-after': '2' }), sentAt: 0 })
      permit.release()
    }
    await clock.advance(1999)
    expect(times).toEqual([])
    expect(governor.state().blockedUntil).toBeGreaterThanOrEqual(2000)
    await clock.advance(20_000)
    await Promise.all(waiting)
    expect(Math.min(...times)).toBeGreaterThanOrEqual(2000)
    expect(governor.state()).toMatchObject({ inFlight: 0, waiting: 0 })
    expect(clock.pending).toBe(0)
  })

  it('a quota that headers told is kept until its reset', async () => {
    const governor = rateLimit({ clock })
    const told = (left: number) => ({
      'x-ratelimit-limit': '10',
      'x-ratelimit-remaining': `${left}`,
      'x-ratelimit-reset': '3',
    })
    answer(take(governor), 200, told(2))
    const times: number[] = []
    const waiting = Array.from({ length: 4 }, async () => {
      const permit = await governor.acquire(ask({ maxPause: 60_000 }))
      times.push(clock.now())
      answer(permit, 200, told(clock.now() < 3000 ? 2 - times.length : 9))
    })
    await clock.advance(2900)
    expect(times).toHaveLength(2)
    await clock.advance(3000)
    await Promise.all(waiting)
    expect(Math.min(...times.slice(2))).toBeGreaterThanOrEqual(3000)
    expect(clock.pending).toBe(0)
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
