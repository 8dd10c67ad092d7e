import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from 'vitest'
import {
  createKnowi,
  type Dashboard,
  dashboardSchema,
  type Knowi,
  KnowiError,
  KnowiForbiddenError,
  type KnowiMetric,
  KnowiNotFoundError,
  type KnowiOptions,
  KnowiUnauthorizedError,
  widgetSchema,
  withKnowi,
} from '../../../src/apis/knowi/index'
import {
  AuthError,
  ClosedError,
  ConfigError,
  NotFoundError,
  ParseError,
  UnauthorizedError,
} from '../../../src/index'
import {
  type FakeClock,
  fakeClock,
  type MockApi,
  type MockKnowiOptions,
  mockKnowi,
  mockTransport,
} from '../../../src/testing/index'

let clock: FakeClock
beforeEach(() => {
  clock = fakeClock()
})
afterEach(() => {
  expect(clock.pending).toBe(0)
})

function knowiOn(mockOptions: MockKnowiOptions = {}, options: Partial<KnowiOptions> = {}) {
  const mock = mockKnowi({ accessToken: 'token-1', clock, ...mockOptions })
  const given: KnowiOptions = { clock, fetch: mockTransport(mock), ...options }
  if (given.clientId === undefined) given.accessToken ??= 'token-1'
  return { mock, knowi: createKnowi(given) }
}

const lines = (mock: MockApi): string[] =>
  mock.requests.map(({ method, path, status }) => `${method} ${path.slice(1)} ${status}`)

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.fail('it should have failed'),
    (error) => error,
  )
}

describe('verification', () => {
  it('sends nothing before the first call, then asks once for all of them', async () => {
    const { mock, knowi } = knowiOn()
    await clock.settle()
    expect(mock.requests).toHaveLength(0)
    await Promise.all([knowi.get('widgets'), knowi.get('users')])
    await knowi.get('groups')
    expect(lines(mock)).toEqual([
      'GET dashboards 200',
      'GET widgets 200',
      'GET users 200',
      'GET groups 200',
    ])
  })

  it('is left out where it is not wanted', async () => {
    const { mock, knowi } = knowiOn({}, { verify: false })
    await knowi.get('widgets')
    expect(lines(mock)).toEqual(['GET widgets 200'])
  })

  it('covers the core client below and every resource', async () => {
    const { mock, knowi } = knowiOn()
    await knowi.$client.get('widgets')
    expect(lines(mock)).toEqual(['GET dashboards 200', 'GET widgets 200'])
  })

  it('that fails rejects the call and is tried anew by the next', async () => {
    const { mock, knowi } = knowiOn({
      faults: [{ kind: 'status', status: 403, path: '/dashboards' }],
    })
    expect(await failure(knowi.get('widgets'))).toBeInstanceOf(KnowiForbiddenError)
    expect(await knowi.get('widgets')).toHaveProperty('list')
    expect(lines(mock)).toEqual(['GET dashboards 403', 'GET dashboards 200', 'GET widgets 200'])
  })

  it('needs a list in the answer, and says so', async () => {
    const fetch = (async () => Response.json({ hello: 1 })) as typeof globalThis.fetch
    const error = await failure(createKnowi({ accessToken: 't', fetch }).get('widgets'))
    expect(error).toBeInstanceOf(KnowiError)
    expect((error as Error).message).toMatch(/without a list/)
  })

  it('happens again after a 401', async () => {
    const { mock, knowi } = knowiOn({ faults: [{ kind: 'status', status: 401, path: '/users' }] })
    expect(await failure(knowi.get('users'))).toBeInstanceOf(KnowiUnauthorizedError)
    await knowi.get('users')
    expect(lines(mock)).toEqual([
      'GET dashboards 200',
      'GET users 401',
      'GET dashboards 200',
      'GET users 200',
    ])
  })

  it('happens now with open, which gives the client', async () => {
    const { mock, knowi } = knowiOn()
    expect(await knowi.open()).toBe(knowi)
    expect(lines(mock)).toEqual(['GET dashboards 200'])
  })

  it('of one call does not end with the call', async () => {
    const { mock, knowi } = knowiOn({ latency: 1000 })
    const controller = new AbortController()
    const first = failure(knowi.get('users', { signal: controller.signal }))
    const second = knowi.get('widgets')
    await clock.settle()
    controller.abort('mine')
    expect(await first).toBe('mine')
    await clock.advance(2000)
    expect(await second).toHaveProperty('list')
    expect(lines(mock)).toEqual(['GET dashboards 200', 'GET widgets 200'])
  })

  it('says true or false for a token, and rejects for anything else', async () => {
    expect(await knowiOn().knowi.checkAccessToken()).toBe(true)
    expect(await knowiOn({}, { accessToken: 'wrong' }).knowi.checkAccessToken()).toBe(false)
    expect(
      await knowiOn({ faults: [{ kind: 'status', status: 403 }] }).knowi.checkAccessToken(),
    ).toBe(false)
    const noList = (async () => Response.json({})) as typeof globalThis.fetch
    expect(await createKnowi({ accessToken: 't', fetch: noList }).checkAccessToken()).toBe(false)
    const broken = knowiOn({ faults: [{ kind: 'status', status: 500 }] }, { retry: false })
    expect(await failure(broken.knowi.checkAccessToken())).toBeInstanceOf(KnowiError)
  })
})

