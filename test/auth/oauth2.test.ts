import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import {
  AuthError,
  type ClientOptions,
  ConfigError,
  createClient,
  type OAuth2Options,
  type OAuth2Token,
  oauth2,
  type PortolanError,
  UnauthorizedError,
} from '../../src/index'
import { rejection, thrown, watchedClock } from '../stage'

const tokenURL = 'https://auth.example.com/oauth/token?tenant=7'
const credentials = { tokenURL, clientId: 'app', clientSecret: 'secret-5f2d9' }

interface Asked {
  authorization: string | null
  form: Record<string, string>
}

type Grant = (asked: Asked, nth: number) => Response | Promise<Response>

const granted =
  (life?: number, more: object = {}): Grant =>
  (_, nth) =>
    Response.json({ access_token: `tok-${nth}`, token_type: 'Bearer', expires_in: life, ...more })

/** A client with such a credential, and both servers in one fetch. */
function setUp(
  grant: Grant = granted(3600),
  options: Partial<OAuth2Options> = {},
  answer: (token: string | null) => Response = () => Response.json({}),
  clientOptions: ClientOptions = {},
) {
  const clock = watchedClock()
  const asked: Asked[] = []
  const tokens: (string | null)[] = []
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    const authorization = request.headers.get('authorization')
    if (request.url === tokenURL) {
      const form = Object.fromEntries(new URLSearchParams(await request.text()))
      asked.push({ authorization, form })
      return grant({ authorization, form }, asked.length)
    }
    tokens.push(authorization)
    return answer(authorization)
  }
  const auth = oauth2({ ...credentials, fetch, clock, ...options })
  const baseURL = 'https://api.example.com'
  const api = createClient({ baseURL, auth, fetch, clock, retry: false, ...clientOptions })
  return { api, clock, asked, tokens }
}

describe('a token', () => {
  test('is asked for once by all calls that wait, and used until near its end', async () => {
    const { api, asked, tokens } = setUp()
    await Promise.all([api.get('a'), api.get('b'), api.get('c')])
    await api.get('d')
    expect(asked).toHaveLength(1)
    expect(tokens).toEqual(Array(4).fill('Bearer tok-1'))
  })

  test('is asked for with the client in the header, each part encoded first', async () => {
    const { api, asked } = setUp(undefined, { clientId: 'a:b', scope: ['read', 'write'] })
    await api.get('a')
    expect(asked).toEqual([
      {
        authorization: `Basic ${btoa('a%3Ab:secret-5f2d9')}`,
        form: { grant_type: 'client_credentials', scope: 'read write' },
      },
    ])
  })

  test('is asked for with the client in the body where the server wants it so', async () => {
    const params = { audience: 'https://api.example.com' }
    const { api, asked } = setUp(undefined, { clientAuth: 'body', scope: 'read', params })
    await api.get('a')
    expect(asked).toEqual([
      {
        authorization: null,
        form: {
          grant_type: 'client_credentials',
          scope: 'read',
          client_id: 'app',
          client_secret: 'secret-5f2d9',
          ...params,
        },
      },
    ])
  })

  test('does not wait in the quota of the client', async () => {
    const { api, tokens } = setUp(undefined, {}, undefined, {
      rateLimit: { limit: 1, window: 60_000 },
    })
    await api.get('a')
    expect(tokens).toHaveLength(1)
  })

  test('is asked for again where the server stumbles', async () => {
    const grant: Grant = (asked, nth) =>
      nth === 1 ? new Response('', { status: 503 }) : granted(60)(asked, nth)
    const { api, asked, clock } = setUp(grant)
    const call = api.get('a')
    await clock.advance(1000)
    await call
    expect(asked).toHaveLength(2)
  })
})

