import { describe, expect, test } from 'vitest'
import { type Auth, type AuthTarget, apiKey, ConfigError } from '../../../src/index'
import { type Credential, guardFor } from '../../../src/openapi/encode/security'
import type { OperationSpec, SecuritySchemeSpec } from '../../../src/openapi/OperationSpec'
import { rejection, stage, thrown } from '../../stage'

const schemes: Record<string, SecuritySchemeSpec> = {
  header: { type: 'apiKey', name: 'X-Key', in: 'header' },
  query: { type: 'apiKey', name: 'key', in: 'query' },
  cookie: { type: 'apiKey', name: 'sid', in: 'cookie' },
  basic: { type: 'http', scheme: 'basic' },
  bearer: { type: 'http', scheme: 'Bearer' },
  oauth: { type: 'oauth2' },
  openId: { type: 'openIdConnect' },
  digest: { type: 'http', scheme: 'digest' },
  tls: { type: 'mutualTLS' },
}
const secret = 'sEcReT-123'
const asks = (...alternatives: string[][]): OperationSpec['security'] =>
  alternatives.map((names) => Object.fromEntries(names.map((name) => [name, []])))

function authFor(
  credentials: Record<string, Credential> | undefined,
  security: OperationSpec['security'],
  hasAuth = false,
): Auth | false | undefined {
  return guardFor(schemes, credentials, hasAuth).authFor({ id: 'things.call', security })
}

/** What a request looks like once the credentials are on. */
async function applied(
  credentials: Record<string, Credential>,
  ...names: string[]
): Promise<AuthTarget> {
  const target: AuthTarget = { method: 'GET', url: 'https://a.example/x', headers: {} }
  const auth = authFor(credentials, asks(names))
  if (!auth) throw new Error('There is no credential.')
  await auth.apply(target, new AbortController().signal)
  return target
}

describe('a credential', () => {
  test('of an API key goes where the document says', async () => {
    expect((await applied({ header: secret }, 'header')).headers).toEqual({ 'x-key': secret })
    expect((await applied({ query: () => secret }, 'query')).url).toBe(
      `https://a.example/x?key=${secret}`,
    )
    expect((await applied({ cookie: async () => secret }, 'cookie')).headers).toEqual({
      cookie: `sid=${secret}`,
    })
  })

  test.each(['bearer', 'oauth', 'openId'])('of the scheme %s is a bearer token', async (name) => {
    for (const token of [secret, () => secret, async () => secret]) {
      const { headers } = await applied({ [name]: token }, name)
      expect(headers).toEqual({ authorization: `Bearer ${secret}` })
    }
  })

  test.each<[string, Credential, string]>([
    ['an object', { username: 'ada', password: 'pw' }, 'ada:pw'],
    ['an object without a password', { username: 'ada' }, 'ada:'],
    ['a text', 'ada:p:w', 'ada:p:w'],
    ['a text without a password', 'ada', 'ada:'],
    ['a function', () => ({ username: 'ada', password: 'pw' }), 'ada:pw'],
    ['an async function', async () => 'ada:pw', 'ada:pw'],
  ])('of HTTP Basic may be %s', async (_, value, pair) => {
    const { headers } = await applied({ basic: value }, 'basic')
    expect(headers).toEqual({ authorization: `Basic ${btoa(pair)}` })
  })

  test('may be an Auth, for any scheme', async () => {
    const own: Auth = { apply() {}, secrets: () => ({}) }
    for (const name of Object.keys(schemes)) {
      expect(authFor({ [name]: own }, asks([name]))).toBe(own)
    }
  })

  test.each<[string, unknown]>([
    ['header', ''],
    ['header', 7],
    ['header', { username: 'ada' }],
    ['bearer', ''],
    ['bearer', null],
    ['basic', {}],
    ['basic', { username: 7 }],
    ['basic', ''],
    ['digest', secret],
    ['nobody', secret],
    ['constructor', secret],
  ])('of %s cannot be %j', (name, value) => {
    const error = thrown(() => guardFor(schemes, { [name]: value as Credential }, false))
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).not.toContain(secret)
  })

  test('of an unknown scheme is told what was meant', () => {
    expect(() => guardFor(schemes, { headr: secret }, false)).toThrow(/Did you mean 'header'/)
    expect(() => guardFor({}, { header: secret }, false)).toThrow(/names no security schemes/)
  })

  test('that is undefined is not there', () => {
    const guard = guardFor(schemes, { header: undefined as never }, false)
    expect(guard.secret).toBe(false)
  })
})