describe('a client with client id and secret', () => {
  const login = { clientId: 'id-1', clientSecret: 'secret-1' }
  const mockLogin = { accessToken: undefined, ...login, expiresIn: 3600 }

  it('logs in once for all waiting calls', async () => {
    const { mock, knowi } = knowiOn(mockLogin as MockKnowiOptions, login)
    await Promise.all([knowi.get('users'), knowi.get('widgets'), knowi.get('groups')])
    expect(lines(mock).filter((line) => line.includes('login'))).toEqual(['POST login 200'])
    const { headers, body } = mock.requests[0] as MockApi['requests'][number]
    expect(headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/)
    expect(body).toBe('client_id=id-1&client_secret=secret-1')
    expect(headers.authorization).toBeUndefined()
  })

  it('renews the token ahead of its end', async () => {
    const { mock, knowi } = knowiOn(mockLogin as MockKnowiOptions, { ...login, verify: false })
    await knowi.get('users')
    await clock.advance(3_569_000)
    await knowi.get('users')
    expect(lines(mock).filter((line) => line.includes('login'))).toHaveLength(1)
    await clock.advance(2000)
    await knowi.get('users')
    expect(lines(mock)).not.toContain('GET users 401')
    expect(lines(mock).filter((line) => line.includes('login'))).toHaveLength(2)
  })

  it('renews it after a 401, once for all, and repeats the calls', async () => {
    const { mock, knowi } = knowiOn(
      {
        ...mockLogin,
        faults: [{ kind: 'status', status: 401, path: '/users', times: 3 }],
      } as MockKnowiOptions,
      { ...login, verify: false, retry: false },
    )
    const answers = await Promise.all([
      knowi.get('users'),
      knowi.post('users', { json: { name: 'a' } }),
      knowi.get('users'),
    ])
    expect(answers).toHaveLength(3)
    expect(lines(mock).filter((line) => line.includes('login'))).toHaveLength(2)
  })

  it('fails with an AuthError whose cause is the error of the log-in', async () => {
    const { knowi } = knowiOn(mockLogin as MockKnowiOptions, {
      ...login,
      clientSecret: 'wrong-secret',
    })
    const error = await failure(knowi.get('users'))
    expect(error).toBeInstanceOf(AuthError)
    expect((error as AuthError).cause).toBeInstanceOf(KnowiNotFoundError)
    expect(JSON.stringify(error)).not.toContain('wrong-secret')
  })

  it('takes an answer without a token for a failed log-in, and never shows it', async () => {
    const fetch = (async () =>
      new Response('{"access_token": "tok-in-broken-json"')) as typeof globalThis.fetch
    const error = await failure(createKnowi({ ...login, fetch, clock }).get('users'))
    expect(error).toBeInstanceOf(AuthError)
    expect(JSON.stringify(error)).not.toContain('tok-in')
  })
})

