import { describe, expect, test } from 'vitest'
import { fakeClock, mockKnowi } from '../../../src/testing'
import { send } from './send'

const client = { clientId: 'the-id', clientSecret: 'the-secret' }

function form(id: string, secret: string): URLSearchParams {
  return new URLSearchParams({ client_id: id, client_secret: secret })
}

const login = { token: null, body: form('the-id', 'the-secret') }

describe('bearer tokens', () => {
  test('are required on every path but the log-in', async () => {
    const mock = mockKnowi()
    for (const line of ['GET /dashboards', 'GET /nowhere', 'DELETE /logout']) {
      const { status, json } = await send(mock, line, { token: null })
      expect([line, status, json.message]).toEqual([line, 401, 'A bearer token is required.'])
    }
  })

  test('have to be the ones that were agreed on', async () => {
    const mock = mockKnowi({ accessToken: ['one', 'two'] })
    expect((await send(mock, 'GET /groups', { token: 'one' })).status).toBe(200)
    expect((await send(mock, 'GET /groups', { token: 'two' })).status).toBe(200)
    expect((await send(mock, 'GET /groups', { token: 'three' })).status).toBe(401)
    expect((await send(mock, 'GET /groups', { token: 'test-token' })).status).toBe(401)
  })

  test('that are wrong are not repeated in the answer', async () => {
    const { text } = await send(mockKnowi(), 'GET /groups', { token: 'private-thing' })
    expect(text).not.toContain('private-thing')
  })

  test('go by any spelling of the scheme, and by no other scheme', async () => {
    const mock = mockKnowi()
    const as = (authorization: string) =>
      send(mock, 'GET /groups', { token: null, headers: { authorization } })
    expect((await as('bearer test-token')).status).toBe(200)
    expect((await as('Basic test-token')).status).toBe(401)
    expect((await as('test-token')).status).toBe(401)
  })

  test('of a client are the only ones once the mock has a client', async () => {
    const mock = mockKnowi(client)
    expect((await send(mock, 'GET /groups', { token: 'test-token' })).status).toBe(401)
  })
})

describe('log-in', () => {
  test('gives a new token that opens the API', async () => {
    const mock = mockKnowi(client)
    const first = await send(mock, 'POST /login', login)
    expect(first.status).toBe(200)
    expect(first.json).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 3600,
    })
    const second = await send(mock, 'POST /login', login)
    expect(second.json.access_token).not.toBe(first.json.access_token)
    for (const { json } of [first, second]) {
      expect((await send(mock, 'GET /groups', { token: json.access_token })).status).toBe(200)
    }
  })

  test('gives tokens that expire by the clock', async () => {
    const clock = fakeClock()
    const mock = mockKnowi({ ...client, clock, expiresIn: 60 })
    const { json } = await send(mock, 'POST /login', login)
    expect(json.expires_in).toBe(60)
    await clock.advance(59_999)
    expect((await send(mock, 'GET /groups', { token: json.access_token })).status).toBe(200)
    await clock.advance(1)
    const expired = await send(mock, 'GET /groups', { token: json.access_token })
    expect([expired.status, expired.json.message]).toEqual([401, 'The bearer token has expired.'])
  })

  test.each([
    ['without a form', '{}', 400],
    ['with a form that is not called one', 'client_id=the-id&client_secret=the-secret', 400],
    ['without a secret', new URLSearchParams({ client_id: 'the-id' }), 400],
    ['with a wrong secret', form('the-id', 'private-thing'), 404],
    ['with a wrong id', form('private-thing', 'the-secret'), 404],
  ])('%s fails in the documented shape', async (_, body, status) => {
    const mock = mockKnowi({ ...client, errorShape: 'list' })
    const answer = await send(mock, 'POST /login', { token: null, body })
    expect(answer.status).toBe(status)
    expect(answer.json).toEqual({
      message: expect.any(String),
      documentation_url: expect.stringContaining('https://docs.knowi.com/'),
    })
    expect(answer.text).not.toMatch(/private-thing|the-secret/)
  })

  test('fails where the mock has no client', async () => {
    expect((await send(mockKnowi(), 'POST /login', login)).status).toBe(404)
  })

  test('takes only POST', async () => {
    const answer = await send(mockKnowi(client), 'GET /login')
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST'])
  })
})

describe('log-out', () => {
  test('ends the token it came with, and no other', async () => {
    const mock = mockKnowi({ accessToken: ['one', 'two'] })
    expect((await send(mock, 'DELETE /logout', { token: 'one' })).status).toBe(204)
    expect((await send(mock, 'GET /groups', { token: 'one' })).status).toBe(401)
    expect((await send(mock, 'GET /groups', { token: 'two' })).status).toBe(200)
  })

  test('takes only DELETE', async () => {
    const answer = await send(mockKnowi(), 'POST /logout')
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'DELETE'])
  })
})

test('a reset ends all issued tokens for good', async () => {
  const mock = mockKnowi(client)
  const { json } = await send(mock, 'POST /login', login)
  mock.reset()
  const again = await send(mock, 'POST /login', login)
  expect(again.json.access_token).not.toBe(json.access_token)
  expect((await send(mock, 'GET /groups', { token: json.access_token })).status).toBe(401)
})
