import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { WindowLog } from '../../src/limit/window'
import { type Arrival, mostIn } from './arrivals'

/** How long a request may be under way before its server counts it. */
const transit = 250

/** A clock that is cut to whole milliseconds may call an answer one earlier than it was. */
const grain = 1

/** The window whose units are back after a second. */
const second = 1000 - grain

interface Planned {
  /** Time between the wish of the one before and this one. */
  gap: number
  units: number
  /** Between permit and departure: a credential. */
  held: number
  /** Between departure and the server. */
  way: number
  /** Between the server and the answer. */
  work: number
  fate: 'answered' | 'lost' | 'refunded'
}

const plan = fc.integer({ min: 1, max: 6 }).chain((limit) =>
  fc.record({
    limit: fc.constant(limit),
    window: fc.integer({ min: 1, max: 2000 }),
    requests: fc.array(
      fc.record<Planned>({
        gap: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1500 })),
        units: fc.integer({ min: 1, max: limit }),
        held: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3000 })),
        way: fc.integer({ min: 0, max: transit }),
        work: fc.oneof(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 5000 })),
        fate: fc.constantFrom('answered', 'answered', 'answered', 'lost', 'refunded'),
      }),
      { minLength: 1, maxLength: 40, size: 'max' },
    ),
  }),
)

/** Sends everything in order, each as early as the log lets it; gives what the server saw. */
function simulate(
  log: WindowLog,
  requests: readonly Planned[],
  clock: (time: number) => number = (time) => time,
): { arrivals: Arrival[]; now: number; held: number; finish(): number } {
  const arrivals: Arrival[] = []
  const events: { at: number; run: () => void }[] = []
  let now = 0
  let wish = 0
  let held = 0
  const runUntil = (end: number) => {
    for (;;) {
      events.sort((one, other) => one.at - other.at)
      if (!events[0] || events[0].at > end) break
      now = Math.max(now, events[0].at)
      events.shift()?.run()
    }
    now = Math.max(now, end)
  }
  for (const { gap, units, held: holding, way, work, fate } of requests) {
    wish += gap
    runUntil(wish)
    for (let wait = log.wait(units, clock(now)); wait > 0; wait = log.wait(units, clock(now))) {
      events.sort((one, other) => one.at - other.at)
      runUntil(Math.min(now + wait, events[0]?.at ?? Number.POSITIVE_INFINITY))
    }
    log.take(units)
    held += 1
    events.push({
      at: now + holding,
      run() {
        held -= 1
        if (fate === 'refunded') return log.refund(units)
        const sentAt = clock(now)
        log.sent(units, sentAt)
        arrivals.push({ at: now + way, units })
        if (fate === 'answered') {
          events.push({ at: now + way + work, run: () => log.answered(units, sentAt, clock(now)) })
        }
      },
    })
    runUntil(now)
  }
  /** Lets every answer come that is still to come; gives the time of the last. */
  const finish = () => {
    while (events.length > 0) runUntil(Math.max(...events.map(({ at }) => at)))
    return now
  }
  return { arrivals, now, held, finish }
}

describe('the server', () => {
  test('never sees more than `limit` units in a window, whatever the latencies', () => {
    fc.assert(
      fc.property(plan, ({ limit, window, requests }) => {
        const log = new WindowLog({ limit, window })
        const { arrivals } = simulate(log, requests)
        expect(mostIn(window, arrivals)).toBeLessThanOrEqual(limit)
      }),
      { numRuns: 500 },
    )
  })

  test('sees no more when the clock of the log is cut to whole milliseconds', () => {
    const fraction = fc.constantFrom(0, 0.25, 0.5, 0.75)
    fc.assert(
      fc.property(
        plan,
        fc.array(fc.tuple(fraction, fraction), { minLength: 1 }),
        ({ limit, window, requests }, fractions) => {
          const log = new WindowLog({ limit, window })
          const uneven = requests.map((request, index) => {
            const [gap = 0, work = 0] = fractions[index % fractions.length] ?? []
            return { ...request, gap: request.gap + gap, work: request.work + work }
          })
          const { arrivals } = simulate(log, uneven, Math.floor)
          expect(mostIn(window, arrivals)).toBeLessThanOrEqual(limit)
        },
      ),
      { numRuns: 500 },
    )
  })

  test('sees the whole limit in each window that is asked for it', () => {
    const requests = Array.from({ length: 20 }, () => {
      return { gap: 0, units: 1, held: 0, way: 10, work: 10, fate: 'answered' } as const
    })
    const { arrivals } = simulate(new WindowLog({ limit: 5, window: second }), requests)
    expect(mostIn(second, arrivals)).toBe(5)
    expect(arrivals.at(-1)?.at).toBe(3 * (1000 + 20) + 10)
  })
})

