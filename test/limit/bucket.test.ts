import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Bucket } from '../../src/limit/bucket'
import type { Arrival } from './arrivals'

const terms = fc.record({
  limit: fc.integer({ min: 1, max: 50 }),
  window: fc.integer({ min: 1, max: 10_000 }),
  burst: fc.integer({ min: 1, max: 50 }),
})

/** By how much the worst stretch of time went over burst + rate · t. */
function excess(
  permits: readonly Arrival[],
  { limit, window, burst }: { limit: number; window: number; burst: number },
): number {
  let worst = Number.NEGATIVE_INFINITY
  permits.forEach((from, index) => {
    let sum = 0
    for (const { at, units } of permits.slice(index)) {
      sum += units
      worst = Math.max(worst, sum - burst - (limit / window) * (at - from.at))
    }
  })
  return worst
}

/** Takes where it can; gives its permits. Each step moves the time by `gap` first. */
function drive(
  bucket: Bucket,
  steps: readonly { gap: number; units: number; refund?: boolean }[],
): Arrival[] {
  const permits: Arrival[] = []
  let now = 0
  for (const { gap, units, refund } of steps) {
    now += gap
    if (bucket.wait(units, now) > 0) continue
    bucket.take(units, now)
    if (refund) bucket.refund(units)
    else permits.push({ at: now, units })
  }
  return permits
}

describe('the bucket', () => {
  test('holds `burst` units and fills by `limit` a window', () => {
    const bucket = new Bucket({ limit: 10, window: 1000, burst: 3 })
    expect(bucket.available(0)).toBe(3)
    for (let unit = 0; unit < 3; unit += 1) bucket.take(1, 0)
    expect([bucket.available(0), bucket.wait(1, 0), bucket.wait(2, 0)]).toEqual([0, 100, 200])
    expect([bucket.available(99), bucket.wait(1, 99)]).toEqual([0, 1])
    expect([bucket.available(100), bucket.wait(1, 100)]).toEqual([1, 0])
    expect(bucket.available(1e9)).toBe(3)
  })

  test('gives no more than burst + rate · t in any stretch of time', () => {
    const step = fc.record({
      gap: fc.oneof(
        fc.constant(0),
        fc.integer({ min: 0, max: 3000 }),
        fc.double({ min: 0, max: 9, noNaN: true }),
      ),
      units: fc.integer({ min: 1, max: 5 }),
      refund: fc.boolean(),
    })
    fc.assert(
      fc.property(
        terms,
        fc.array(step, { maxLength: 60, size: 'max' }),
        ({ limit, window, burst }, steps) => {
          const permits = drive(new Bucket({ limit, window, burst }), steps)
          expect(excess(permits, { limit, window, burst })).toBeLessThan(1e-3)
        },
      ),
      { numRuns: 300 },
    )
  })

  test('is exact: free after its wait, not free before', () => {
    fc.assert(
      fc.property(
        terms,
        fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 30, size: 'max' }),
        fc.integer({ min: 1, max: 50 }),
        ({ limit, window, burst }, gaps, units) => {
          const bucket = new Bucket({ limit, window, burst })
          drive(
            bucket,
            gaps.map((gap) => ({ gap, units: 1 })),
          )
          const now = gaps.reduce((sum, gap) => sum + gap, 0)
          fc.pre(units <= burst)
          const wait = bucket.wait(units, now)
          expect(bucket.wait(units, now + wait)).toBe(0)
          expect(bucket.available(now + wait)).toBeGreaterThanOrEqual(units)
          if (wait > 0.1) {
            expect(bucket.wait(units, now + wait - 0.1)).toBeGreaterThan(0)
            expect(bucket.available(now + wait - 0.1)).toBeLessThan(units)
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  test('says how long more units than it holds would take', () => {
    const bucket = new Bucket({ limit: 10, window: 1000, burst: 5 })
    expect(bucket.wait(5, 0)).toBe(0)
    expect(bucket.wait(25, 0)).toBe(2000)
    bucket.take(5, 0)
    expect(bucket.wait(25, 0)).toBe(2500)
  })

  test('takes nothing by asking', () => {
    const bucket = new Bucket({ limit: 1, window: 1000, burst: 1 })
    for (let time = 0; time < 5; time += 1) expect(bucket.wait(1, 0)).toBe(0)
    expect(bucket.available(0)).toBe(1)
  })
})

describe('a refund', () => {
  test('gives the units back', () => {
    const bucket = new Bucket({ limit: 1, window: 1000, burst: 2 })
    bucket.take(2, 0)
    bucket.refund(1)
    expect([bucket.available(0), bucket.wait(1, 0), bucket.wait(2, 0)]).toEqual([1, 0, 1000])
  })

  test('never fills the bucket beyond its burst', () => {
    const bucket = new Bucket({ limit: 1, window: 1000, burst: 2 })
    bucket.take(1, 0)
    bucket.refund(1)
    bucket.refund(1)
    expect([bucket.available(0), bucket.wait(3, 0)]).toEqual([2, 1000])
  })
})

describe('a clock that misbehaves', () => {
  test('gives the burst and no more while it stands still', () => {
    fc.assert(
      fc.property(
        terms,
        fc.double({ min: 0, max: 1e9, noNaN: true }),
        ({ limit, window, burst }, now) => {
          const steps = Array.from({ length: burst + 5 }, () => ({ gap: 0, units: 1 }))
          const bucket = new Bucket({ limit, window, burst })
          expect(drive(bucket, [{ gap: now, units: burst }, ...steps])).toEqual([
            { at: now, units: burst },
          ])
        },
      ),
    )
  })

  test('gets no more by going back than it would by never having done so', () => {
    fc.assert(
      fc.property(
        terms,
        fc.array(fc.integer({ min: -5000, max: 5000 }), {
          minLength: 1,
          maxLength: 60,
          size: 'max',
        }),
        ({ limit, window, burst }, jumps) => {
          const bucket = new Bucket({ limit, window, burst })
          let now = 100_000
          let most = now
          let given = 0
          for (const jump of [0, ...jumps]) {
            now += jump
            most = Math.max(most, now)
            for (; bucket.wait(1, now) === 0; given += 1) bucket.take(1, now)
            expect(given).toBeLessThanOrEqual(burst + (limit / window) * (most - 100_000) + 1e-3)
          }
          expect(given).toBeGreaterThanOrEqual(burst)
        },
      ),
    )
  })
})
