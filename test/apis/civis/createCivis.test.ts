import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  type Civis,
  CivisApiError,
  CivisApiKeyError,
  CivisJobFailure,
  type CivisOptions,
  createCivis,
} from '../../../src/apis/civis/index'
import {
  ClosedError,
  ConfigError,
  NetworkError,
  NotFoundError,
  TooManyRequestsError,
} from '../../../src/index'
import { type Tree, treeKey } from '../../../src/operation/operation'
import {
  type FakeClock,
  fakeClock,
  type MockApi,
  type MockCivisOptions,
  mockCivis,
  mockTransport,
} from '../../../src/testing/index'
import { rejection } from '../../stage'

let clock: FakeClock
beforeEach(() => {
  clock = fakeClock()
})
afterEach(() => {
  expect(clock.pending, 'timers left behind').toBe(0)
})

let keys = 0

/** A client with the mock's specification at hand, so that only its calls are sent. */
async function civisOn(
  mockOptions: MockCivisOptions = {},
  options: CivisOptions = {},
): Promise<{ civis: Civis; mock: MockApi }> {
  const mock = mockCivis({ clock, ...mockOptions })
  const civis = await createCivis({
    apiKey: 'test-key',
    localApiSpec: mock.spec,
    env: {},
    clock,
    fetch: mockTransport(mock),
    ...options,
  })
  return { civis, mock }
}
const lines = ({ requests }: MockApi): string[] =>
  requests.map(({ method, url }) => `${method} ${url.replace(/^https:\/\/[^/]+\//, '')}`)

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

describe('the names', () => {
  const none = { summary: 'x', responses: { 200: { description: 'unknown' } } }
  const id = { name: 'id', in: 'path', required: true, type: 'integer' }
  const run = { name: 'execution_id', in: 'path', required: true, type: 'integer' }
  const seed = {
    swagger: '2.0',
    info: { title: 'seed', version: '1' },
    paths: {
      '/workflows': { get: none },
      '/workflows/{id}': {
        get: { ...none, parameters: [id] },
        patch: {
          ...none,
          parameters: [id, { name: 'b', in: 'body', schema: { $ref: '#/definitions/B' } }],
        },
      },
      '/workflows/{id}/executions': {
        get: { ...none, parameters: [id] },
        post: { ...none, parameters: [id] },
      },
      '/workflows/{id}/executions/{execution_id}': { get: { ...none, parameters: [id, run] } },
    },
    definitions: { B: { type: 'object', properties: { name: { type: 'string' } } } },
  }

  it('are exactly the six of the table, in both spellings', async () => {
    const { civis, mock } = await civisOn({ spec: seed })
    expect(Object.keys(civis)).toEqual(['workflows'])
    expect(Object.keys(civis.workflows).sort()).toEqual([
      'get',
      'getExecutions',
      'list',
      'listExecutions',
      'patch',
      'postExecutions',
    ])
    expect(Object.getOwnPropertyNames(civis.workflows).sort()).toEqual(
      [
        ...Object.keys(civis.workflows),
        'get_executions',
        'help',
        'list_executions',
        'post_executions',
      ].sort(),
    )
    const { workflows } = civis
    await workflows.list()
    await workflows.get(1)
    await workflows.listExecutions(1)
    await workflows.patch(1, { name: 'x' })
    const { id: execution } = await workflows.postExecutions(1)
    await workflows.getExecutions(1, execution)
    const table = [
      'GET workflows',
      'GET workflows/1',
      'GET workflows/1/executions',
      'PATCH workflows/1',
      'POST workflows/1/executions',
      `GET workflows/1/executions/${execution}`,
    ]
    expect(lines(mock)).toEqual(table)
    await workflows.list_executions(1)
    await workflows.post_executions(1)
    await workflows.get_executions(1, execution)
    expect(lines(mock).slice(6)).toEqual([table[2], table[4], table[5]])
  })

  it('are get… where the answer is known to be no list, and list… answers unseen', async () => {
    const { civis, mock } = await civisOn()
    expect(Object.keys(civis.users)).toContain('getMe')
    expect(await civis.users.getMe()).toMatchObject({ username: 'ada' })
    expect(Object.keys(civis.search)).toEqual(['get'])
    expect(await civis.search.list()).toHaveProperty('results')
    expect(lines(mock)).toEqual(['GET users/me', 'GET search'])
  })

  it('leave out what is deprecated, and feature flags', async () => {
    const get = (summary: string) => ({ get: { summary, responses: {} } })
    const spec = {
      ...seed,
      paths: {
        '/a/b': get('Old (Deprecated)'),
        '/a/c': get('New'),
        '/feature_flags/x': get('Flags'),
      },
    }
    const { civis } = await civisOn({ spec })
    expect(civis.$resources).toEqual(['a'])
    expect(Object.keys(civis.a)).toEqual(['listC'])
  })

  it('that are on their way out warn', async () => {
    const warnings: string[] = []
    const warned = { ...none, 'x-deprecation-warning': 'Leave it.' }
    const me = { ...none, responses: { 200: { schema: { type: 'object' } } } }
    const spec = { ...seed, paths: { '/a/b': { get: warned }, '/users/me': { get: me } } }
    const onWarning = (warning: string): void => void warnings.push(warning)
    const { civis } = await civisOn({ spec }, { onWarning })
    await civis.a.listB()
    await civis.users.getMe()
    await civis.users.list_me()
    expect(warnings).toEqual([
      'a.listB: Leave it.',
      'users.listMe: this is no list any more; use users.getMe.',
    ])
  })

  it('can be recorded by those who want to know what is called', async () => {
    const { civis } = await civisOn()
    const tree = (civis as unknown as Record<symbol, Tree<Civis>>)[treeKey]
    const recorded: unknown[] = []
    const recorder = tree?.(((operation: { id: string; kind: string }, args: unknown) => {
      recorded.push([operation.id, operation.kind, args])
    }) as never)
    recorder?.workflows.list({ limit: 10 })
    recorder?.workflows.post_executions(1)
    expect(recorded).toEqual([
      ['workflows.list', 'query', [{ limit: 10 }]],
      ['workflows.postExecutions', 'mutation', [1]],
    ])
  })
})

