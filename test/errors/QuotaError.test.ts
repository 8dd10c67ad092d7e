import { expect, test } from 'vitest'
import { QuotaError } from '../../src/index'

test('a QuotaError shows why it was refused and when to come again', () => {
  const error = new QuotaError('refused', { reason: 'paused', retryAfter: 90_000 })
  expect(error.reason).toBe('paused')
  expect(error.toJSON()).toEqual({
    name: 'QuotaError',
    message: 'refused',
    reason: 'paused',
    retryAfter: 90_000,
  })
})
