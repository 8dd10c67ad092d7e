import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { ValidationError } from '../../src/index'

test('a ValidationError has issues to read, and does not print them', () => {
  const issues = [{ message: 'Expected number but received "a private value"', path: ['id'] }]
  const error = new ValidationError('does not fit', { issues, data: { id: 'a private value' } })
  expect(error.issues).toBe(issues)
  expect(error.data).toEqual({ id: 'a private value' })
  expect(inspect(error)).not.toContain('a private value')
  expect(Object.keys(error.toJSON())).not.toContain('issues')
})
