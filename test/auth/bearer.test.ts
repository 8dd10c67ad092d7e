import { describe, expect, test, vi } from 'vitest'
import {
  AuthError,
  bearer,
  ConfigError,
  type TokenSource,
  UnauthorizedError,
} from '../../src/index'
import { rejection, stage } from '../stage'

const authorization = (request: Request | undefined) => request?.headers.get('authorization')
const unauthorized = () => new Response('', { status: 401 })

describe('a token', () => {
  const sources: [string, TokenSource][] = [
    ['a text', 'tok-1'],
    ['a function', () => 'tok-1'],
    ['an async function', async () => 'tok-1'],
  ]

  test.each(sources)('may be %s', async (_, source) => {
    const { api, sent } = stage(undefined, { auth: bearer(source) })
    await api.get('x')
    expect(authorization(sent[0])).toBe('Bearer tok-1')
  })

  test('of a function is asked for before each request', async () => {
    let count = 0
    const { api, sent } = stage(undefined, { auth: bearer(() => `tok-${++count}`) })
    await api.get('x')
    await api.get('x')
    expect(sent.map(authorization)).toEqual(['Bearer tok-1', 'Bearer tok-2'])
  })

  test("gives way to the call's own Authorization", async () => {
    const { api, sent } = stage(undefined, { auth: bearer('tok-1') })
    await api.get('x', { headers: { Authorization: 'Token own' } })
    expect(authorization(sent[0])).toBe('Token own')
  })

  test.each(['', ' ', undefined, null, 7, {}])('that is %j is a ConfigError at once', (token) => {
    expect(() => bearer(token as never)).toThrow(ConfigError)
  })

  test.each(['a\r\nx-evil: 1', 'a\nb', 'a\0', 'Ω'])(
    'that holds %j is a ConfigError without it',
    (token) => {
      expect(() => bearer(token)).toThrow(ConfigError)
      expect(() => bearer(token)).not.toThrow(token)
    },
  )

  test.each(['', undefined, 'a\r\nx-evil: 1'])(
    'that a function gives as %j rejects the call, and nothing is sent',
    async (token) => {
      for (const source of [() => token, async () => token]) {
        const { api, sent } = stage(undefined, { auth: bearer(source as () => string) })
        expect(await rejection(api.get('x'))).toBeInstanceOf(ConfigError)
        expect(sent).toHaveLength(0)
      }
    },
  )

  test('that cannot be had is an AuthError that tells why', async () => {
    const sources = [
      () => {
        throw new Error('no session')
      },
      async () => {
        throw new Error('no session')
      },
    ]
    for (const source of sources) {
      const { api, sent } = stage(undefined, { auth: bearer(source) })
      const error = await rejection(api.get('x'))
      expect(error).toBeInstanceOf(AuthError)
      expect(error).toMatchObject({ attempts: 0, cause: { message: 'no session' } })
      expect(sent).toHaveLength(0)
    }
  })
})

describe('after a 401', () => {
  test('a new token is sent once more, for a POST too', async () => {
    let token = 'old'
    const { api, sent } = stage(
      (request) => {
        if (authorization(request) === 'Bearer new') return Response.json('fine')
        token = 'new'
        return unauthorized()
      },
      { auth: bearer(() => token) },
    )
    expect(await api.post('x', { json: 1 })).toBe('fine')
    expect(sent.map(authorization)).toEqual(['Bearer old', 'Bearer new'])
  })

  test('the same token is not sent again', async () => {
    const source = vi.fn(async () => 'same')
    const { api, sent } = stage(unauthorized, { auth: bearer(source) })
    expect(await rejection(api.get('x'))).toBeInstanceOf(UnauthorizedError)
    expect(sent).toHaveLength(1)
    expect(source).toHaveBeenCalledTimes(2)
  })

  test('a fixed token is not sent again', async () => {
    const { api, sent } = stage(unauthorized, { auth: bearer('fixed') })
    expect(await rejection(api.get('x'))).toBeInstanceOf(UnauthorizedError)
    expect(sent).toHaveLength(1)
  })

  test('there is one renewal a call, however many tokens are refused', async () => {
    let count = 0
    const { api, sent } = stage(unauthorized, { auth: bearer(() => `tok-${++count}`) })
    expect(await rejection(api.get('x'))).toBeInstanceOf(UnauthorizedError)
    expect(sent).toHaveLength(2)
  })

  test('a renewal that fails is an AuthError', async () => {
    let asked = 0
    const source = () => {
      asked += 1
      if (asked > 1) throw new Error('logged out')
      return 'tok-1'
    }
    const { api } = stage(unauthorized, { auth: bearer(source) })
    const error = await rejection(api.get('x'))
    expect(error).toBeInstanceOf(AuthError)
    expect(error).toMatchObject({ attempts: 1, cause: { message: 'logged out' } })
  })

  test('a renewal is no retry: it happens with retry off, and not after a 403', async () => {
    let token = 'old'
    const source = vi.fn(() => token)
    const { api, sent } = stage(
      () => {
        token = 'new'
        return new Response('', { status: 403 })
      },
      { auth: bearer(source) },
    )
    await rejection(api.get('x'))
    expect(sent).toHaveLength(1)
    expect(source).toHaveBeenCalledTimes(1)
  })
})
