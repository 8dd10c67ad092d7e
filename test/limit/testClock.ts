import { afterEach, expect } from 'vitest'
import type { Clock } from '../../src/clock/clock'
import { type FakeClock, type FakeClockOptions, fakeClock } from '../../src/testing'

const clocks = new Set<FakeClock>()

/** A clock that must have no timer left when its test ends. Chance is 0 unless the test says so. */
export function testClock(options: FakeClockOptions = {}): FakeClock {
  const clock = fakeClock({ random: 0, ...options })
  clocks.add(clock)
  return clock
}

afterEach(() => {
  const left = [...clocks].map((clock) => clock.pending)
  clocks.clear()
  expect(left).toEqual(left.map(() => 0))
})

/** The same time, with the timers counted that are set through it, each late by `lateness` ms. */
export function countTimers(clock: Clock, lateness = 0): Clock & { live: number; peak: number } {
  const counted = {
    live: 0,
    peak: 0,
    now: () => clock.now(),
    date: () => clock.date(),
    random: () => clock.random(),
    after(ms: number, run: () => void) {
      let alive = true
      const end = () => {
        if (alive) counted.live -= 1
        alive = false
      }
      counted.live += 1
      counted.peak = Math.max(counted.peak, counted.live)
      const cancel = clock.after(ms + lateness, () => {
        end()
        run()
      })
      return () => {
        end()
        cancel()
      }
    },
  }
  return counted
}
