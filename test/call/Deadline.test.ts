import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { Deadline } from '../../src/call/Deadline'
import { type FakeClock, fakeClock } from '../../src/testing/index'

let clock: FakeClock
beforeEach(() => {
  clock = fakeClock()
})
afterEach(() => {
  expect(clock.pending).toBe(0)
})

const forever = (): Promise<never> => new Promise(() => {})
const outOfTime = (total: boolean): Error => new Error(total ? 'total' : 'attempt')
const end = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error) => error)

describe('a deadline', () => {
  it('gives what the work gives and leaves no timer', async () => {
    const deadline = new Deadline(clock, 1000, outOfTime)
    expect(await deadline.within(500, async () => 'done')).toBe('done')
    expect(await end(deadline.within(500, () => Promise.reject('no')))).toBe('no')
  })

  it('ends the work at the nearer of its clocks, and says which', async () => {
    const deadline = new Deadline(clock, 1000, outOfTime)
    const stopped: unknown[] = []
    const first = end(deadline.within(400, forever, (reason) => stopped.push(reason)))
    await clock.advance(400)
    expect(await first).toMatchObject({ message: 'attempt' })
    const second = end(deadline.within(900, forever, (reason) => stopped.push(reason)))
    await clock.advance(600)
    expect(await second).toMatchObject({ message: 'total' })
    expect(stopped).toMatchObject([{ message: 'attempt' }, { message: 'total' }])
  })

  it('ends a sleep with the reason of an abort, and everything after it', async () => {
    const deadline = new Deadline(clock, Number.POSITIVE_INFINITY, outOfTime)
    const asleep = end(deadline.sleep(60_000))
    deadline.abort('enough')
    expect(await asleep).toBe('enough')
    let begun = false
    const late = async () => {
      begun = true
    }
    expect(await end(deadline.within(1000, late))).toBe('enough')
    expect(begun).toBe(false)
  })

  it('is not touched by work that comes in after its wait was over', async () => {
    const deadline = new Deadline(clock, Number.POSITIVE_INFINITY, outOfTime)
    let finish: () => void = () => {}
    const slow = () =>
      new Promise<void>((resolve) => {
        finish = resolve
      })
    const first = end(deadline.within(100, slow))
    await clock.advance(100)
    await first
    const second = end(deadline.within(1000, forever))
    finish()
    await clock.settle()
    deadline.abort('now')
    expect(await second).toBe('now')
  })

  it('keeps a timer in workerd, where a wait without one is taken for hung', async () => {
    vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' })
    onTestFinished(() => void vi.unstubAllGlobals())
    const deadline = new Deadline(clock, Number.POSITIVE_INFINITY, outOfTime)
    let finish: (value: string) => void = () => {}
    const shared = new Promise<string>((resolve) => {
      finish = resolve
    })
    const waiting = deadline.within(Number.POSITIVE_INFINITY, () => shared)
    await clock.advance(10_000)
    expect(clock.pending).toBe(1)
    finish('done')
    expect(await waiting).toBe('done')
  })

  it('allows what ends in time', async () => {
    const deadline = new Deadline(clock, 1000, outOfTime)
    await clock.advance(400)
    expect([deadline.allows(600), deadline.allows(601)]).toEqual([true, false])
  })
})