describe('a call', () => {
  it('sends names in snake_case, arrays with brackets, and takes both spellings', async () => {
    const { civis, mock } = await civisOn()
    await civis.admin.listOrganizations({ orgType: ['a b', 'c'], status: [] })
    await civis.credentials.list({ remote_host_id: null, default: true })
    await civis.queries.post({ database: 1, sql: 'x', previewRows: 5, credential: null })
    await civis.queries.post(1, 'x', 5, { include_header: true })
    expect(lines(mock)).toEqual([
      'GET admin/organizations?org_type%5B%5D=a%20b&org_type%5B%5D=c',
      'GET credentials?default=true',
      'POST queries',
      'POST queries',
    ])
    const bodies = mock.requests.slice(2).map(({ body }) => JSON.parse(body))
    expect(bodies).toEqual([
      { database: 1, sql: 'x', preview_rows: 5, credential: null },
      { database: 1, sql: 'x', preview_rows: 5, include_header: true },
    ])
  })

  it('sends an empty object where there is no body, but with GET', async () => {
    const { civis, mock } = await civisOn()
    await civis.jobs.postRuns(7)
    await civis.jobs.deleteProjects(1, 2)
    await civis.jobs.get(1)
    expect(mock.requests.map(({ body }) => body)).toEqual(['{}', '{}', ''])
    expect(mock.requests[1]?.headers['content-type']).toContain('application/json')
  })

  it.each<[string, (civis: Civis) => Promise<unknown>, RegExp]>([
    ['an unknown name', (civis) => civis.jobs.get(1, { foo: 2 }), /foo/],
    ['a missing value', (civis) => civis.jobs.get(), /jobs\.get.*id/],
    ['an empty value', (civis) => civis.jobs.get(''), /id/],
    ['a value that leads elsewhere', (civis) => civis.permissionSets.getResources(1, '..'), /\.\./],
    ['one value too many', (civis) => civis.jobs.list('queued'), /jobs\.list/],
    ['a missing property', (civis) => civis.queries.post({ sql: 'x' }), /database/],
    ['a value given twice', (civis) => civis.queries.post(1, 'x', { sql: 'y' }), /sql.*once/],
    ['iterator: true', (civis) => civis.jobs.list({ iterator: true }), /jobs\.list\.iterate/],
  ])('refuses %s before it is sent', async (_what, call, message) => {
    const { civis, mock } = await civisOn()
    const error = await rejection(call(civis))
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toMatch(message)
    expect(mock.requests).toHaveLength(0)
  })

  it('gives frozen data in snake_case, and what came along beside it', async () => {
    const { civis } = await civisOn({ quota: { limit: 9, window: 1000, headers: true } })
    const { data, headers, callsRemaining, rateLimit, attempts } = await civis.workflows
      .get(1)
      .withResponse()
    expect(data).toMatchObject({ id: 1, last_execution: { state: 'succeeded', finished_at: null } })
    expect(data.lastExecution.finishedAt).toBe(null)
    expect(Object.isFrozen(data)).toBe(true)
    expect({ callsRemaining, rateLimit, attempts }).toEqual({
      callsRemaining: 8,
      rateLimit: 9,
      attempts: 1,
    })
    expect(headers.get('x-ratelimit-limit')).toBe('9')
    expect(civis.lastResponse).toMatchObject({ data, callsRemaining: 8 })
    await civis.users.getMe()
    expect(civis.last_response).toMatchObject({ data: { username: 'ada' }, callsRemaining: 7 })
  })

  it('gives camelCase where that is asked for, and undefined for nothing', async () => {
    const { civis } = await civisOn({}, { returnType: 'camel' })
    expect(await civis.workflows.get(1)).toHaveProperty('lastExecution.finishedAt')
    expect(await civis.jobs.deleteProjects(1, 2)).toBe(undefined)
  })

  it('gives the Response, unread, where that is asked for; errors are errors still', async () => {
    const { civis } = await civisOn({}, { returnType: 'raw' })
    const response: Response = await civis.workflows.get(1)
    expect(response.bodyUsed).toBe(false)
    expect(await response.json()).toHaveProperty('lastExecution')
    expect(await rejection(civis.workflows.get(99))).toBeInstanceOf(NotFoundError)
    const { data, callsRemaining } = await civis.workflows.list().withResponse()
    expect(data).toBeInstanceOf(Response)
    expect(callsRemaining).toBe(undefined)
    await data.body?.cancel()
  })

  it('gives the Response of a single call, too', async () => {
    const { civis } = await civisOn()
    const response = await civis.workflows.get(1).asResponse()
    expect(await response.json()).toHaveProperty('lastExecution')
  })

  it('holds its data against a schema as it gives them', async () => {
    const { civis } = await civisOn()
    const schema = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: (data: { last_execution: unknown }) => ({ value: data.last_execution }),
      },
    }
    const checked = await civis.workflows.get(1, { $schema: schema })
    expect(checked).toEqual({ state: 'succeeded', finished_at: null })
  })

  it('that is refused says why, as an error of Civis and of the core', async () => {
    const { civis } = await civisOn()
    const error = await rejection<CivisApiError>(civis.workflows.get(99))
    expect(error).toBeInstanceOf(CivisApiError)
    expect(error).toBeInstanceOf(NotFoundError)
    expect(error.message).toBe(
      '(404) The requested resource could not be found. (GET /workflows/99)',
    )
    const wrong = await civisOn({ apiKey: 'other' })
    const refused = await rejection<CivisApiKeyError>(wrong.civis.workflows.list())
    expect(refused).toBeInstanceOf(CivisApiKeyError)
    expect(JSON.stringify(refused) + inspect(refused, { depth: 9 })).not.toContain('test-key')
  })
})