describe('a unit', () => {
  test('counts from its answer', () => {
    const log = new WindowLog({ limit: 1, window: second })
    log.take(1)
    log.sent(1, 0)
    log.answered(1, 0, 40)
    expect([log.wait(1, 40), log.wait(1, 1039), log.available(1039)]).toEqual([1000, 1, 0])
    expect([log.wait(1, 1040), log.available(1040)]).toEqual([0, 1])
  })

  test('counts from the answer where that is later than 250 ms', () => {
    const log = new WindowLog({ limit: 1, window: second })
    log.take(1)
    log.sent(1, 0)
    expect(log.wait(1, 600)).toBe(650)
    log.answered(1, 0, 600)
    expect(log.wait(1, 600)).toBe(1000)
  })

  test('counts from 250 ms after its departure until it is answered', () => {
    const log = new WindowLog({ limit: 1, window: second })
    log.take(1)
    log.sent(1, 0)
    expect([log.wait(1, 0), log.wait(1, 1249)]).toEqual([1250, 1])
    expect([log.wait(1, 1250), log.available(1250)]).toEqual([0, 1])
  })

  test('that left the log stays out when its answer comes at last', () => {
    const log = new WindowLog({ limit: 1, window: second })
    log.take(1)
    log.sent(1, 0)
    expect(log.available(1250)).toBe(1)
    log.answered(1, 0, 1300)
    expect([log.wait(1, 1300), log.available(1300)]).toEqual([0, 1])
  })

  test('has left after window + 250 ms, whether or not anyone asked in between', () => {
    const log = new WindowLog({ limit: 1, window: second })
    log.take(1)
    log.sent(1, 0)
    log.answered(1, 0, 1300)
    expect([log.wait(1, 1300), log.available(1300)]).toEqual([0, 1])
  })

  test('does not age while it is taken and not sent', () => {
    const log = new WindowLog({ limit: 1, window: second })
    log.take(1)
    expect([log.wait(1, 0), log.wait(1, 60_000), log.available(60_000)]).toEqual([1250, 1250, 0])
    log.sent(1, 60_000)
    expect([log.wait(1, 61_249), log.wait(1, 61_250)]).toEqual([1, 0])
  })

  test('is there again at once when it is refunded', () => {
    const log = new WindowLog({ limit: 2, window: second })
    log.take(2)
    log.refund(1)
    expect([log.available(0), log.wait(1, 0), log.wait(2, 0)]).toEqual([1, 0, 1250])
    log.sent(1, 0)
    expect(log.wait(2, 0)).toBe(1250)
    expect(log.wait(2, 1250)).toBe(0)
  })
})

describe('calls that cost more than one unit', () => {
  test('wait until enough of the oldest have left', () => {
    const log = new WindowLog({ limit: 5, window: second })
    for (const [units, at] of [
      [2, 0],
      [1, 100],
      [2, 200],
    ] as const) {
      log.take(units)
      log.sent(units, at)
      log.answered(units, at, at)
    }
    expect([1, 2, 3, 4, 5].map((units) => log.wait(units, 300))).toEqual([700, 700, 800, 900, 900])
  })

  test('that left at one moment are answered one by one', () => {
    const log = new WindowLog({ limit: 5, window: second })
    for (const units of [2, 3]) {
      log.take(units)
      log.sent(units, 0)
    }
    log.answered(3, 0, 100)
    expect([log.wait(3, 100), log.wait(4, 100)]).toEqual([1000, 1150])
    log.answered(2, 0, 120)
    expect([log.wait(3, 120), log.wait(5, 120)]).toEqual([980, 1000])
  })
})

