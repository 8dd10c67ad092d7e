import { beforeEach, describe, expect, it } from 'vitest'
import { type Civis, type CivisOptions, createCivis } from '../../../src/apis/civis/index'
import { ConfigError } from '../../../src/index'
import { rejection } from '../../stage'

describe('the options', () => {
  const paths = { '/users/me': { get: { summary: 'me', responses: {} } } }
  const localApiSpec = { swagger: '2.0', info: { title: 'x', version: '1' }, paths }
  const seen: Request[] = []
  const fetch = (async (url: string, init: RequestInit) => {
    seen.push(new Request(url, init))
    return Response.json({})
  }) as typeof globalThis.fetch
  beforeEach(() => {
    seen.length = 0
  })
  const make = (over: CivisOptions): Promise<Civis> => createCivis({ localApiSpec, fetch, ...over })

  it('take the key from the option, else from the environment that was given', async () => {
    await (await make({ apiKey: 'own', env: { CIVIS_API_KEY: 'theirs' } })).users.list_me()
    await (await make({ env: { CIVIS_API_KEY: 'theirs' } })).users.listMe()
    expect(seen.map(({ headers }) => headers.get('authorization'))).toEqual([
      `Basic ${btoa('own:')}`,
      `Basic ${btoa('theirs:')}`,
    ])
  })

  it("take null for Python's None: as if it were left out", async () => {
    const none = { apiKey: null, retries: null, userAgent: undefined }
    await (await make({ ...none, env: { CIVIS_API_KEY: 'theirs' } })).users.listMe()
    expect(seen[0]?.headers.get('authorization')).toBe(`Basic ${btoa('theirs:')}`)
    seen.length = 0
    await rejection(make({ localApiSpec: null, apiKey: 'own' }))
    expect(seen.map(({ url }) => new URL(url).pathname)).toEqual(['/endpoints'])
  })

  it('take key, address, job and run from the environment of the process', async () => {
    const variables = {
      CIVIS_API_KEY: 'of the process',
      CIVIS_API_ENDPOINT: 'https://civis.example/api/',
      CIVIS_JOB_ID: '11',
      CIVIS_RUN_ID: '22',
    }
    const before = { ...process.env }
    Object.assign(process.env, variables)
    try {
      await (await make({ userAgent: 'mine' })).users.listMe()
    } finally {
      process.env = before
    }
    expect(seen[0]?.url).toBe('https://civis.example/api/users/me')
    expect(Object.fromEntries(seen[0]?.headers ?? [])).toMatchObject({
      authorization: `Basic ${btoa('of the process:')}`,
      'user-agent': 'mine',
      'x-civis-job-id': '11',
      'x-civis-run-id': '22',
    })
  })

  it('say nothing of a job outside of one', async () => {
    await (await make({ apiKey: 'k', env: { CIVIS_RUN_ID: '22' } })).users.listMe()
    expect(seen[0]?.headers.has('x-civis-run-id')).toBe(false)
  })

  it.each<[string, CivisOptions, RegExp]>([
    ['no key', { env: {} }, /no API key.*CIVIS_API_KEY/],
    ['an empty key', { env: {}, apiKey: '' }, /no API key/],
    ['a key with a colon', { apiKey: 'a:b' }, /apiKey must be a key without a colon/],
    ['a version', { apiKey: 'k', apiVersion: '2.0', localApiSpec: undefined }, /apiVersion/],
    ['two wishes', { apiKey: 'k', forceRefreshApiSpec: true }, /forceRefreshApiSpec/],
    ['a return type', { apiKey: 'k', returnType: 'kebab' as never }, /snake,camel,raw/],
    ['a condition', { apiKey: 'k', retries: { when: () => true } as never }, /wait and stop/],
    ['two policies', { apiKey: 'k', retries: {}, retry: 2 }, /retries or retry/],
    ['a store', { apiKey: 'k', specCache: {} as never }, /getItem and setItem/],
    ['a time', { apiKey: 'k', specTtl: -1 }, /specTtl/],
    ['a typo', { apikey: 'k' } as never, /Did you mean 'apiKey'/],
    ['Python’s name', { api_key: 'k' } as never, /Did you mean 'apiKey'/],
    ['auth', { apiKey: 'k', auth: {} } as never, /unknown option 'auth'/],
    ['no document', { apiKey: 'k', localApiSpec: { openapi: '9' } }, /OpenAPI 3|Swagger/],
    ['no JSON', { apiKey: 'k', localApiSpec: '{nope' }, /not JSON/],
    ['no such file', { apiKey: 'k', localApiSpec: '/nowhere/spec.json' }, /cannot be read/],
  ])('refuse %s', async (_what, options, message) => {
    const error = await rejection(make(options))
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toMatch(message)
    expect(seen).toHaveLength(0)
  })

  it('let another version stand where the specification is given', async () => {
    expect(Object.keys(await make({ apiKey: 'k', apiVersion: '2.0' }))).toEqual(['users'])
  })
})