describe('calls', () => {
  it('keep the origin: a url of another is refused unless it is allowed', async () => {
    const { knowi } = knowiOn()
    expect(await failure(knowi.request('GET', 'x', { url: 'https://evil.test/x' }))).toBeInstanceOf(
      ConfigError,
    )
    expect(
      await knowi.request('GET', 'x', { url: 'https://knowi.com/api/1.0/users' }),
    ).toHaveProperty('list')
    const allowed = knowiOn({}, { allowedOrigins: ['https://other.test'] })
    await allowed.knowi.request('GET', '', { url: 'https://other.test/api/1.0/users' })
    expect(allowed.mock.requests.at(-1)?.headers.authorization).toBe('Bearer token-1')
  })

  it('dispatch every method, and refuse what is none', async () => {
    const { mock, knowi } = knowiOn({}, { verify: false })
    await knowi.perform('put', 'dashboards/1', { json: { name: 'b' } })
    await knowi.perform('DELETE', 'dashboards/1')
    expect(lines(mock)).toEqual(['PUT dashboards/1 200', 'DELETE dashboards/1 204'])
    expect(await failure(knowi.perform('FETCH', 'dashboards'))).toBeInstanceOf(ConfigError)
  })

  it('send the headers of the Python client over those of a call, and leave its object alone', async () => {
    const { mock, knowi } = knowiOn({}, { verify: false, userAgent: 'my-agent' })
    const headers = {
      Accept: 'text/plain',
      Authorization: 'none',
      'User-Agent': 'x',
      'X-Trace': '1',
    }
    await knowi.get('users', { headers })
    expect(mock.requests[0]?.headers).toMatchObject({
      accept: 'application/json',
      authorization: 'Bearer token-1',
      'user-agent': 'my-agent',
      'x-trace': '1',
    })
    expect(headers.Accept).toBe('text/plain')
    await failure(knowi.post('dashboards/1/nothing'))
    expect(mock.requests[1]?.headers['content-type']).toBe('application/json')
    // A POST of JSON is of this type, whatever the caller calls it; a form or a text keeps its own.
    const own = { 'Content-Type': 'text/plain' }
    await failure(knowi.post('dashboards/1/nothing', { json: { a: 1 }, headers: own }))
    await failure(knowi.post('dashboards/1/nothing', { body: 'x', headers: own }))
    const [json, text] = mock.requests.slice(2).map((each) => each.headers['content-type'])
    expect([json, text]).toEqual(['application/json', 'text/plain'])
  })

  it('take pairs as they are, and neither null in an array nor a list of no categories', async () => {
    const { mock, knowi } = knowiOn({}, { verify: false })
    await knowi.get('users', { query: new URLSearchParams('a=1&a=2') })
    await knowi.get('users', { query: { a: [1, null, 2], b: [] } })
    await knowi.dashboards.list({ byCategory: [] })
    expect(mock.requests.map(({ url }) => new URL(url).search)).toEqual([
      '?a=1&a=2',
      '?a=1&a=2',
      '',
    ])
  })

  it('drop null from a query and join categories by commas', async () => {
    const { mock, knowi } = knowiOn({}, { verify: false })
    await knowi.get('users', { query: { a: null, b: undefined, c: 1 } })
    await knowi.dashboards.list({ byCategory: [1, 2] })
    expect(
      mock.requests.map(({ query }) => new URLSearchParams(query as never).toString()),
    ).toEqual(['c=1', 'byCategory=1%2C2'])
  })

  it('give undefined for 204 and a ParseError for a 200 that is no JSON', async () => {
    const answers = [new Response(null, { status: 204 }), new Response('<html>', { status: 200 })]
    const fetch = (async () => answers.shift()) as unknown as typeof globalThis.fetch
    const knowi = createKnowi({ accessToken: 't', fetch, verify: false })
    expect(await knowi.get('a')).toBeUndefined()
    expect(await failure(knowi.get('a'))).toBeInstanceOf(ParseError)
  })

  it('are refused after close', async () => {
    const { knowi } = knowiOn()
    await knowi.close()
    expect(await failure(knowi.get('users'))).toBeInstanceOf(ClosedError)
    expect(await failure(knowi.dashboards.list())).toBeInstanceOf(ClosedError)
  })
})

