import { describe, expect, test } from 'vitest'
import { requestIdOf } from '../../src/headers/requestId'

describe('the request id', () => {
  test.each(['X-Request-Id', 'Request-Id', 'X-Amzn-RequestId', 'X-Correlation-Id', 'CF-Ray'])(
    'is found under %s',
    (name) => {
      expect(requestIdOf(new Headers({ [name]: 'abc' }))).toBe('abc')
    },
  )

  test("is the server's own rather than that of what stands before it", () => {
    expect(requestIdOf(new Headers({ 'cf-ray': 'edge', 'x-request-id': 'own' }))).toBe('own')
  })

  test('is undefined where there is none, or an empty one', () => {
    expect(requestIdOf(new Headers())).toBeUndefined()
    expect(requestIdOf(new Headers({ 'x-request-id': '', 'cf-ray': 'edge' }))).toBe('edge')
  })
})
