import type { Clock } from '../clock/clock'

/** A fixed number, numbers to hand out in turn (over and over), or a function. All in [0, 1). */
export type RandomSource = number | readonly number[] | (() => number)

/** Where a {@link fakeClock} starts. */
export interface FakeClockOptions {
  /**
   * First value of `now()`, in ms.
   * @default 0
   */
  now?: number
  /**
   * First value of `date()`, in ms since the epoch. It moves along with `now()`.
   * @default Date.UTC(2025, 0, 1)
   */
  date?: number
  /**
   * What `random()` returns.
   * @default 0.5
   */
  random?: RandomSource
}

/** A {@link Clock} that stands still until it is moved. */
export interface FakeClock extends Clock {
  get random(): () => number
  set random(source: RandomSource)
  /** Timers that have neither run nor been cancelled. */
  readonly pending: number
  /** Milliseconds until the nearest timer is due, undefined without one. */
  readonly next: number | undefined
  /**
   * Moves time forward by `ms` and runs what is due on the way: by due time, then by age, each
   * timer seeing its own due time as `now()`. Promises settle before, between and after.
   * Calls take their turn; what a timer throws rejects the call.
   */
  advance(ms: number): Promise<void>
  /** Lets promises and streams settle without moving time. */
  settle(): Promise<void>
}

interface Timer {
  readonly due: number
  readonly run: () => void
}

/** Timers that may run at one instant before `advance` takes it for an endless loop. */
const maximumAtOnce = 10_000

/**
 * A clock for tests: time moves only by `advance`, chance is what you set. Make it before a tool
 * replaces the real timers, which it settles promises by.
 *
 * @example
 * const clock = fakeClock()
 * clock.after(1000, () => console.log('one second'))
 * await clock.advance(1000)
 *
 * @example
 * const clock = fakeClock({ random: [0.1, 0.9] })
 * clock.random() // 0.1
 * clock.random = 0
 */
export function fakeClock(options: FakeClockOptions = {}): FakeClock {
  const turn = captureTurn()
  // Keyed by number, so that a cancel function kept for long holds on to nothing of its timer.
  const timers = new Map<number, Timer>()
  let now = checkFinite(options.now ?? 0, 'now')
  const dateAhead = checkFinite(options.date ?? Date.UTC(2025, 0, 1), 'date') - now
  let random = toRandom(options.random ?? 0.5)
  let nextKey = 0
  let lastMove: Promise<void> = Promise.resolve()

  function nearest(): [number, Timer] | undefined {
    let found: [number, Timer] | undefined
    for (const entry of timers) {
      if (found === undefined || entry[1].due < found[1].due) found = entry
    }
    return found
  }

  async function settle(): Promise<void> {
    // One turn drains every promise that is ready; the bodies of requests and answers need a few.
    for (let turns = 0; turns < 3; turns += 1) await turn()
  }

  async function move(ms: number): Promise<void> {
    const target = now + ms
    let atOnce = 0
    for (;;) {
      await settle()
      const found = nearest()
      if (found === undefined || found[1].due > target) break
      const [key, timer] = found
      atOnce = timer.due > now ? 1 : atOnce + 1
      if (atOnce > maximumAtOnce) {
        throw new Error(`Over ${maximumAtOnce} timers ran at ${now} ms: they start each other.`)
      }
      timers.delete(key)
      now = Math.max(now, timer.due)
      timer.run()
    }
    now = target
  }

  const clock: FakeClock = {
    now: () => now,
    date: () => now + dateAhead,
    after(ms, run) {
      if (typeof ms !== 'number' || !(ms >= 0)) {
        throw new TypeError(`A delay must be a number of milliseconds from 0 up, got ${ms}.`)
      }
      const key = nextKey
      nextKey += 1
      timers.set(key, { due: now + ms, run })
      return () => {
        timers.delete(key)
      }
    },
    get random(): () => number {
      return random
    },
    set random(source: RandomSource) {
      random = toRandom(source)
    },
    get pending() {
      return timers.size
    },
    get next() {
      const found = nearest()
      return found && found[1].due - now
    },
    async advance(ms) {
      if (typeof ms !== 'number' || !(ms >= 0) || ms === Number.POSITIVE_INFINITY) {
        throw new TypeError(`Time moves by a finite number of ms from 0 up, got ${ms}.`)
      }
      const moved = lastMove.then(() => move(ms))
      lastMove = moved.catch(() => {})
      return moved
    },
    settle,
  }
  return clock
}

function checkFinite(value: number, name: string): number {
  if (Number.isFinite(value)) return value
  throw new TypeError(`"${name}" must be a finite number of milliseconds, got ${value}.`)
}

function toRandom(source: RandomSource): () => number {
  if (typeof source === 'function') return source
  const values = typeof source === 'number' ? [source] : [...source]
  if (values.length === 0 || !values.every((value) => value >= 0 && value < 1)) {
    throw new TypeError('"random" takes numbers in [0, 1), at least one.')
  }
  let index = -1
  return () => {
    index = (index + 1) % values.length
    return values[index] as number
  }
}

interface Timers {
  readonly setImmediate?: (run: () => void) => unknown
  readonly setTimeout: (run: () => void) => unknown
}

/**
 * Turns of the real event loop, by a timer that is taken from the globals now: a test that fakes
 * the timers later does not stop them. Not by message channels: those of browsers and Workers run
 * ahead of the bodies of answers, which would then not have settled.
 */
function captureTurn(): () => Promise<void> {
  // Not every runtime has the first.
  const { setImmediate, setTimeout } = globalThis as Timers
  const start = setImmediate ?? setTimeout
  return () => new Promise((resolve) => void start(resolve))
}