describe('resources', () => {
  it('reach every documented endpoint', async () => {
    const { mock, knowi } = knowiOn({}, { verify: false })
    await knowi.dashboards.get(1)
    await knowi.dashboards.create({ dashName: 'New' })
    await knowi.dashboards.clone(2)
    await knowi.dashboards.widgets(1)
    await knowi.dashboards.shareUrl(1)
    await knowi.queries.refresh(1)
    await knowi.categories.list({ objectType: 1 })
    await knowi.users.search({ username: 'a', userType: 'regular' })
    await knowi.groups.create({ groupName: 'g' })
    await knowi.nlp.suggestions({ datasetId: 1 })
    const rows = await knowi.datasets.query({ identifier: 'query-1', limit: 2 })
    const csv = await knowi.datasets.csv({ identifier: 'query-1' })
    const paths = mock.requests.map(({ method, path }) => `${method} ${path.slice(1)}`)
    expect(paths).toEqual([
      'GET dashboards/1',
      'POST dashboards',
      'POST dashboards/2',
      'GET dashboards/1/widgets',
      'POST dashboards/1/share/url',
      'POST queries/1/refreshQuery',
      'GET category',
      'GET users/search',
      'POST groups',
      'GET nlp/suggestions',
      'GET datasets',
      'GET datasets',
    ])
    expect(Array.isArray(rows)).toBe(true)
    expect(typeof csv).toBe('string')
    expect(mock.requests.find(({ path }) => path === '/groups')?.headers['content-type']).toMatch(
      /urlencoded/,
    )
  })

  it('give a PDF as a Blob with its headers', async () => {
    const { mock, knowi } = knowiOn({}, { verify: false })
    const { data, response } = await knowi.dashboards.exportPdf(1).withResponse()
    expect(await data.text()).toMatch(/^%PDF-/)
    expect(response.headers.get('content-disposition')).toMatch(/filename/)
    expect(mock.requests[0]?.headers.accept).toBe('*/*')
  })

  it('encode ids and refuse those that lead elsewhere', async () => {
    const { mock, knowi } = knowiOn({}, { verify: false })
    await failure(knowi.queries.get('a/b c'))
    expect(mock.requests[0]?.path).toBe('/queries/a%2Fb%20c')
    for (const id of ['..', '.', '', undefined as unknown as string]) {
      expect(await failure(knowi.dashboards.delete(id))).toBeInstanceOf(ConfigError)
    }
    expect(mock.requests).toHaveLength(1)
  })

  it('are typed', () => {
    expectTypeOf<Knowi['dashboards']['get']>().returns.resolves.toEqualTypeOf<Dashboard>()
    expectTypeOf<Knowi['dashboards']['exportPdf']>().returns.resolves.toEqualTypeOf<Blob>()
    expectTypeOf<Knowi['datasets']['csv']>().returns.resolves.toEqualTypeOf<string>()
  })
})

describe('all', () => {
  it('yields every detail in the order of the list, fetched side by side', async () => {
    const { mock, knowi } = knowiOn(
      { dashboards: 250, latency: 100 },
      { rateLimit: { limit: 1000, window: 1000 } },
    )
    const ids: unknown[] = []
    const done = (async () => {
      for await (const { id } of knowi.dashboards.all()) ids.push(id)
    })()
    await clock.advance(2000)
    await done
    expect(ids).toEqual(Array.from({ length: 250 }, (_, index) => index + 1))
    // Two for verification and list, eight rounds of 32 for the details: not 250 in a row.
    expect(clock.now()).toBe(2000)
    expect(mock.requests).toHaveLength(252)
  })

  it('ends what is under way when the loop is left', async () => {
    const { mock, knowi } = knowiOn({ widgets: 200 })
    for await (const { id } of knowi.widgets.all()) if (id === 3) break
    await clock.settle()
    expect(mock.requests.length).toBeLessThan(140)
    expect(knowi.rateLimit.state()).toMatchObject({ waiting: 0, inFlight: 0 })
  })

  it('ends with the first error in order, and with the signal', async () => {
    const { knowi } = knowiOn({
      dashboards: 20,
      faults: [{ kind: 'status', status: 404, path: '/dashboards/5' }],
    })
    const seen: unknown[] = []
    const run = async (signal?: AbortSignal): Promise<void> => {
      for await (const { id } of knowi.dashboards.all(signal ? { signal } : {})) seen.push(id)
    }
    expect(await failure(run())).toBeInstanceOf(KnowiNotFoundError)
    expect(seen).toEqual([1, 2, 3, 4])
    expect(await failure(run(AbortSignal.abort('stop')))).toBe('stop')
  })

  it('needs a list', async () => {
    const fetch = (async () => Response.json({ list: null })) as typeof globalThis.fetch
    const knowi = createKnowi({ accessToken: 't', fetch, verify: false })
    expect(await failure(knowi.widgets.all().next())).toBeInstanceOf(KnowiError)
  })
})