describe('retries', () => {
  const seed: Record<string, readonly number[]> = {
    GET: [429, 502, 503, 504],
    PUT: [429, 502, 503, 504],
    DELETE: [429, 502, 503, 504],
    POST: [429, 503],
    PATCH: [],
  }
  const withKnownWait = [413, 429, 503]
  const calls: Record<string, (civis: Civis) => Promise<unknown>> = {
    GET: (civis) => civis.workflows.get(1),
    PUT: (civis) => civis.workflows.put(1, { name: 'x' }),
    DELETE: (civis) => civis.workflows.delete(1),
    POST: (civis) => civis.workflows.post({ name: 'x' }),
    PATCH: (civis) => civis.workflows.patch(1, { name: 'x' }),
  }
  const matrix = Object.keys(seed).flatMap((method) =>
    [408, 413, 429, 500, 502, 503, 504].flatMap((status) =>
      [undefined, 1].map((retryAfter) => ({ method, status, retryAfter })),
    ),
  )

  it.each(matrix)('$method after $status, Retry-After $retryAfter', async (row) => {
    const { method, status, retryAfter } = row
    const { civis, mock } = await civisOn({
      faults: [{ kind: 'status', status, ...(retryAfter && { retryAfter }) }],
    })
    const over = Promise.allSettled([calls[method]?.(civis)])
    await clock.advance(120_000)
    const again =
      seed[method]?.includes(status) || (retryAfter !== undefined && withKnownWait.includes(status))
    expect(mock.requests).toHaveLength(again ? 2 : 1)
    const [end] = await over
    expect(end?.status).toBe(again ? 'fulfilled' : 'rejected')
    if (!again) expect((end as PromiseRejectedResult).reason).toMatchObject({ status })
    else if (retryAfter) expect(mock.requests[1]?.at).toBeGreaterThanOrEqual(1000)
  })

  it('end after ten attempts, with the last answer', async () => {
    const faults = [{ kind: 'status', status: 503, times: 99 } as const]
    const { civis, mock } = await civisOn({ faults })
    const failed = rejection<CivisApiError>(civis.workflows.list())
    await clock.advance(700_000)
    const error = await failed
    expect(error).toBeInstanceOf(CivisApiError)
    expect(error).toMatchObject({ status: 503, attempts: 10 })
    // Half of 2, 4, 8, 16, 32, 60, 60, 60, 60 s.
    const times = mock.requests.map(({ at }) => at)
    expect(times.slice(1).map((at, index) => at - (times[index] as number))).toEqual([
      1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, 30_000,
    ])
  })

  it('count throttled attempts as any other', async () => {
    const faults = [{ kind: 'status', status: 429, retryAfter: 1, times: 99 } as const]
    const { civis, mock } = await civisOn({ faults })
    const failed = rejection(civis.workflows.list())
    await clock.advance(700_000)
    expect(await failed).toBeInstanceOf(TooManyRequestsError)
    expect(mock.requests).toHaveLength(10)
  })

  it('wait for ten minutes where the server asks for it, and give up at once beyond', async () => {
    const waiting = await civisOn({ faults: [{ kind: 'status', status: 429, retryAfter: 590 }] })
    const over = waiting.civis.workflows.list()
    await clock.advance(595_000)
    expect(await over).toHaveLength(12)
    const refused = await civisOn({ faults: [{ kind: 'status', status: 429, retryAfter: 601 }] })
    const error = await rejection(refused.civis.workflows.list())
    expect(error).toMatchObject({ name: 'CivisApiError', status: 429, retryAfter: 601_000 })
    expect(clock.pending).toBe(0)
  })

  it('do not follow a network error', async () => {
    const { civis, mock } = await civisOn({ faults: [{ kind: 'reset' }] })
    expect(await rejection(civis.workflows.list())).toBeInstanceOf(NetworkError)
    expect(mock.requests).toHaveLength(1)
  })

  it('wait and stop as you say', async () => {
    const faults = [{ kind: 'status', status: 503, times: 99 } as const]
    const retries = { wait: () => 5000, stop: ({ attempt }: { attempt: number }) => attempt >= 3 }
    const { civis, mock } = await civisOn({ faults }, { retries })
    const failed = rejection(civis.workflows.list())
    await clock.advance(60_000)
    expect(await failed).toMatchObject({ status: 503, attempts: 3 })
    expect(mock.requests.map(({ at }) => at)).toEqual([0, 5000, 10_000])
  })

  it('draw on no budget: each call is repeated, however many fail', async () => {
    const fails: MockCivisOptions['faults'] = (_, n) =>
      n <= 60 ? { kind: 'status', status: 503 } : undefined
    const { civis, mock } = await civisOn({ faults: fails })
    const all = Promise.all(Array.from({ length: 60 }, (_, id) => civis.jobs.list({ q: `${id}` })))
    await clock.advance(300_000)
    expect(await all).toHaveLength(60)
    expect(mock.requests).toHaveLength(120)
  })

  it('have no clock over them: a slow answer is waited for', async () => {
    const { civis } = await civisOn({ latency: 3_600_000 })
    const over = civis.workflows.list()
    await clock.advance(3_600_000)
    expect(await over).toHaveLength(12)
  })
})