describe('ahead of its end a token', () => {
  test('is renewed in the background while calls go on with it', async () => {
    let release: (response: Response) => void = () => {}
    const grant: Grant = (asked, nth) =>
      nth === 1
        ? granted(3600)(asked, nth)
        : new Promise((resolve) => {
            release = resolve
          })
    const { api, clock, asked, tokens } = setUp(grant)
    await api.get('a')
    await clock.advance(3_600_000 - 120_001)
    await api.get('b')
    expect(asked).toHaveLength(1)
    await clock.advance(2)
    await Promise.all([api.get('c'), api.get('d')])
    expect(asked).toHaveLength(2)
    release(Response.json({ access_token: 'tok-2', expires_in: 3600 }))
    await clock.settle()
    await api.get('e')
    expect(tokens.map((token) => token?.at(-1))).toEqual(['1', '1', '1', '1', '2'])
  })

  test('goes on being used when that renewal fails, which is tried again after a while', async () => {
    const grant: Grant = (asked, nth) =>
      nth === 2 ? new Response('', { status: 400 }) : granted(3600)(asked, nth)
    const { api, clock, asked, tokens } = setUp(grant)
    await api.get('a')
    await clock.advance(3_600_000 - 119_000)
    await api.get('b')
    await clock.settle()
    await api.get('c')
    expect(asked).toHaveLength(2)
    await clock.advance(10_000)
    await api.get('d')
    await clock.settle()
    await api.get('e')
    expect(asked).toHaveLength(3)
    expect(tokens.map((token) => token?.at(-1))).toEqual(['1', '1', '1', '1', '3'])
  })

  test('is waited for when its end is too near', async () => {
    const { api, clock, tokens } = setUp()
    await api.get('a')
    await clock.advance(3_600_000 - 29_999)
    await api.get('b')
    expect(tokens).toEqual(['Bearer tok-1', 'Bearer tok-2'])
  })

  test('is never renewed where the server names no end', async () => {
    const { api, clock, asked } = setUp(granted())
    await api.get('a')
    await clock.advance(1e12)
    await api.get('b')
    expect(asked).toHaveLength(1)
  })
})

describe('a 401', () => {
  const only = (good: string) => (token: string | null) =>
    token === `Bearer ${good}` ? Response.json({}) : new Response('', { status: 401 })

  test('on the current token renews it once for all', async () => {
    const { api, asked, tokens } = setUp(undefined, {}, only('tok-2'))
    await Promise.all([api.get('a'), api.get('b'), api.post('c', { json: 1 })])
    expect(asked).toHaveLength(2)
    expect(tokens).toHaveLength(6)
  })

  test('that comes late, on a token that was replaced, asks for no further one', async () => {
    const auth = oauth2({ ...credentials, fetch: async () => Response.json({ access_token: 't' }) })
    const target = { method: 'GET', url: 'https://api.example.com', headers: {} }
    await auth.apply(target, new AbortController().signal)
    expect(await auth.renew?.('an older one')).toBe(true)
  })

  test('that a fresh token does not mend is the end', async () => {
    const { api, asked } = setUp(undefined, {}, only('tok-9'))
    expect(await rejection(api.get('a'))).toBeInstanceOf(UnauthorizedError)
    expect(asked).toHaveLength(2)
  })
})

describe('a refresh token', () => {
  const refreshing = { clientSecret: undefined, refreshToken: 'ref-0' } as object

  test('is used, and the one that takes its place after it', async () => {
    const got: OAuth2Token[] = []
    const grant: Grant = (_, nth) =>
      Response.json({
        access_token: `tok-${nth}`,
        expires_in: 600,
        scope: 'read',
        ...(nth === 1 && { refresh_token: 'ref-1' }),
      })
    const { api, asked, clock } = setUp(grant, {
      ...refreshing,
      onToken: async (token) => void got.push(token),
    })
    await api.get('a')
    const expiresAt = clock.date() + 600_000
    await clock.advance(600_000)
    await api.get('b')
    await clock.advance(600_000)
    await api.get('c')
    expect(asked.map(({ form }) => form)).toEqual(
      ['ref-0', 'ref-1', 'ref-1'].map((refresh_token) => ({
        grant_type: 'refresh_token',
        refresh_token,
        client_id: 'app',
      })),
    )
    expect(got[0]).toEqual({
      accessToken: 'tok-1',
      refreshToken: 'ref-1',
      expiresAt,
      scope: 'read',
    })
    expect(got.map(({ refreshToken }) => refreshToken)).toEqual(['ref-1', 'ref-1', 'ref-1'])
  })

  test('is sent once: it may be used up already', async () => {
    const { api, asked } = setUp(() => new Response('', { status: 500 }), refreshing)
    expect(await rejection(api.get('a'))).toBeInstanceOf(AuthError)
    expect(asked).toHaveLength(1)
  })

  test('that could not be kept fails the calls that wait, and not those that come', async () => {
    let full = true
    const { api } = setUp(undefined, {
      ...refreshing,
      onToken() {
        if (full) throw new Error('disk full')
      },
    })
    expect(await rejection(api.get('a'))).toMatchObject({
      name: 'AuthError',
      cause: { message: 'disk full' },
    })
    full = false
    expect(await api.get('b')).toEqual({})
  })
})