describe('metrics and log', () => {
  it('tell the duration of every request, in seconds', async () => {
    const metrics: KnowiMetric[] = []
    const { knowi } = knowiOn(
      { latency: 250, faults: [{ kind: 'reset', path: '/groups' }] },
      { metrics: (metric) => metrics.push(metric), retry: false },
    )
    const done = Promise.all([
      knowi.get('users', { endpoint: 'people' }),
      knowi.widgets.get(1),
      failure(knowi.get('nothing')),
      failure(knowi.get('groups')),
    ])
    await clock.advance(1000)
    await done
    const timer = { name: 'http_request_duration', type: 'timer' }
    expect(metrics).toHaveLength(5)
    expect(metrics[0]).toEqual({
      ...timer,
      value: 0.25,
      tags: { endpoint: 'verify', http_status_code: 200, status: 'succeeded' },
    })
    expect(metrics.slice(1)).toEqual(
      expect.arrayContaining([
        {
          ...timer,
          value: 0.25,
          tags: { endpoint: 'people', http_status_code: 200, status: 'succeeded' },
        },
        {
          ...timer,
          value: 0.25,
          tags: { endpoint: 'widgets.get', http_status_code: 200, status: 'succeeded' },
        },
        { ...timer, value: 0.25, tags: { http_status_code: 404, status: 'succeeded' } },
        { ...timer, value: expect.any(Number), tags: { status: 'failed' } },
      ]),
    )
  })

  it('stop when they are undone', async () => {
    const { knowi } = knowiOn()
    const metrics: unknown[] = []
    const undo = knowi.on('metric', (metric) => metrics.push(metric))
    undo()
    await knowi.get('users')
    expect(metrics).toEqual([])
  })

  it('write lines without secrets, and say when to authenticate again', async () => {
    const written: string[] = []
    const logger = {
      info: (line: string) => written.push(line),
      error: (line: string) => written.push(`! ${line}`),
    }
    const { knowi } = knowiOn(
      {
        errorShape: 'list',
        faults: [
          {
            kind: 'status',
            status: 401,
            path: '/users',
            body: {
              type: 'error.list',
              errors: [{ code: 'access_token_expired', message: 'token token-1 is old' }],
            },
          },
        ],
      },
      { logger },
    )
    const error = await failure(knowi.get('users', { query: { q: 'private' } }))
    expect(error).toMatchObject({ codes: ['access_token_expired'] })
    expect(written.join('\n')).toMatch(/GET https:\/\/knowi\.com\/api\/1\.0\/users\?q=… → 401/)
    expect(written.at(-1)).toMatch(/authenticate/)
    expect(written.join('\n')).not.toMatch(/token-1|private/)
  })
})