describe('pages', () => {
  it('are read one after the other, as they are asked for, from the first', async () => {
    const { civis, mock } = await civisOn()
    const ids: number[] = []
    const items = civis.workflows.list.iterate({ limit: 5, pageNum: 3, hidden: false })
    await clock.settle()
    expect(mock.requests).toHaveLength(0)
    for await (const { id, last_execution } of items) {
      expect(last_execution).toHaveProperty('finished_at')
      ids.push(id)
    }
    expect(ids).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    expect(lines(mock)).toEqual(
      [1, 2, 3].map((page) => `GET workflows?hidden=false&limit=5&page_num=${page}`),
    )
  })

  it('end at a shorter page, whatever the server makes of the limit', async () => {
    const { civis, mock } = await civisOn({ pageSize: 5, paginationHeaders: false })
    let count = 0
    for await (const _ of civis.workflows.list.iterate({ limit: 1000 })) count += 1
    expect(count).toBe(12)
    expect(mock.requests).toHaveLength(3)
  })

  it('end at an empty page where all are alike', async () => {
    const { civis, mock } = await civisOn({ pageSize: 6, paginationHeaders: false })
    let count = 0
    for await (const _ of civis.workflows.list.iterate()) count += 1
    expect(count).toBe(12)
    expect(mock.requests).toHaveLength(3)
  })

  it('come whole, with what came along, behind the values of the path', async () => {
    const { civis, mock } = await civisOn({
      records: { 'workflows/1/executions': [{ id: 1 }, { id: 2 }, { id: 3 }] },
      pageSize: 2,
    })
    const sizes: number[] = []
    for await (const { data, response } of civis.workflows.listExecutions.pages(1)) {
      expect(response.headers.get('x-pagination-total-entries')).toBe('3')
      sizes.push(data.length)
    }
    expect(sizes).toEqual([2, 1])
    expect(lines(mock)).toEqual([
      'GET workflows/1/executions?page_num=1',
      'GET workflows/1/executions?page_num=2',
    ])
  })

  it('end with the reason of an abort', async () => {
    const { civis, mock } = await civisOn()
    const controller = new AbortController()
    const read = async (): Promise<void> => {
      const items = civis.workflows.list.iterate({ limit: 2, $signal: controller.signal })
      for await (const { id } of items) if (id === 2) controller.abort('enough')
    }
    expect(await rejection(read())).toBe('enough')
    expect(mock.requests).toHaveLength(1)
  })

  it('are only where the list has them', async () => {
    const { civis } = await civisOn()
    expect(civis.databases.list.iterate).toBe(undefined)
    expect(civis.jobs.listRunsLogs.iterate).toBe(undefined)
    expect(civis.workflows.post.iterate).toBe(undefined)
  })
})

