import { describe, expect, it } from 'vitest'
import { requestTimeoutInMs } from '../../../src/apis/knowi/timeout'
import { ConfigError } from '../../../src/index'

describe('requestTimeoutInMs', () => {
  it.each([undefined, null, false, 0, -0, '0', '0.0', ' 0 ', '', '0e5'])(
    'takes %j for the default',
    (value) => {
      expect(requestTimeoutInMs(value)).toBeUndefined()
    },
  )

  it.each([
    [5, 5000],
    [2.5, 2500],
    ['5', 5000],
    ['2.5', 2500],
    [' 7 ', 7000],
    ['1e2', 100_000],
    ['.5', 500],
  ])('takes %j as seconds', (value, ms) => {
    expect(requestTimeoutInMs(value)).toBe(ms)
  })

  it.each([
    true,
    'soon',
    ' ',
    '0x10',
    '5s',
    'nan',
    'Infinity',
    -1,
    '-1',
    Number.NaN,
    Number.POSITIVE_INFINITY,
    {},
    [5],
  ])('refuses %j and says what would be right', (value) => {
    expect(() => requestTimeoutInMs(value)).toThrow(ConfigError)
    expect(() => requestTimeoutInMs(value)).toThrow(/requestTimeout must be a number of seconds/)
  })
})
