import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseRateLimit } from '../../src/headers/rateLimit'

const day = 86_400_000
const date = Date.UTC(2025, 0, 1)

function parse(headers: Record<string, string>) {
  return parseRateLimit(new Headers(headers), date)
}

describe('the fields of the IETF draft', () => {
  test('are structured: remaining, reset, and by the name of the policy limit and window', () => {
    expect(
      parse({ ratelimit: '"default";r=50;t=30', 'ratelimit-policy': '"default";q=100;w=60' }),
    ).toEqual({ remaining: 50, reset: 30_000, limit: 100, window: 60_000 })
  })

  test('of several policies give the one with the fewest units left', () => {
    const said = {
      ratelimit: '"day";r=900;t=3000, "burst";r=2;t=1',
      'ratelimit-policy': '"burst";q=5;w=1,"day";q=1000;w=86400;pk=:cHNzdA==:',
    }
    expect(parse(said)).toEqual({ remaining: 2, reset: 1000, limit: 5, window: 1000 })
  })

  test.each([
    ['without a reset go by the window', '"a";r=3', '"a";q=5;w=7', { reset: 7000, window: 7000 }],
    ['without a policy know no limit', '"a";r=3;t=4', '', { reset: 4000, limit: undefined }],
    ['have names that hold anything', '"a, b;c";r=3;t=4', '"a, b;c";q=9;w=5', { limit: 9 }],
    ['have spaces where the grammar allows them', '"a" ; r=3 ;  t=4', '', { remaining: 3 }],
    ['of the seventh draft are told apart', 'limit=9, remaining=3, reset=4', '9;w=5', { limit: 9 }],
  ])('%s', (_, ratelimit, policy, expected) => {
    expect(parse({ ratelimit, 'ratelimit-policy': policy })).toMatchObject({
      remaining: 3,
      ...expected,
    })
  })

  test.each(['', 'x', '"a"', '"a";r=3', '"a";r=-1;t=5', '"a";r=1e9;t=5', '"a";r=;t=', '"a;r=3"'])(
    'are not there where they are malformed or say too little: %j',
    (ratelimit) => expect(parse({ ratelimit })).toBeUndefined(),
  )
})

describe('the fields before it', () => {
  test.each(['x-ratelimit-', 'ratelimit-', 'x-rate-limit-', 'X-RateLimit-'])('%s', (prefix) => {
    expect(
      parse({ [`${prefix}limit`]: '5', [`${prefix}remaining`]: '3', [`${prefix}reset`]: '2' }),
    ).toEqual({ remaining: 3, reset: 2000, limit: 5, window: undefined })
  })

  test('may name the window', () => {
    const rest = { 'ratelimit-remaining': '3', 'ratelimit-reset': '2' }
    const window = 10_000
    expect(parse({ ...rest, 'ratelimit-limit': '5, 5;w=10' })).toMatchObject({ limit: 5, window })
    expect(parse({ ...rest, 'ratelimit-limit': '5', 'ratelimit-policy': '5;w=10' })).toMatchObject({
      limit: 5,
      window,
    })
  })

  test.each([
    ['seconds to go', '30', 30_000],
    ['fractions of a second', '0.25', 250],
    ['ms to go', '90000', 90_000],
    ['a moment in s', `${date / 1000 + 30}`, 30_000],
    ['a moment in s, with a fraction', `${date / 1000 + 30}.5`, 30_500],
    ['a moment in ms', `${date + 30_250}`, 30_250],
    ['a moment that is over', `${date / 1000 - 30}`, 0],
    ['a moment that is far', '9999999999', day],
    ['an endless time', '999999999999999', day],
    ['one of several', '30, 40', 30_000],
  ])('have a reset as %s: %s', (_, reset, ms) => {
    expect(parse({ 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': reset })?.reset).toBe(ms)
  })

  test('measure a moment against the date of the answer', () => {
    expect(
      parse({
        'x-ratelimit-remaining': '1',
        'x-ratelimit-reset': `${date / 1000 + 3630}`,
        date: new Date(date + 3_600_000).toUTCString(),
      })?.reset,
    ).toBe(30_000)
  })

  test.each(['-1', 'NaN', 'Infinity', '1e400', 'soon 5', '', ' ', '5 apples', '0x10', '+5'])(
    'are not there where a number is %j',
    (bad) => {
      expect(parse({ 'x-ratelimit-remaining': bad, 'x-ratelimit-reset': '5' })).toBeUndefined()
      expect(parse({ 'x-ratelimit-remaining': '5', 'x-ratelimit-reset': bad })).toBeUndefined()
    },
  )
})

describe('any text', () => {
  const names = [
    'ratelimit',
    'ratelimit-policy',
    'ratelimit-limit',
    'ratelimit-remaining',
    'ratelimit-reset',
    'x-ratelimit-limit',
    'x-ratelimit-remaining',
    'x-ratelimit-reset',
    'date',
  ]
  const piece = fc.oneof(
    fc.string({ unit: 'binary-ascii' }),
    fc.constantFrom(
      '"a"',
      ';r=',
      ';t=',
      ';q=',
      ';w=',
      '0',
      '1',
      '99999999999',
      '1e400',
      '-5',
      ',',
      '"',
      '\\',
      'remaining=',
      'reset=',
      'NaN',
      'Thu, 01 Jan 1970 00:00:00 GMT',
      'Fri, 31 Dec 9999 23:59:59 GMT',
    ),
  )
  const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''))

  test('gives finite numbers, a reset of at most a day, or nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...names), text)), (fields) => {
        const map = new Map(fields)
        const headers = { get: (name: string) => map.get(name) ?? null } as Headers
        const said = parseRateLimit(headers, date)
        if (!said) return
        for (const number of Object.values(said)) {
          if (number !== undefined) expect(number >= 0 && number < 1e300).toBe(true)
        }
        expect(said.reset).toBeLessThanOrEqual(day)
        expect(said.window ?? 0).toBeLessThanOrEqual(day)
      }),
      { numRuns: 1000 },
    )
  })

  test.each(['"', '"a', '\\"', 'r=1;', ';', ',"', '9', ' '])(
    'is read at once, 10 MB of %j too',
    (part) => {
      const long = part.repeat(10_000_000 / part.length)
      const headers = { get: () => long } as unknown as Headers
      const said = parseRateLimit(headers, date)
      if (said) expect(said.reset).toBeLessThanOrEqual(day)
    },
  )
})
