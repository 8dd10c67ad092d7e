import { describe, expect, test, vi } from 'vitest'
import { fakeClock } from '../../src/testing'

describe('time', () => {
  test('stands still until it is advanced, and both clocks move together', async () => {
    const clock = fakeClock({ now: 100, date: 5000 })
    expect([clock.now(), clock.date()]).toEqual([100, 5000])
    await clock.advance(250)
    expect([clock.now(), clock.date()]).toEqual([350, 5250])
  })

  test('starts at 0 and at a fixed date by default', () => {
    const clock = fakeClock()
    expect(clock.now()).toBe(0)
    expect(new Date(clock.date()).toISOString()).toBe('2025-01-01T00:00:00.000Z')
  })

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses to start at %s', (value) => {
    expect(() => fakeClock({ now: value })).toThrow(/"now" must be a finite number/)
    expect(() => fakeClock({ date: value })).toThrow(/"date" must be a finite number/)
  })

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses to advance by %s', async (ms) => {
    await expect(fakeClock().advance(ms)).rejects.toThrow(TypeError)
  })
})

describe('timers', () => {
  test('run in order of due time, then of creation, and see their own due time', async () => {
    const clock = fakeClock()
    const seen: string[] = []
    const note = (name: string) => () => void seen.push(`${name}@${clock.now()}`)
    clock.after(30, note('late'))
    clock.after(10, note('first'))
    clock.after(10, note('second'))
    clock.after(31, note('never'))
    await clock.advance(30)
    expect(seen).toEqual(['first@10', 'second@10', 'late@30'])
    expect(clock.now()).toBe(30)
  })

  test('that are started on the way run in the same advance when they are due', async () => {
    const clock = fakeClock()
    const seen: number[] = []
    const again = () => {
      seen.push(clock.now())
      clock.after(10, again)
    }
    clock.after(10, again)
    await clock.advance(35)
    expect(seen).toEqual([10, 20, 30])
    expect(clock.next).toBe(5)
  })

  test('with no delay wait for an advance, even one by nothing', async () => {
    const clock = fakeClock()
    const run = vi.fn()
    clock.after(0, run)
    await clock.settle()
    expect(run).not.toHaveBeenCalled()
    await clock.advance(0)
    expect(run).toHaveBeenCalledOnce()
  })

  test('never run once cancelled, and cancelling after the run does nothing', async () => {
    const clock = fakeClock()
    const cancelled = vi.fn()
    const ran = vi.fn()
    const cancel = clock.after(5, cancelled)
    const cancelLate = clock.after(5, ran)
    cancel()
    await clock.advance(5)
    cancelLate()
    cancel()
    expect(cancelled).not.toHaveBeenCalled()
    expect(ran).toHaveBeenCalledOnce()
  })

  test('can cancel each other at the same instant', async () => {
    const clock = fakeClock()
    const second = vi.fn()
    clock.after(5, () => cancelSecond())
    const cancelSecond = clock.after(5, second)
    await clock.advance(5)
    expect(second).not.toHaveBeenCalled()
  })

  test('are counted while they live', async () => {
    const clock = fakeClock()
    expect([clock.pending, clock.next]).toEqual([0, undefined])
    clock.after(20, () => {})
    const cancel = clock.after(10, () => {})
    expect([clock.pending, clock.next]).toEqual([2, 10])
    await clock.advance(4)
    expect(clock.next).toBe(6)
    cancel()
    expect([clock.pending, clock.next]).toEqual([1, 16])
    await clock.advance(16)
    expect([clock.pending, clock.next]).toEqual([0, undefined])
  })

  test.each([-1, Number.NaN, '5' as unknown as number])('refuse a delay of %s', (ms) => {
    const clock = fakeClock()
    expect(() => clock.after(ms, () => {})).toThrow(TypeError)
    expect(clock.pending).toBe(0)
  })

  test('of an endless delay wait for ever', async () => {
    const clock = fakeClock()
    const run = vi.fn()
    clock.after(Number.POSITIVE_INFINITY, run)
    await clock.advance(1e15)
    expect(run).not.toHaveBeenCalled()
    expect(clock.pending).toBe(1)
  })

  test('that throw reject the advance, and leave a clock that goes on', async () => {
    const clock = fakeClock()
    const later = vi.fn()
    clock.after(1, () => {
      throw new Error('from the timer')
    })
    clock.after(2, later)
    await expect(clock.advance(5)).rejects.toThrow('from the timer')
    expect(clock.pending).toBe(1)
    await clock.advance(5)
    expect(later).toHaveBeenCalledOnce()
  })

  test('that start each other without end are reported instead of hanging', async () => {
    const clock = fakeClock()
    const again = () => void clock.after(0, again)
    again()
    await expect(clock.advance(0)).rejects.toThrow(/start each other/)
  })
})

