import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseHttpDate, parseRetryAfter } from '../../src/headers/retryAfter'

const now = Date.UTC(2025, 0, 1)
const waitFor = (value: string, date?: string) =>
  parseRetryAfter(new Headers({ 'retry-after': value, ...(date && { date }) }), now)

/** Headers that can say anything, even what no header can carry. */
const saying = (values: Record<string, string>) =>
  ({ get: (name: string) => values[name] ?? null }) as unknown as Headers

describe('seconds', () => {
  test.each([
    ['0', 0],
    ['1', 1000],
    ['120', 120_000],
    ['1.5', 1500],
    ['0.0001', 1],
    [' 7 ', 7000],
  ])('%j are %i ms', (value, ms) => {
    expect(waitFor(value)).toBe(ms)
  })

  test('beyond what a number holds exactly are still a safe number', () => {
    expect(waitFor('9'.repeat(20))).toBe(Number.MAX_SAFE_INTEGER)
  })

  test.each(['-1', '+5', '1e3', '0x10', '5s', '5 seconds', '1,5', '.5', '5.', 'NaN', 'Infinity'])(
    '%j are none',
    (value) => {
      expect(waitFor(value)).toBeUndefined()
    },
  )
})

describe('a date', () => {
  test.each([
    'Wed, 01 Jan 2025 00:01:30 GMT',
    'Wednesday, 01-Jan-25 00:01:30 GMT',
    'Wed Jan  1 00:01:30 2025',
  ])('%j is measured against the local clock', (value) => {
    expect(waitFor(value)).toBe(90_000)
  })

  test("is measured against the answer's own Date where it has one", () => {
    const value = 'Wed, 01 Jan 2025 10:00:05 GMT'
    expect(waitFor(value, 'Wed, 01 Jan 2025 10:00:00 GMT')).toBe(5000)
    expect(waitFor(value, 'no date at all')).toBe(10 * 3_600_000 + 5000)
  })

  test('in the past is no wait', () => {
    expect(waitFor('Wed, 01 Jan 2020 00:00:00 GMT')).toBe(0)
  })

  test.each([
    'soon 5',
    '2025-01-01',
    '2025-01-01T00:00:00Z',
    'Wed, 01 Jan 2025 00:01:30',
    'Wed, 01 Jan 2025 00:01:30 +0100',
    'Wed, 99 Jan 2025 00:01:30 GMT',
    '',
  ])('%j is none', (value) => {
    expect(waitFor(value)).toBeUndefined()
  })
})

test('without the header there is nothing to wait for', () => {
  expect(parseRetryAfter(new Headers(), now)).toBeUndefined()
})

describe('any text', () => {
  const dateLike = fc
    .tuple(fc.integer({ min: 0, max: 99 }), fc.constantFrom('Jan', 'Feb', 'Xyz'), fc.nat(9999))
    .map(
      ([day, month, year]) =>
        `Wed, ${String(day).padStart(2, '0')} ${month} ${String(year).padStart(4, '0')} 12:00:00 GMT`,
    )
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.stringMatching(/^[\d.]{1,30}$/),
    fc.double().map(String),
    dateLike,
  )

  test('gives a finite number of at least 0, or undefined', () => {
    fc.assert(
      fc.property(anything, anything, (value, date) => {
        const ms = parseRetryAfter(saying({ 'retry-after': value, date }), now)
        expect(ms === undefined || (Number.isFinite(ms) && ms >= 0)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  test('is a finite HTTP-date, or none', () => {
    fc.assert(
      fc.property(anything, (value) => {
        const date = parseHttpDate(value)
        expect(date === undefined || Number.isFinite(date)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  test('that is a whole number of seconds is understood', () => {
    fc.assert(
      fc.property(fc.nat(), (seconds) => {
        expect(waitFor(String(seconds))).toBe(seconds * 1000)
      }),
    )
  })

  test('that a date is written as is understood', () => {
    const second = fc.integer({ min: 0, max: 4_102_444_800 })
    fc.assert(
      fc.property(second, (at) => {
        expect(parseHttpDate(new Date(at * 1000).toUTCString())).toBe(at * 1000)
      }),
    )
  })
})
