import { expect, test } from 'vitest'
import { connectionError, isNetworkError, networkError } from '../../src/testing/networkError'

test('a network error is told from every answer', () => {
  expect(isNetworkError(networkError())).toBe(true)
  expect(isNetworkError(Response.error())).toBe(true)
  expect(isNetworkError(new Response(null, { status: 500 }))).toBe(false)
})

test('it is told where a runtime does not know the type of a response', () => {
  expect(isNetworkError({ status: 0 } as Response)).toBe(true)
})

test('a connection error looks like that of fetch', () => {
  const error = connectionError('fetch failed')
  expect(error).toBeInstanceOf(TypeError)
  expect(error).toMatchObject({ message: 'fetch failed', cause: { code: 'ECONNRESET' } })
})