describe('the alternatives of an operation', () => {
  const both = { header: secret, query: secret }

  test('are tried in their order: the first that can be met, and all of it', async () => {
    const target = { method: 'GET', url: 'https://a.example/', headers: {} } as AuthTarget
    const auth = authFor(both, asks(['bearer'], ['query', 'header'], ['header']))
    if (!auth) throw new Error('There is no credential.')
    await auth.apply(target, new AbortController().signal)
    expect(target.url).toContain(`key=${secret}`)
    expect(target.headers).toEqual({ 'x-key': secret })
    expect(auth.secrets()).toEqual({ headers: ['X-Key'], query: ['key'], body: [], cookies: [] })
  })

  test('are not mixed: of OR only one is sent', async () => {
    const target = { method: 'GET', url: 'https://a.example/', headers: {} } as AuthTarget
    const auth = authFor(both, asks(['header'], ['query']))
    if (auth) await auth.apply(target, new AbortController().signal)
    expect(target).toMatchObject({ url: 'https://a.example/', headers: { 'x-key': secret } })
  })

  test('that ask for nothing come last', () => {
    expect(authFor(both, asks([], ['header']))).toMatchObject({ apply: expect.any(Function) })
    expect(authFor({ bearer: secret }, asks([], ['header']))).toBe(false)
    expect(authFor(undefined, asks([], ['header']))).toBe(false)
  })

  test('may be none: then nothing is sent', () => {
    expect(authFor(both, [])).toBe(false)
    expect(authFor(undefined, [], true)).toBe(false)
    expect(authFor(undefined, asks([]), true)).toBe(false)
  })

  test('that nobody can meet fall back on the client’s own credential', () => {
    expect(authFor(both, asks(['bearer']), true)).toBeUndefined()
    expect(authFor(undefined, asks(['bearer']), true)).toBeUndefined()
    expect(authFor(undefined, undefined, true)).toBeUndefined()
    expect(authFor(both, undefined)).toBeUndefined()
  })

  test('that nobody can meet are an error where credentials were given', () => {
    const error = thrown(() => authFor(both, asks(['bearer'], ['header', 'basic'])))
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toMatch(/things\.call.*bearer, or header and basic/)
    expect(error.message).not.toContain(secret)
  })

  test('that nobody can meet go out bare where no credential was given: the server will tell', () => {
    expect(authFor(undefined, asks(['bearer']))).toBe(false)
    expect(authFor({}, asks(['bearer']))).toBe(false)
  })

  test('with mutual TLS are met by whoever opens the connection', () => {
    expect(authFor(undefined, asks(['tls']))).toBe(false)
    expect(authFor({ header: secret }, asks(['tls', 'header']))).toMatchObject({
      secrets: expect.any(Function),
    })
  })

  test('of names from the prototype are not met', () => {
    expect(() => authFor(both, asks(['constructor']))).toThrow(ConfigError)
    expect(() => authFor(both, asks(['__proto__x']))).toThrow(ConfigError)
  })
})

describe('several credentials of one call', () => {
  test('are renewed together, each with what was refused', async () => {
    const tokens = ['old', 'fresh', 'fresh']
    const refused: unknown[] = []
    const own: Auth = {
      apply(target) {
        target.credential = 'mine'
      },
      async renew(credential) {
        refused.push(credential)
        return false
      },
      secrets: () => ({}),
    }
    const auth = authFor(
      { bearer: () => tokens.shift() ?? '', header: own, query: secret },
      asks(['bearer', 'header', 'query']),
    )
    const { api, sent } = stage((_, nth) =>
      nth === 1 ? new Response('', { status: 401 }) : Response.json(1),
    )
    await api.get('x', { auth })
    expect(sent.map(({ headers }) => headers.get('authorization'))).toEqual([
      'Bearer old',
      'Bearer fresh',
    ])
    expect(refused).toEqual(['mine'])
    expect(sent[1]?.url).toContain(`key=${secret}`)
  })

  test('are told by no output', async () => {
    const auth = authFor({ query: secret, header: 'OtHeR-456' }, asks(['query', 'header']))
    const { api } = stage(() => Response.json({ message: `${secret} OtHeR-456` }, { status: 403 }))
    const error = await rejection(api.get('x', { auth }))
    const told = `${error.message} ${error.stack} ${JSON.stringify(error)}`
    expect(told).not.toMatch(/sEcReT-123|OtHeR-456/)
    expect(told).toContain('[redacted]')
  })

  test('do not leave for another origin', async () => {
    const auth = authFor({ query: secret, header: secret }, asks(['query', 'header']))
    const { api, given } = stage(undefined, { auth: apiKey({ name: 'k', value: secret }) })
    const call = api.get('https://evil.example/x', { auth })
    expect(await rejection(call)).toBeInstanceOf(ConfigError)
    expect(given).toEqual([])
  })
})