describe('the client', () => {
  it('shows its resources and sends nothing when it is only looked at', async () => {
    const { civis, mock } = await civisOn()
    expect(Object.keys(civis)).toHaveLength(39)
    expect(Object.keys(civis)).toContain('jsonValues')
    expect(inspect(civis, { getters: true, showHidden: true })).toContain('workflows')
    expect(JSON.stringify(Object.entries(civis).length)).toBe('39')
    expect({ ...civis }).not.toHaveProperty('username')
    await clock.settle()
    expect(mock.requests).toHaveLength(0)
    expect(await civis.username).toBe('ada')
    expect(mock.requests).toHaveLength(1)
  })

  it('has its helpers in both spellings', async () => {
    const { civis } = await civisOn()
    expect(await civis.getDatabaseId('sandbox')).toBe(2)
    expect(await civis.get_database_id('sandbox')).toBe(2)
    expect(await civis.default_database_credential_id).toBe(1)
  })

  it('tells what a method takes', async () => {
    const { civis } = await civisOn()
    expect(civis.queries.post.help).toContain('Run a query')
    expect(civis.$help).toContain('workflows')
    expect(await civis.$operation('GET /workflows/{id}')(1)).toHaveProperty('name')
  })

  it('runs jobs, and says how they end', async () => {
    const { civis } = await civisOn({ runs: { 7: { states: ['running', 'failed'], error: 'no' } } })
    const good = (await civis.runJob(1)).wait()
    await clock.advance(5000)
    expect(await good).toMatchObject({ state: 'succeeded', created_at: expect.any(String) })
    const job = await civis.run_job(7)
    expect(await rejection(job.wait())).toBeInstanceOf(CivisJobFailure)
    expect((await civis.job(7, job.runId).logs().next()).value).toMatchObject({
      message: 'The run begins.',
    })
    expect(() => civis.job(7, 1.5)).toThrow(ConfigError)
  })

  it('makes container scripts under the names that Civis takes, and runs them', async () => {
    const { civis, mock } = await civisOn({}, { returnType: 'raw' })
    const job = await civis.runContainer({ requiredResources: { cpu: 1 }, dockerImageName: 'img' })
    expect(lines(mock)).toEqual([
      'POST scripts/containers',
      `POST scripts/containers/${job.jobId}/runs`,
    ])
    expect(JSON.parse(mock.requests[0]?.body ?? '')).toEqual({
      required_resources: { cpu: 1 },
      docker_image_name: 'img',
    })
    const error = await rejection(civis.runContainer({ dockerImageName: 'img' }))
    expect(error.message).toContain('requiredResources')
  })

  it('ends its calls and its waits when it is closed', async () => {
    const { civis } = await civisOn({ runs: { 0: { states: Array(9).fill('running') } } })
    const job = await civis.runJob(1)
    const waiting = rejection(job.wait())
    await clock.advance(500)
    await civis.close()
    expect(await waiting).toBeInstanceOf(ClosedError)
    expect(await rejection(civis.workflows.list())).toBeInstanceOf(ClosedError)
  })

  it('takes the types that were made of a specification', async () => {
    interface Mine {
      workflows: { list(options?: { limit?: number }): Promise<{ id: number }[]> }
    }
    const mock = mockCivis({ clock })
    const civis = await createCivis<Mine>({
      apiKey: 'test-key',
      localApiSpec: mock.spec,
      clock,
      fetch: mockTransport(mock),
    })
    const [first] = await civis.workflows.list({ limit: 1 })
    expect(first?.id).toBe(1)
    // @ts-expect-error there is no such method in these types
    expect(civis.workflows.lists).toBe(undefined)
  })
})

