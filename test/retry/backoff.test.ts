import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { backoff } from '../../src/retry/backoff'

describe('the backoff', () => {
  test('doubles with each repeat, up to the longest', () => {
    const longest = (repeat: number) => backoff(repeat, 200, 20_000, () => 1)
    expect([0, 1, 2, 3, 6, 7, 8, 50].map(longest)).toEqual([
      200, 400, 800, 1600, 12_800, 20_000, 20_000, 20_000,
    ])
  })

  test('is spread evenly over all of that time', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 2000 }),
        fc.integer({ min: 1, max: 10_000 }),
        fc.integer({ min: 1, max: 60_000 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (repeat, base, most, random) => {
          const delay = backoff(repeat, base, most, () => random)
          expect(delay).toBeGreaterThanOrEqual(0)
          expect(delay).toBeLessThanOrEqual(most)
          expect(delay).toBe(random * backoff(repeat, base, most, () => 1))
        },
      ),
    )
  })
})
