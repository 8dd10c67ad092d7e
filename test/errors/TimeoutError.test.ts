import { expect, test } from 'vitest'
import { TimeoutError } from '../../src/index'

test('a TimeoutError shows which clock ran out and in which phase', () => {
  const error = new TimeoutError('ran out', { phase: 'headers', scope: 'attempt', attempts: 1 })
  expect([error.phase, error.scope]).toEqual(['headers', 'attempt'])
  expect(error.toJSON()).toEqual({
    name: 'TimeoutError',
    message: 'ran out',
    phase: 'headers',
    scope: 'attempt',
    attempts: 1,
  })
})
