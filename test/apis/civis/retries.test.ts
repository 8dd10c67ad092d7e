import { describe, expect, it } from 'vitest'
import { civisRetries } from '../../../src/apis/civis/retries'
import type { Failure } from '../../../src/index'
import { ConfigError, NetworkError } from '../../../src/index'
import { thrown } from '../../stage'

const failed = (facts: Partial<Failure> = {}): Failure => ({
  cause: 'status',
  error: new NetworkError('x'),
  method: 'GET',
  status: 503,
  retryAfter: undefined,
  throttled: false,
  paused: 0,
  attempt: 1,
  retries: 0,
  throttles: 0,
  elapsed: 0,
  replayable: true,
  idempotent: false,
  random: () => 0.5,
  ...facts,
})

/** The seed's table: which statuses each method repeats without a known wait. */
const table: Record<string, number[]> = {
  GET: [429, 502, 503, 504],
  PUT: [429, 502, 503, 504],
  DELETE: [429, 502, 503, 504],
  POST: [429, 503],
  PATCH: [],
}
const known = [413, 429, 503]
const statuses = [408, 413, 429, 500, 502, 503, 504]

describe('the retries of Civis', () => {
  const policy = civisRetries()
  for (const [method, without] of Object.entries(table)) {
    it.each(statuses)(`${method} after %i, wait unknown and known`, (status) => {
      expect(Boolean(policy.next(failed({ method, status })))).toBe(without.includes(status))
      expect(Boolean(policy.next(failed({ method, status, retryAfter: 1000 })))).toBe(
        without.includes(status) || known.includes(status),
      )
    })
  }

  it('wait at random, up to twice as long each time, at most a minute', () => {
    const delays = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((attempt) =>
      policy.next(failed({ attempt, random: () => 0.999999 })),
    )
    expect(delays.map((next) => Math.round((next as { delay: number }).delay / 1000))).toEqual([
      2, 4, 8, 16, 32, 60, 60, 60, 60,
    ])
    expect(policy.next(failed({ random: () => 0 }))).toEqual({ delay: 0 })
  })

  it('wait at least as long as the server asks, and exactly so long', () => {
    expect(policy.next(failed({ retryAfter: 37_000 }))).toEqual({ delay: 37_000 })
    expect(policy.next(failed({ retryAfter: 1 }))).toEqual({ delay: 1000 })
  })

  it('end after ten attempts', () => {
    expect(policy.next(failed({ attempt: 9 }))).toBeTruthy()
    expect(policy.next(failed({ attempt: 10 }))).toBe(false)
  })

  it('end after 600 s, and at once where the asked wait ends after them', () => {
    expect(policy.next(failed({ elapsed: 599_999 }))).toBeTruthy()
    expect(policy.next(failed({ elapsed: 600_000 }))).toBe(false)
    expect(policy.next(failed({ elapsed: 590_000, retryAfter: 9_999 }))).toBeTruthy()
    expect(policy.next(failed({ elapsed: 590_000, retryAfter: 10_001 }))).toBe(false)
  })

  it('leave alone what is no answer, and bodies that went out for good', () => {
    expect(policy.next(failed({ cause: 'network', status: undefined }))).toBe(false)
    expect(policy.next(failed({ cause: 'timeout', status: undefined }))).toBe(false)
    expect(policy.next(failed({ cause: 'parse' }))).toBe(false)
    expect(policy.next(failed({ replayable: false }))).toBe(false)
  })

  it('take wait and stop of your own, under the same conditions', () => {
    const own = civisRetries({ wait: () => 5000, stop: ({ attempt }) => attempt >= 3 })
    expect(own.next(failed({ attempt: 2 }))).toEqual({ delay: 5000 })
    expect(own.next(failed({ attempt: 3 }))).toBe(false)
    expect(own.next(failed({ method: 'PATCH' }))).toBe(false)
    expect(own.next(failed({ retryAfter: 7000 }))).toEqual({ delay: 7000 })
  })

  it('refuse a condition, and what is no function', () => {
    for (const name of ['retry', 'when', 'next', 'statusCodes']) {
      const error = thrown(() => civisRetries({ [name]: () => true }))
      expect(error).toBeInstanceOf(ConfigError)
      expect(error.message).toContain(`retries.${name}`)
      expect(error.message).toContain('wait and stop')
    }
    expect(() => civisRetries({ wait: 5 as never })).toThrow('retries: wait must be a function')
    expect(() => civisRetries(3 as never)).toThrow(ConfigError)
  })
})
