import type { Clock } from './clock'

/** Timers count in 32 bits: a longer delay would fire at once (lessons of many clients). */
const longestTimer = 2 ** 31 - 1

/** The runtime's own clock. Everything is looked up at the call, so that test tools can replace it. */
export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  random: () => Math.random(),
  after(ms, run) {
    let left = ms
    let timer: ReturnType<typeof setTimeout>
    const arm = (): void => {
      const step = Math.min(left, longestTimer)
      left -= step
      timer = setTimeout(left > 0 ? arm : run, step)
    }
    arm()
    return () => clearTimeout(timer)
  },
}