describe('the wait', () => {
  test('is exact: free after it, not free before', () => {
    fc.assert(
      fc.property(plan, fc.integer({ min: 1, max: 6 }), ({ limit, window, requests }, units) => {
        fc.pre(units <= limit)
        const log = new WindowLog({ limit, window })
        const { now, held } = simulate(
          log,
          requests.map((request) => ({ ...request, held: 0 })),
        )
        expect(held).toBe(0)
        const wait = log.wait(units, now)
        if (wait > 0) {
          expect(log.wait(units, now + wait - 0.5)).toBe(0.5)
          expect(log.available(now + wait - 0.5)).toBeLessThan(units)
        }
        expect(log.wait(units, now + wait)).toBe(0)
        expect(log.available(now + wait)).toBeGreaterThanOrEqual(units)
      }),
      { numRuns: 300 },
    )
  })

  /** How long it takes to send so many, one by one, to a server that answers at once. */
  function timeFor(units: number, log: WindowLog, now: number): number {
    let time = now
    for (let unit = 0; unit < units; unit += 1) {
      time += log.wait(1, time)
      log.take(1)
      log.sent(1, time)
      log.answered(1, time, time)
    }
    return time - now
  }

  test('of many calls together is that of a server which answers at once', () => {
    fc.assert(
      fc.property(plan, fc.integer({ min: 1, max: 60 }), ({ limit, window, requests }, units) => {
        const log = new WindowLog({ limit, window })
        const { finish } = simulate(
          log,
          requests.map((request) => ({ ...request, held: 0, fate: 'answered' })),
        )
        const now = finish()
        const predicted = log.wait(units, now)
        expect(predicted).toBe(timeFor(units, log, now))
      }),
      { numRuns: 300 },
    )
  })

  test('of many calls together is too long by 250 ms at the very most, whatever is under way', () => {
    fc.assert(
      fc.property(plan, fc.integer({ min: 1, max: 60 }), ({ limit, window, requests }, units) => {
        const log = new WindowLog({ limit, window })
        const { now } = simulate(
          log,
          requests.map((request) => ({ ...request, held: 0 })),
        )
        const predicted = log.wait(units, now)
        expect(predicted).toBeLessThanOrEqual(timeFor(units, log, now) + transit)
      }),
      { numRuns: 300 },
    )
  })

  test('takes nothing', () => {
    const log = new WindowLog({ limit: 2, window: second })
    for (let time = 0; time < 5; time += 1) expect(log.wait(2, 0)).toBe(0)
    expect(log.available(0)).toBe(2)
  })
})

describe('a clock that stands still or goes back', () => {
  test('frees nothing', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1 }),
        fc.boolean(),
        (limit, earlier, answered) => {
          const log = new WindowLog({ limit, window: second })
          for (let unit = 0; unit < limit; unit += 1) {
            expect(log.wait(1, 10_000)).toBe(0)
            log.take(1)
            log.sent(1, 10_000)
            if (answered) log.answered(1, 10_000, 10_000)
          }
          for (const now of earlier) {
            expect(log.wait(1, now)).toBeGreaterThanOrEqual(1000)
            expect(log.available(now)).toBe(0)
          }
        },
      ),
    )
  })
})

test('thousands of units leave the log as they came', () => {
  const log = new WindowLog({ limit: 3000, window: 3000 - grain })
  for (let now = 0; now < 3000; now += 1) {
    log.take(1)
    log.sent(1, now)
    log.answered(1, now, now)
  }
  for (const now of [3000, 4500, 5998]) expect(log.available(now)).toBe(now - 2999)
  expect(log.available(5999)).toBe(3000)
})