describe('the specification', () => {
  /** A mock of its own for each test, with a key that nothing is kept for. */
  function place(over: CivisOptions = {}, mockOptions: MockCivisOptions = {}) {
    keys += 1
    const apiKey = `key ${keys}`
    const mock = mockCivis({ apiKey, clock, ...mockOptions })
    const fetch = mockTransport(mock)
    const make = (more: CivisOptions = {}): Promise<Civis> =>
      createCivis({ apiKey, env: {}, clock, fetch, ...over, ...more })
    return { mock, make, apiKey }
  }
  const day = 24 * 3_600_000

  it('is downloaded once, for all who ask at the same time and later', async () => {
    const { mock, make } = place()
    const [one, other] = await Promise.all([make(), make()])
    expect(Object.keys(one)).toEqual(Object.keys(other))
    await make({ returnType: 'camel' })
    expect(lines(mock)).toEqual(['GET endpoints'])
    expect(await one.users.getMe()).toHaveProperty('username')
  })

  it('is kept for one key at one address', async () => {
    const { mock, make, apiKey } = place()
    await make()
    await make({ baseURL: 'https://api.civisanalytics.com/' })
    expect(mock.requests).toHaveLength(1)
    await make({ baseURL: 'https://other.example' })
    expect(mock.requests).toHaveLength(2)
    const failed = rejection(make({ apiKey: `${apiKey}x` }))
    expect(await failed).toBeInstanceOf(CivisApiKeyError)
    expect(mock.requests).toHaveLength(3)
  })

  it('is kept for a day to the millisecond, and then asked whether it has changed', async () => {
    const { mock, make } = place()
    await make()
    await clock.advance(day - 1)
    await make()
    expect(mock.requests).toHaveLength(1)
    await clock.advance(1)
    const civis = await make()
    expect(mock.requests.map(({ status }) => status)).toEqual([200, 304])
    expect(mock.requests[1]?.headers['if-none-match']).toBeTruthy()
    expect(Object.keys(civis)).toHaveLength(39)
    await clock.advance(day - 1)
    await make()
    expect(mock.requests).toHaveLength(2)
  })

  it('is kept for a quarter of an hour in a page', async () => {
    const { mock, make } = place()
    Object.assign(globalThis, { document: {} })
    try {
      await make()
      await clock.advance(15 * 60_000 - 1)
      await make()
      expect(mock.requests).toHaveLength(1)
      await clock.advance(1)
      await make()
      expect(mock.requests).toHaveLength(2)
    } finally {
      delete (globalThis as { document?: unknown }).document
    }
  })

  it('is kept as long as you say', async () => {
    const { mock, make } = place({ specTtl: 1000 })
    await make()
    await clock.advance(1000)
    await make()
    expect(mock.requests).toHaveLength(2)
  })

  it('is asked for by its date where it has no tag', async () => {
    const { make, mock } = place()
    const date = 'Wed, 21 Oct 2026 07:28:00 GMT'
    const asked: (string | null)[] = []
    const fetch = (async (_: string, init: RequestInit) => {
      const since = new Headers(init.headers).get('if-modified-since')
      asked.push(since)
      if (since === date) return new Response(null, { status: 304 })
      return Response.json(mock.spec, { headers: { 'last-modified': date } })
    }) as typeof globalThis.fetch
    await make({ fetch, specTtl: 0 })
    await make({ fetch, specTtl: 0 })
    expect(asked).toEqual([null, date])
  })

  it('is downloaded without a condition where that is asked for; clients that are there stay', async () => {
    const { mock, make } = place()
    const before = await make()
    const resources = before.$resources
    await make({ forceRefreshApiSpec: true })
    expect(mock.requests).toHaveLength(2)
    expect(mock.requests[1]?.headers).not.toHaveProperty('if-none-match')
    expect(before.$resources).toEqual(resources)
  })

  it('that has expired serves where no new one can be had, if that is asked for', async () => {
    const faults: MockCivisOptions['faults'] = (_, n) =>
      n > 1 ? { kind: 'status', status: 500 } : undefined
    const { mock, make } = place({ specTtl: 0 }, { faults })
    await make()
    expect(Object.keys(await make({ staleOnError: true }))).toHaveLength(39)
    expect(mock.requests).toHaveLength(2)
    expect(await rejection(make())).toMatchObject({ name: 'CivisApiError', status: 500 })
  })

  it('can be kept in a store of yours, help included', async () => {
    const items = new Map<string, string>()
    const specCache = {
      getItem: async (key: string) => items.get(key) ?? null,
      setItem: async (key: string, value: string) => void items.set(key, value),
    }
    const { make, apiKey } = place({ specCache })
    await make()
    const [[key, text]] = [...items] as [[string, string]]
    expect(key + text).not.toContain(apiKey)
    // Another process, which has the store alone.
    const { mock: other, make: again } = place()
    const kept = { ...specCache, getItem: () => text }
    const civis = await again({ specCache: kept })
    expect(other.requests).toHaveLength(0)
    expect(civis.queries.post.help).toContain('Run a query')
  })

  it('that cannot be had because of the key says so', async () => {
    for (const status of [401, 403]) {
      const { make, mock, apiKey } = place({}, { faults: [{ kind: 'status', status }] })
      const error = await rejection<CivisApiKeyError>(make())
      expect(error).toBeInstanceOf(CivisApiKeyError)
      expect(error.message).toMatch(new RegExp(`^\\(${status}\\) Civis refuses the API key`))
      expect(error.cause).toBeInstanceOf(CivisApiError)
      expect(inspect(error, { depth: 9 })).not.toContain(btoa(`${apiKey}:`))
      await make()
      expect(mock.requests).toHaveLength(2)
    }
  })

  it('is repeated by Civis’ own rules, whatever yours are', async () => {
    const { make, mock } = place(
      { retry: false },
      { faults: [{ kind: 'status', status: 503, retryAfter: 2 }] },
    )
    const made = make()
    await clock.advance(5000)
    expect(Object.keys(await made)).toHaveLength(39)
    expect(mock.requests).toHaveLength(2)
  })

  it('can be a page of something else, which is said', async () => {
    const { make } = place()
    const fetch = (async () => Response.json(['hello'])) as unknown as typeof globalThis.fetch
    expect((await rejection(make({ fetch }))).message).toContain('GET endpoints')
  })

  it('can be a URL: of Civis with the key, of others without', async () => {
    const { make, mock } = place()
    const seen: [string, string | null][] = []
    const fetch = (async (url: string, init: RequestInit) => {
      seen.push([url, new Headers(init.headers).get('authorization')])
      return Response.json(mock.spec)
    }) as typeof globalThis.fetch
    const own = 'https://api.civisanalytics.com/specs/1.json'
    const foreign = new URL('https://files.example/spec.json')
    expect(Object.keys(await make({ fetch, localApiSpec: own }))).toHaveLength(39)
    expect(
      Object.keys(await make({ fetch, localApiSpec: foreign, headers: { 'x-secret': '1' } })),
    ).toHaveLength(39)
    expect(seen.map(([url, key]) => [url, key !== null])).toEqual([
      [own, true],
      [foreign.href, false],
    ])
  })

  it('can be a file, a text, or what another client was grown from', async () => {
    const { writeFile, mkdtemp, rm } = await import('node:fs/promises')
    const { tmpdir } = await import('node:os')
    const { join } = await import('node:path')
    const { pathToFileURL } = await import('node:url')
    const { make, mock } = place()
    const folder = await mkdtemp(join(tmpdir(), 'civis-'))
    try {
      const file = join(folder, 'spec.json')
      const text = JSON.stringify(mock.spec)
      await writeFile(file, text)
      const first = await make({ localApiSpec: file })
      for (const localApiSpec of [pathToFileURL(file), text, first.$table, mock.spec]) {
        expect(Object.keys(await make({ localApiSpec }))).toEqual(Object.keys(first))
      }
    } finally {
      await rm(folder, { recursive: true })
    }
    expect(mock.requests).toHaveLength(0)
  })
})