describe('a token that cannot be had', () => {
  test.each<[string, Grant, string]>([
    [
      'refused',
      () => Response.json({ error: 'invalid_client', secret: 'secret-5f2d9' }, { status: 401 }),
      'UnauthorizedError',
    ],
    ['not there', () => Response.json({ ok: true }), 'AuthError'],
    ['no JSON', () => new Response('<html>secret-5f2d9'), 'AuthError'],
    [
      'out of reach',
      () => {
        throw new TypeError('no way with secret-5f2d9')
      },
      'NetworkError',
    ],
  ])('is an AuthError without secrets: %s', async (_, grant, cause) => {
    for (const clientAuth of ['basic', 'body'] as const) {
      const { api, clock } = setUp(grant, { clientAuth })
      const call = rejection<PortolanError>(api.get('a'))
      await clock.advance(60_000)
      const error = await call
      expect(error).toBeInstanceOf(AuthError)
      expect(error.message).toBe('No token from https://auth.example.com/oauth/token.')
      expect(error.cause).toMatchObject({ name: cause })
      const text = [error.stack, JSON.stringify(error), inspect(error, { depth: 9 })].join()
      expect(text).not.toContain('secret-5f2d9')
      expect(text).not.toContain(btoa('app:secret-5f2d9'))
    }
  })

  test('is tried for again by the next call', async () => {
    const grant: Grant = (asked, nth) =>
      nth === 1 ? new Response('', { status: 400 }) : granted()(asked, nth)
    const { api } = setUp(grant)
    await rejection(api.get('a'))
    expect(await api.get('b')).toEqual({})
  })

  test('does not hold a call that is aborted, nor those that come later', async () => {
    const grant: Grant = (asked, nth) => (nth <= 2 ? new Promise(() => {}) : granted()(asked, nth))
    const { api, clock, tokens } = setUp(grant)
    const controller = new AbortController()
    const call = rejection(api.get('a', { signal: controller.signal }))
    await clock.settle()
    controller.abort('enough')
    expect(await call).toBe('enough')
    await clock.advance(61_000)
    await api.get('b')
    expect(tokens).toHaveLength(1)
  })
})

test('a client secret that had to be encoded appears in no error, however it is repeated', async () => {
  const clientSecret = 's/5f 2d9+'
  for (const repeated of [clientSecret, encodeURIComponent(clientSecret)]) {
    const { api } = setUp(() => Response.json({ message: repeated }, { status: 401 }), {
      clientSecret,
    })
    const error = await rejection<AuthError>(api.get('x'))
    const text = [inspect(error, { depth: 9 }), JSON.stringify(error)].join('\n')
    expect(text).toContain('UnauthorizedError')
    expect(text).not.toContain(repeated)
  }
})

test('secrets of the credential appear in no error of the API', async () => {
  const echo = (token: string | null) =>
    Response.json({ message: `${token} ref-77812 secret-5f2d9` }, { status: 403 })
  const { api } = setUp(granted(3600, { refresh_token: 'ref-77812' }), {}, echo)
  const error = await rejection<PortolanError>(api.get('a'))
  expect(error.message).toContain('[redacted]')
  const text = [error.stack, JSON.stringify(error), inspect(error, { depth: 9 })].join()
  for (const secret of ['tok-1', 'ref-77812', 'secret-5f2d9']) expect(text).not.toContain(secret)
})

describe('options that are wrong', () => {
  test.each([
    [{ tokenURL: '/token' }, 'tokenURL'],
    [{ clientId: '' }, 'clientId'],
    [{ clientSecret: undefined }, 'clientSecret'],
    [{ clientAuth: 'header' }, 'clientAuth'],
    [{ scopes: 'read' }, "Did you mean 'scope'"],
    [{ onToken: 'x' }, 'onToken'],
  ])('%j is a ConfigError that names it', (over, named) => {
    const error = thrown(() => oauth2({ ...credentials, ...(over as object) }))
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toContain(named)
  })
})