describe('settling', () => {
  test('lets the promises of one timer finish before the next timer runs', async () => {
    const clock = fakeClock()
    const seen: string[] = []
    clock.after(10, async () => {
      for (let step = 0; step < 50; step += 1) await undefined
      clock.after(5, () => seen.push(`from the first@${clock.now()}`))
    })
    clock.after(20, () => seen.push(`second@${clock.now()}`))
    await clock.advance(20)
    expect(seen).toEqual(['from the first@15', 'second@20'])
  })

  test('reads the bodies of answers, made of text and of blobs', async () => {
    const clock = fakeClock()
    const seen: string[] = []
    clock.after(10, async () => {
      const text = await new Response('text').text()
      const blob = await new Response(new Blob(['bl', 'ob'])).text()
      clock.after(5, () => seen.push(`${text} ${blob}@${clock.now()}`))
    })
    clock.after(100, () => {})
    await clock.advance(100)
    expect(seen).toEqual(['text blob@15'])
  })

  test('waits for turns of the real event loop', async () => {
    const clock = fakeClock()
    const seen: string[] = []
    clock.after(10, async () => {
      await new Promise((resolve) => setImmediate(resolve))
      await new Promise((resolve) => setImmediate(resolve))
      clock.after(5, () => seen.push(`after two turns@${clock.now()}`))
    })
    clock.after(100, () => {})
    await clock.advance(100)
    expect(seen).toEqual(['after two turns@15'])
  })

  test('happens before the first timer is looked for', async () => {
    const clock = fakeClock()
    const run = vi.fn()
    void Promise.resolve().then(() => clock.after(10, run))
    await clock.advance(10)
    expect(run).toHaveBeenCalledOnce()
  })

  test('moves no time by itself', async () => {
    const clock = fakeClock()
    clock.after(0, () => {})
    await clock.settle()
    expect([clock.now(), clock.pending]).toEqual([0, 1])
  })

  test('works where the test has replaced the timers', async () => {
    const clock = fakeClock()
    vi.useFakeTimers()
    try {
      await clock.advance(10)
      expect(clock.now()).toBe(10)
    } finally {
      vi.useRealTimers()
    }
  })

  test('works without setImmediate', async () => {
    vi.stubGlobal('setImmediate', undefined)
    const clock = fakeClock()
    vi.unstubAllGlobals()
    const run = vi.fn()
    clock.after(1, run)
    await clock.advance(1)
    expect(run).toHaveBeenCalledOnce()
  })

  test('advances that overlap take their turn', async () => {
    const clock = fakeClock()
    const seen: number[] = []
    clock.after(10, () => seen.push(clock.now()))
    clock.after(15, () => seen.push(clock.now()))
    await Promise.all([clock.advance(10), clock.advance(5)])
    expect(seen).toEqual([10, 15])
    expect(clock.now()).toBe(15)
  })
})

describe('chance', () => {
  test('is one half by default', () => {
    expect(fakeClock().random()).toBe(0.5)
  })

  test('is a number, a sequence that starts over, or a function', () => {
    const clock = fakeClock({ random: [0.1, 0.9] })
    expect([clock.random(), clock.random(), clock.random()]).toEqual([0.1, 0.9, 0.1])
    clock.random = 0
    expect([clock.random(), clock.random()]).toEqual([0, 0])
    clock.random = () => 0.25
    expect(clock.random()).toBe(0.25)
  })

  test.each([[1], [-0.1], [Number.NaN], [[]], [[0.5, 2]]])('refuses %j', (source) => {
    expect(() => fakeClock({ random: source })).toThrow(/numbers in \[0, 1\)/)
  })
})