describe('options', () => {
  const bad: [string, Partial<KnowiOptions>][] = [
    ['accessToken', { accessToken: '' }],
    ['accessToken', {}],
    ['not both', { accessToken: 't', clientId: 'a', clientSecret: 'b' }],
    ['together', { clientId: 'a' }],
    ['timeout', { accessToken: 't', timeout: -1 }],
    ['not both', { accessToken: 't', timeout: 5, requestTimeout: 5 }],
    ['requestTimeout', { accessToken: 't', requestTimeout: 'soon' }],
    ['logger', { accessToken: 't', logger: {} as never }],
    ["Did you mean 'accessToken'", { accesToken: 't' } as never],
    ['verify', { accessToken: 't', verify: 'yes' as never }],
  ]
  it.each(bad)('that are wrong throw at once: %s', (words, options) => {
    expect(() => createKnowi(options)).toThrow(ConfigError)
    expect(() => createKnowi(options)).toThrow(words)
  })

  it('of the core reach the core', async () => {
    const { mock, knowi } = knowiOn(
      {},
      { headers: { 'x-team': 'a' }, query: { tenant: 7 }, baseURL: 'https://own.test/api/1.0' },
    )
    await knowi.get('users')
    expect(mock.requests.at(-1)).toMatchObject({ query: { tenant: '7' } })
    expect(mock.requests.at(-1)?.headers['x-team']).toBe('a')
    expect(knowi.rateLimit.state()).toMatchObject({ limit: 1000, window: 60_000 })
  })

  it('keep an attempt waiting for 300 s', async () => {
    const { knowi } = knowiOn({ faults: [{ kind: 'stall', path: '/users' }] }, { retry: false })
    const call = failure(knowi.get('users'))
    await clock.advance(299_999)
    expect(clock.pending).toBe(1)
    await clock.advance(1)
    expect(await call).toMatchObject({ name: 'TimeoutError', phase: 'body' })
  })
})

describe('withKnowi', () => {
  it('opens, gives what the function gives, and closes', async () => {
    const mock = mockKnowi({ accessToken: 't', clock })
    let inside: unknown
    const result = await withKnowi(
      { accessToken: 't', clock, fetch: mockTransport(mock) },
      async (knowi) => {
        inside = knowi
        expect(mock.requests).toHaveLength(1)
        return 7
      },
    )
    expect(result).toBe(7)
    expect(
      await failure((inside as { get(path: string): Promise<unknown> }).get('users')),
    ).toBeInstanceOf(ClosedError)
  })

  it('closes after an error too', async () => {
    const mock = mockKnowi({ accessToken: 't', clock })
    let inside: { get(path: string): Promise<unknown> } | undefined
    const error = await failure(
      withKnowi({ accessToken: 't', clock, fetch: mockTransport(mock) }, (knowi) => {
        inside = knowi
        throw new Error('mine')
      }),
    )
    expect(error).toMatchObject({ message: 'mine' })
    expect(await failure(inside?.get('users') ?? Promise.resolve())).toBeInstanceOf(ClosedError)
  })
})

describe('schemas', () => {
  it('accept fields that are missing, null or new, and refuse what is no object', async () => {
    const { knowi } = knowiOn({}, { verify: false })
    const dashboard = await knowi.get('dashboards/1', { schema: dashboardSchema })
    expectTypeOf(dashboard).toEqualTypeOf<Dashboard>()
    expect(dashboard).toHaveProperty('name')
    const validate = (schema: typeof dashboardSchema | typeof widgetSchema, value: unknown) =>
      schema['~standard'].validate(value)
    expect(await validate(dashboardSchema, { id: null, extra: 1 })).toMatchObject({
      value: { id: null, extra: 1 },
    })
    expect(await validate(widgetSchema, { id: 1 })).toHaveProperty('value')
    expect(await validate(widgetSchema, [1])).toHaveProperty('issues')
    expect(await validate(dashboardSchema, { id: 'one' })).toHaveProperty('issues')
  })
})

describe('errors', () => {
  it('are of Knowi and of the core at once', async () => {
    const { knowi } = knowiOn({}, { verify: false })
    const error = await failure(knowi.get('dashboards/999'))
    expect(error).toBeInstanceOf(KnowiNotFoundError)
    expect(error).toBeInstanceOf(KnowiError)
    expect(error).toBeInstanceOf(NotFoundError)
    expect(error).not.toBeInstanceOf(UnauthorizedError)
    expect(error).not.toBeInstanceOf(KnowiForbiddenError)
  })
})
