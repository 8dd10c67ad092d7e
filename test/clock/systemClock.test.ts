import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { systemClock } from '../../src/clock/systemClock'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

describe('a timer', () => {
  test('runs once, when its time has come', () => {
    const run = vi.fn()
    systemClock.after(100, run)
    vi.advanceTimersByTime(99)
    expect(run).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(run).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(10_000)
    expect(run).toHaveBeenCalledTimes(1)
  })

  test('that is cancelled never runs; to cancel twice or too late does nothing', () => {
    const run = vi.fn()
    const cancel = systemClock.after(100, run)
    cancel()
    cancel()
    vi.advanceTimersByTime(1000)
    expect(run).not.toHaveBeenCalled()
    const late = systemClock.after(1, run)
    vi.advanceTimersByTime(1)
    late()
    expect(run).toHaveBeenCalledTimes(1)
  })

  test('of longer than 24.8 days does not run at once', () => {
    const run = vi.fn()
    const month = 31 * 24 * 3_600_000
    systemClock.after(month, run)
    vi.advanceTimersByTime(month - 1)
    expect(run).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(run).toHaveBeenCalledTimes(1)
  })

  test('of longer than 24.8 days can be cancelled in any of its parts', () => {
    const run = vi.fn()
    const cancel = systemClock.after(3 * 2 ** 31, run)
    vi.advanceTimersByTime(2 ** 31 + 5)
    cancel()
    expect(vi.getTimerCount()).toBe(0)
    vi.advanceTimersByTime(4 * 2 ** 31)
    expect(run).not.toHaveBeenCalled()
  })

  test('without an end waits without an end', () => {
    const run = vi.fn()
    const cancel = systemClock.after(Number.POSITIVE_INFINITY, run)
    vi.advanceTimersByTime(2 ** 33)
    expect(run).not.toHaveBeenCalled()
    cancel()
  })
})

describe('the clock', () => {
  test('goes by the runtime, as it is at the call', () => {
    vi.setSystemTime(new Date('2031-02-03T04:05:06Z'))
    expect(systemClock.date()).toBe(Date.UTC(2031, 1, 3, 4, 5, 6))
    const before = systemClock.now()
    vi.advanceTimersByTime(250)
    expect(systemClock.now() - before).toBe(250)
  })

  test('measures waits by a time that does not jump with the wall clock', () => {
    const before = systemClock.now()
    vi.setSystemTime(0)
    expect(systemClock.now() - before).toBe(0)
  })

  test('draws numbers in [0, 1)', () => {
    const random = vi.spyOn(Math, 'random').mockReturnValue(0.25)
    expect(systemClock.random()).toBe(0.25)
    random.mockRestore()
  })
})
