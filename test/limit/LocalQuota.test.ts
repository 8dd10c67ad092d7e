import { describe, expect, test } from 'vitest'
import { LocalQuota } from '../../src/limit/LocalQuota'

describe('a quota', () => {
  test('is as slow as the slower of bucket and log', () => {
    const quota = new LocalQuota({ limit: 10, window: 1000, burst: 2 })
    for (let unit = 0; unit < 2; unit += 1) {
      expect(quota.reserve(1, 0)).toBe(0)
      quota.sent(1, 0)
      quota.answered(1, 0, 0, true)
    }
    // The bucket rules: 100 ms a unit.
    expect([quota.wait(1, 0), quota.available(0)]).toEqual([100, 0])
    for (let now = 100; now <= 800; now += 100) {
      expect(quota.reserve(1, now)).toBe(0)
      quota.sent(1, now)
      quota.answered(1, now, now, true)
    }
    // The log rules: ten were sent, and the first of them still count.
    expect(quota.wait(1, 900)).toBeGreaterThanOrEqual(100)
    expect(quota.available(900)).toBe(0)
  })

  test('takes units from both, or from neither', () => {
    const quota = new LocalQuota({ limit: 3, window: 1000, burst: 2 })
    expect(quota.reserve(2, 0)).toBe(0)
    const wait = quota.wait(1, 0)
    expect(quota.reserve(1, 0)).toBe(wait)
    expect(wait).toBeGreaterThan(0)
    quota.refund(2)
    expect([quota.wait(2, 0), quota.available(0)]).toEqual([0, 2])
  })

  test('without terms is without limit', () => {
    const quota = new LocalQuota(undefined)
    for (let unit = 0; unit < 1000; unit += 1) expect(quota.reserve(5, 0)).toBe(0)
    expect([quota.wait(1e9, 0), quota.available(0)]).toEqual([0, Number.POSITIVE_INFINITY])
  })
})

describe('a block', () => {
  test.each([{ limit: 5, window: 1000, burst: 5 }, undefined])(
    'lets nothing out before its end, with terms of %o',
    (terms) => {
      const quota = new LocalQuota(terms)
      quota.block(500, 100)
      expect([quota.blockedUntil, quota.available(599), quota.wait(1, 100)]).toEqual([600, 0, 500])
      expect(quota.reserve(1, 599)).toBe(1)
      expect(quota.reserve(1, 600)).toBe(0)
    },
  )

  test('is never cut by a shorter one', () => {
    const quota = new LocalQuota(undefined)
    quota.block(500, 0)
    quota.block(100, 100)
    expect(quota.blockedUntil).toBe(500)
    quota.block(500, 100)
    expect(quota.blockedUntil).toBe(600)
  })
})
