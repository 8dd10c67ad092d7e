import { describe, expect, test } from 'vitest'
import { type HttpError, NotFoundError } from '../../src/index'
import { rejection, stage } from '../stage'

describe('the error of an answer', () => {
  test('knows status, data, headers, request id, attempts, method and redacted URL', async () => {
    const { api } = stage(() =>
      Response.json(
        { message: 'No such user.' },
        { status: 404, statusText: 'Not Found', headers: { 'x-request-id': 'r-9' } },
      ),
    )
    const error = await rejection<NotFoundError>(api.get('users/7', { query: { key: 'k-1' } }))
    expect(error).toBeInstanceOf(NotFoundError)
    expect(error).toMatchObject({
      status: 404,
      data: { message: 'No such user.' },
      requestId: 'r-9',
      attempts: 1,
      method: 'GET',
      url: 'https://api.example.com/v1/users/7?key=…',
    })
    expect(error.headers?.get('x-request-id')).toBe('r-9')
    expect(error.message).toBe(
      '404 Not Found from GET https://api.example.com/v1/users/7?key=…: No such user.',
    )
  })

  test('tells in ms how long the server asked to wait', async () => {
    const { api } = stage(() => new Response('', { status: 503, headers: { 'retry-after': '90' } }))
    expect((await rejection<HttpError>(api.get('x'))).retryAfter).toBe(90_000)
  })

  test('counts the attempts that were made', async () => {
    const { api, clock } = stage(() => new Response('', { status: 500 }), { retry: 2 })
    const failed = rejection<HttpError>(api.get('x'))
    await clock.advance(60_000)
    expect((await failed).attempts).toBe(3)
  })
})
