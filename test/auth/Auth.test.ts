import { describe, expect, test } from 'vitest'
import {
  type Auth,
  apiKey,
  basic,
  bearer,
  type ClientOptions,
  ConfigError,
  createClient,
} from '../../src/index'
import { baseURL, rejection, stage } from '../stage'

const secret = 'sEcReT-123'
const auths: [string, Auth][] = [
  ['bearer', bearer(secret)],
  ['bearer by function', bearer(async () => secret)],
  ['basic', basic('ada', secret)],
  ['apiKey in a header', apiKey({ name: 'x-key', value: secret })],
  ['apiKey in the query', apiKey({ name: 'key', value: secret, in: 'query' })],
  ['apiKey in a cookie', apiKey({ name: 'key', value: secret, in: 'cookie' })],
]

/** Whether the last request had the secret anywhere. */
function carried({ given }: ReturnType<typeof stage>): boolean {
  const { url, init } = given.at(-1) ?? { url: '', init: {} }
  const headers = [...Object.values(init.headers ?? {})].join(' ')
  return `${url} ${headers}`.includes(secret) || headers.includes(btoa(`ada:${secret}`))
}

describe.each(auths)('the credential of %s', (_, auth) => {
  const staged = (options: ClientOptions = {}) => stage(undefined, { auth, ...options })

  test('goes to the own origin, by path and by whole URL', async () => {
    const set = staged()
    await set.api.get('x')
    expect(carried(set)).toBe(true)
    await set.api.get('https://api.example.com/elsewhere')
    expect(carried(set)).toBe(true)
    await set.api.fetch(new Request('https://api.example.com/v2/x'))
    expect(carried(set)).toBe(true)
  })

  test.each([
    'https://evil.example/v1/x',
    'http://api.example.com/v1/x',
    'https://api.example.com:8443/v1/x',
    'https://api.example.com.evil.example/v1',
    'https://sub.api.example.com/v1',
  ])('goes through client.fetch to %s without it', async (url) => {
    const set = staged()
    await set.api.fetch(url)
    expect(set.sent).toHaveLength(1)
    expect(carried(set)).toBe(false)
  })

  test('goes to allowed origins', async () => {
    const set = staged({ allowedOrigins: ['https://files.example.com/'] })
    await set.api.get('https://files.example.com/a.pdf')
    expect(carried(set)).toBe(true)
    await set.api.fetch('https://files.example.com/a.pdf')
    expect(carried(set)).toBe(true)
    await set.api.fetch('https://other.example.com/a.pdf')
    expect(carried(set)).toBe(false)
  })

  test('without a baseURL goes to allowed origins only', async () => {
    const set = staged({ baseURL: undefined, allowedOrigins: ['https://a.example'] } as object)
    await set.api.get('https://a.example/x')
    expect(carried(set)).toBe(true)
    expect(await rejection(set.api.get('https://b.example/x'))).toBeInstanceOf(ConfigError)
    await set.api.fetch('https://b.example/x')
    expect(carried(set)).toBe(false)
  })
})

describe('an Auth of your own', () => {
  test('sees the request, gets a signal, and changes each attempt afresh', async () => {
    const seen: unknown[] = []
    const auth: Auth = {
      async apply(target, signal) {
        seen.push(target.method, target.url, target.body?.text, signal instanceof AbortSignal)
        seen.push(target.headers['x-count'])
        target.headers['x-count'] = '1'
        target.url += '?signed'
      },
      secrets: () => ({ headers: ['x-count'] }),
    }
    const { api, sent, clock } = stage(
      (_, nth) => (nth === 1 ? new Response('', { status: 500 }) : Response.json(1)),
      { auth, retry: 1 },
    )
    const call = api.put('x', { json: { a: 1 } })
    await clock.advance(60_000)
    await call
    const once = ['PUT', `${baseURL}/x`, '{"a":1}', true, undefined]
    expect(seen).toEqual([...once, ...once])
    expect(sent.map(({ url }) => url)).toEqual([`${baseURL}/x?signed`, `${baseURL}/x?signed`])
  })

  test('gets the refused credential back to renew it', async () => {
    const refused: unknown[] = []
    let token = 1
    const auth: Auth = {
      apply(target) {
        target.headers.authorization = `Own ${token}`
        target.credential = token
      },
      async renew(credential) {
        refused.push(credential)
        token += 1
        return true
      },
      secrets: () => ({ headers: ['authorization'] }),
    }
    const { api, sent } = stage(
      (_, nth) => (nth === 1 ? new Response('', { status: 401 }) : Response.json(1)),
      { auth },
    )
    await api.get('x')
    expect(refused).toEqual([1])
    expect(sent.map(({ headers }) => headers.get('authorization'))).toEqual(['Own 1', 'Own 2'])
  })

  test('without a renewal lets the 401 stand', async () => {
    const auth: Auth = { apply() {}, renew: async () => false, secrets: () => ({}) }
    const { api, sent } = stage(() => new Response('', { status: 401 }), { auth })
    await rejection(api.get('x'))
    expect(sent).toHaveLength(1)
  })

  test('is not asked, not even to renew, for a foreign origin', async () => {
    const asked: string[] = []
    const auth: Auth = {
      apply: () => void asked.push('apply'),
      async renew() {
        asked.push('renew')
        return true
      },
      secrets: () => ({}),
    }
    const { api } = stage(() => new Response('', { status: 401 }), { auth })
    expect((await api.fetch('https://evil.example/x')).status).toBe(401)
    expect(asked).toEqual([])
  })

  test('needs the method apply', () => {
    expect(() => createClient({ baseURL, auth: {} as Auth })).toThrow(ConfigError)
  })
})

describe('the credential of one call', () => {
  const own = { auth: bearer(secret) }
  const key = (value: string) => apiKey({ name: 'x-key', value })

  test('stands in for the client’s, and is told by no output', async () => {
    const { api, given } = stage(
      (request) => new Response(`no: ${request.headers.get('x-key')}`, { status: 403 }),
      own,
    )
    const error = await rejection(api.get('x', { auth: key('OtHeR-456') }))
    expect(given[0]?.init.headers).toMatchObject({ 'x-key': 'OtHeR-456' })
    expect(given[0]?.init.headers).not.toHaveProperty('authorization')
    expect(JSON.stringify(error)).toContain('no: [redacted]')
    expect(JSON.stringify(error)).not.toContain('OtHeR-456')
  })

  test('may be none', async () => {
    const { api, given } = stage(undefined, own)
    await api.get('x', { auth: false })
    expect(given[0]?.init.headers).not.toHaveProperty('authorization')
  })

  test('is renewed after a 401', async () => {
    const tokens = ['old', 'fresh', 'fresh']
    const { api, sent } = stage(
      (_, nth) => (nth === 1 ? new Response('', { status: 401 }) : Response.json(1)),
      own,
    )
    await api.get('x', { auth: bearer(() => tokens.shift() ?? '') })
    expect(sent.map(({ headers }) => headers.get('authorization'))).toEqual([
      'Bearer old',
      'Bearer fresh',
    ])
  })

  test('does not leave for another origin', async () => {
    const { api } = stage(undefined, own)
    const call = api.get('https://evil.example/x', { auth: key(secret) })
    expect(await rejection(call)).toBeInstanceOf(ConfigError)
  })

  test('needs the method apply', async () => {
    const { api } = stage()
    expect(await rejection(api.get('x', { auth: {} as Auth }))).toBeInstanceOf(ConfigError)
  })
})
