import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { civisData } from '../../src/apis/civis/data'
import { type Civis, type CivisOptions, createCivis, getApiSpec } from '../../src/apis/civis/index'
import { snakeName } from '../../src/apis/civis/names'
import { type FakeClock, fakeClock } from '../../src/testing/index'

/**
 * Holds the client against recorded transcripts of the Python client. ORACLES names the folder with
 * them; without it there is nothing to check against, and that is said aloud. What is different on
 * purpose says why.
 */
const folder = process.env.ORACLES
if (!folder) console.warn('!!! ORACLES IS NOT SET: the recorded transcripts are not checked')

interface Sent {
  method: string
  target: string
  headers?: Record<string, string>
  body: string
}
interface Scripted {
  status: number
  headers: Record<string, string>
  body: unknown
}
interface Recording {
  label: string
  call: string
  requests: Sent[]
  server_script: Scripted[]
  n_requests: number
  sleeps_planned_s: (number | string)[]
  result?: unknown
  raised?: { type: string; str: string; cause: string | null; attrs: Record<string, unknown> }
}
interface Transcripts {
  calls: Recording[]
  retries: Recording[]
  responses: Recording[]
  spec_download: Recording[]
  response_class: { label: string; expr: string; value: string }[]
  camel_to_snake: { [camel: string]: string }
}

const none: Transcripts = {
  calls: [],
  retries: [],
  responses: [],
  spec_download: [],
  response_class: [],
  camel_to_snake: {},
}
const record: Transcripts = folder
  ? JSON.parse(readFileSync(`${folder}/civis-wire.json`, 'utf8'))
  : none
const specs = `${folder}/../specs`
const localApiSpec: object | undefined = folder
  ? JSON.parse(readFileSync(`${specs}/civis.swagger2.json`, 'utf8'))
  : undefined
const usersOnly = {
  swagger: '2.0',
  info: { title: 'x', version: '1' },
  paths: { '/users/me': { get: { summary: 'me', responses: { 200: { description: 'ok' } } } } },
}

let clock: FakeClock
beforeEach(() => {
  clock = fakeClock()
})

/** A server that answers by the script, and then with `rest`. */
function served(script: readonly Scripted[], rest: unknown = []) {
  const sent: (Sent & { at: number })[] = []
  const fetch = (async (url: string, init: RequestInit) => {
    const { pathname, search } = new URL(url)
    sent.push({
      method: init.method ?? '',
      target: pathname + search,
      headers: init.headers as { [name: string]: string },
      body: typeof init.body === 'string' ? init.body : '',
      at: clock.now(),
    })
    const { status, headers, body } = script[sent.length - 1] ?? {
      status: 200,
      headers: {},
      body: rest,
    }
    const isBare = body === null || status === 204
    return new Response(isBare ? null : typeof body === 'string' ? body : JSON.stringify(body), {
      status,
      headers: {
        ...(typeof body !== 'string' && { 'content-type': 'application/json' }),
        ...headers,
      },
    })
  }) as typeof globalThis.fetch
  return { fetch, sent }
}

/** What is made of the specification once does for all. */
let table: object | undefined

async function civisOn(fetch: typeof globalThis.fetch, over: CivisOptions = {}): Promise<Civis> {
  table ??= (await createCivis({ apiKey: 'k', localApiSpec: localApiSpec as object })).$table
  const spec = table
  return createCivis({
    apiKey: 'secret-key',
    baseURL: 'http://127.0.0.1',
    localApiSpec: spec,
    env: {},
    clock,
    fetch,
    onWarning: () => {},
    ...over,
  })
}

/** `+` is a space in Python's queries, and truth has a capital. fetch sends no body with GET. */
function normal({ method, target, headers = {}, body }: Sent): unknown {
  const [path = '', query = ''] = target.split('?')
  const bare = method === 'GET' ? '' : body
  const kept = ['authorization', 'x-civis-job-id', 'x-civis-run-id']
  if (method !== 'GET') kept.push('content-type')
  const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const)
  return {
    method,
    path,
    query: query.replaceAll('+', '%20').replace(/=(True|False)\b/g, (text) => text.toLowerCase()),
    body: bare === '' ? undefined : JSON.parse(bare),
    headers: Object.fromEntries(named.filter(([name]) => kept.includes(name))),
  }
}

interface Case {
  run: (civis: Civis) => unknown
  options?: CivisOptions
  /** Why the recording is not what is right; what is, follows. */
  differs?: string
  requests?: (recorded: Sent[]) => Sent[]
  result?: unknown
  raises?: string | RegExp
  answers?: Scripted[]
}

const items = async (list: AsyncIterable<unknown>, most = 100): Promise<unknown[]> => {
  const read: unknown[] = []
  for await (const item of list) {
    read.push(item)
    if (read.length === most) break
  }
  return read
}
const at = (target: string) => (recorded: Sent[]) =>
  recorded.map((each, index) => (index === 0 ? { ...each, target } : each))
const more = (target: string) => (recorded: Sent[]) => [
  ...recorded.slice(0, 1),
  { ...(recorded[0] as Sent), target },
  ...recorded.slice(1),
]
const page = (body: unknown): Scripted => ({ status: 200, headers: {}, body })
const jobPages = [page([{ id: 1 }, { id: 2 }]), page([{ id: 3 }]), page([])]
const refused = 'refused by a ConfigError before anything is sent, as Python does by its TypeError'
const encoded = 'a path value is encoded, so that it cannot lead elsewhere'

const calls: { [label: string]: Case } = {
  'list, no args': { run: (civis) => civis.jobs.list() },
  'list, array params': {
    run: ({ admin }) =>
      admin.list_organizations({ status: ['active', 'trial'], org_type: ['platform'] }),
  },
  'list, array given as plain string': {
    run: ({ admin }) => admin.listOrganizations({ status: 'active,trial' }),
  },
  'list, None value dropped; bool as text; int': {
    run: ({ credentials }) =>
      credentials.list({ type: 'Database', default: true, remoteHostId: null }),
  },
  'query with special characters': { run: ({ jobs }) => jobs.list({ q: 'a b&c=d/é+%' }) },
  "path param with special characters: 'a/b'": {
    run: (civis) => civis.permission_sets.get_resources(1, 'a/b'),
    differs: encoded,
    requests: at('/permission_sets/1/resources/a%2Fb'),
  },
  "path param with special characters: 'a%2Fb'": {
    run: (civis) => civis.permissionSets.getResources(1, 'a%2Fb'),
    differs: encoded,
    requests: at('/permission_sets/1/resources/a%252Fb'),
  },
  "path param with special characters: 'é ü'": {
    run: (civis) => civis.permissionSets.getResources(1, 'é ü'),
  },
  "path param with special characters: '..'": {
    run: (civis) => civis.permissionSets.getResources(1, '..'),
    differs: encoded,
    requests: () => [],
    raises: 'ConfigError',
  },
  'post body, camel schema, snake on wire': {
    run: ({ queries }) =>
      queries.post({ database: 1, sql: 'SELECT 1', preview_rows: 10, credential: 3 }),
  },
  'post body, nested object and array untouched': {
    run: ({ scripts }) =>
      scripts.post_containers({
        requiredResources: { cpu: 1, diskSpace: 2 },
        dockerImageName: 'img',
        params: [{ name: 'X', type: 'string' }],
        arguments: { X: '1' },
        hidden: false,
        name: null,
      }),
  },
  'post without body params': { run: (civis) => civis.jobs.post_runs(7) },
  'put with path+body': {
    run: (civis) => civis.jobs.put_shares_users(1, [2, 3], 'read', { share_email_body: null }),
  },
  'delete 204': {
    run: (civis) => civis.jobs.delete_projects(1, 2),
    differs: 'nothing is undefined, not an empty object',
    result: undefined,
  },
  'hyphen path': { run: (civis) => civis.databases.listWhitelistIps(1) },
  'legacy list name': { run: (civis) => civis.users.list_me() },
  'missing required': { run: (civis) => civis.jobs.get(), raises: /ConfigError.*\bid\b/ },
  'optional passed positionally': {
    run: (civis) => civis.jobs.list('queued'),
    raises: 'ConfigError',
  },
  'unexpected kwarg': { run: (civis) => civis.jobs.get(1, { foo: 2, bar: 3 }), raises: /foo/ },
  'unexpected camelCase kwarg': {
    run: (civis) => civis.jobs.list({ pageNum: 2 }),
    differs: 'camelCase is accepted',
    requests: () => [{ method: 'GET', target: '/jobs?page_num=2', headers: secretKey, body: '' }],
    result: [],
    answers: [page([])],
  },
  'iterator kwarg on non-iterable': {
    run: (civis) => civis.jobs.get(1, { iterator: true }),
    raises: /ConfigError.*\.iterate/,
  },
  iterator: {
    run: async (civis) => {
      const read = civis.jobs.list.iterate({ limit: 2, page_num: 7, state: 'queued' })
      return (await items(read)).map((job) => (job as { id: number }).id)
    },
    answers: jobPages,
    differs: 'a page that is shorter than the one before is the last',
    requests: (recorded) => recorded.slice(0, 2),
    result: [1, 2, 3],
  },
  'iterator is lazy': { run: (civis) => typeof civis.jobs.list.iterate(), result: 'object' },
  'iterator: next after two': {
    run: async (civis) => (await items(civis.jobs.list.iterate(), 2)).length,
    answers: jobPages,
    result: 2,
  },
  'job/run headers and user agent': {
    options: {
      apiKey: 'k2',
      userAgent: 'my-agent',
      env: { CIVIS_JOB_ID: '11', CIVIS_RUN_ID: '22' },
    },
    run: (civis) => civis.users.getMe(),
  },
  'helper get_database_id': { run: (civis) => civis.get_database_id('redshift-general') },
  'helper get_database_id missing': {
    run: (civis) => civis.getDatabaseId('nope'),
    raises: /CivisLookupError.*'nope'/,
  },
  'helper get_database_credential_id': {
    run: (civis) => civis.getDatabaseCredentialId('jsmith', 'redshift-general'),
  },
  'helper get_database_credential_id by id': {
    run: (civis) => civis.getDatabaseCredentialId('jsmith', 9),
  },
  'helper get_aws_credential_id two, narrows by username': {
    run: (civis) => civis.getAwsCredentialId('d'),
    differs: 'all pages are searched: one more request where no header says that there is one',
    requests: more('/credentials?type=Amazon+Web+Services+S3&page_num=2'),
    answers: [
      page([
        { id: 1, name: 'd', owner: 'o1' },
        { id: 2, name: 'd', owner: 'me' },
      ]),
      page([]),
      page({ id: 3, username: 'me' }),
    ],
  },
  'helper get_aws_credential_id two, none mine': {
    run: (civis) => civis.getAwsCredentialId('e'),
    differs: 'CivisLookupError in place of an IndexError; the user is not known from before here',
    requests: (recorded) =>
      [
        '/credentials?type=Amazon+Web+Services+S3',
        '/credentials?type=Amazon+Web+Services+S3&page_num=2',
        '/users/me',
      ].map((target) => ({ ...(recorded[0] as Sent), target })),
    answers: [
      page([
        { id: 1, name: 'e', owner: 'o1' },
        { id: 2, name: 'e', owner: 'o2' },
      ]),
      page([]),
      page({ id: 3, username: 'me' }),
    ],
    raises: /CivisLookupError.*'e'/,
  },
  'helper get_aws_credential_id with owner, missing': {
    run: (civis) => civis.getAwsCredentialId('f', { owner: 'zz' }),
    differs: 'all pages are searched',
    requests: more('/credentials?type=Amazon+Web+Services+S3&page_num=2'),
    raises: /CivisLookupError.*'f'.*'zz'/,
  },
  'helper get_storage_host_id': { run: (civis) => civis.getStorageHostId('test host') },
  'helper default_database_credential_id': { run: (civis) => civis.defaultDatabaseCredentialId },
  'helper default_credential': { run: (civis) => civis.default_credential },
  'helper username, fresh client': { options: { apiKey: 'k3' }, run: (civis) => civis.username },
  'helper feature_flags': {
    options: { apiKey: 'k3' },
    run: (civis) => civis.featureFlags,
    result: ['a'],
  },
  'helper get_table_id': { run: (civis) => civis.getTableId('foo.bar', 5) },
  'helper get_table_id quoted': { run: (civis) => civis.getTableId('"sch.x".bar', 5) },
  'petstore camel path template': {
    options: folder
      ? { localApiSpec: JSON.parse(readFileSync(`${specs}/petstore.json`, 'utf8')) }
      : {},
    run: (civis) => civis.pets.get('x'),
    differs: 'the path is filled by the name that it has, where Python fails',
    requests: () => [{ method: 'GET', target: '/pets/x', headers: secretKey, body: '' }],
    result: { id: 1 },
    answers: [page({ id: 1 })],
  },
}
const secretKey = { authorization: 'Basic c2VjcmV0LWtleTo=' }

/** The recorded results that are data. */
function resultOf({ result }: Recording): unknown {
  if (typeof result === 'string') return /^\d+$/.test(result) ? Number(result) : result.slice(1, -1)
  const { items: list, json_snake } = result as { items?: unknown[]; json_snake?: unknown }
  return list ?? json_snake
}

async function endOf(work: () => unknown): Promise<{ result?: unknown; error?: string }> {
  try {
    return { result: await work() }
  } catch (error) {
    return { error: String(error) }
  }
}

const unknown: string[] = []
const differences: string[] = []
afterAll(() => {
  if (unknown.length > 0) console.warn(`!!! NOT CHECKED: ${unknown.join('; ')}`)
  if (differences.length > 0) console.info(`Different on purpose:\n  ${differences.join('\n  ')}`)
})

describe.runIf(folder)('the calls of the Python client', () => {
  for (const recording of record.calls) {
    const { label } = recording
    const known = calls[label]
    if (!known) {
      unknown.push(label)
      continue
    }
    it(label, async () => {
      const { run, options, differs, requests, raises, answers } = known
      if (differs) differences.push(`${label}: ${differs}`)
      const script = answers ?? recording.server_script
      const { fetch, sent } = served(script)
      const civis = await civisOn(fetch, options)
      const end = await endOf(() => run(civis))
      const expected = requests?.(recording.requests) ?? recording.requests
      expect(sent.map(normal)).toEqual(expected.map(normal))
      if (raises) expect(end.error).toMatch(raises)
      else expect(end).toEqual({ result: 'result' in known ? known.result : resultOf(recording) })
      // What Python refuses is refused here, and otherwise said to be different.
      if (recording.raised && !differs) expect(raises, refused).toBeDefined()
    })
  }
})

describe.runIf(folder)('the retries of the Python client', () => {
  /** Where its documentation says otherwise: a known wait is waited for whatever the method. */
  const isDocumented = ({ label, n_requests }: Recording): boolean =>
    n_requests === 1 && /^[A-Z]+ (413|429|503) with Retry-After: 37$/.test(label)
  const byMethod: { [method: string]: (civis: Civis) => Promise<unknown> } = {
    GET: (civis) => civis.jobs.get(5),
    POST: (civis) => civis.jobs.postRuns(7),
    PUT: (civis) => civis.jobs.putProjects(1, 2),
    PATCH: (civis) => civis.workflows.patch(1, { name: 'x' }),
    DELETE: (civis) => civis.jobs.deleteProjects(1, 2),
  }
  const special: { [label: string]: string } = {
    "GET 429 Retry-After='Wed, 21 Oct 2035 07:28:00 GMT'":
      'a date is a Retry-After; it is later than 600 s from now, so the call gives up at once',
    "GET 429 Retry-After='1e3'": 'no number of RFC 9110, so the wait is not known',
    "GET 429 Retry-After='inf'": 'no number, so the wait is not known',
    'user policy fixed 5 s, 3 attempts, no retry_error_callback: GET 503 for ever':
      "given up, the call fails with the answer's CivisApiError",
    'retries of a wrong type': 'a ConfigError',
    'GET connection refused': 'a NetworkError, after one request',
  }

  for (const recording of record.retries) {
    const { label, call, server_script, n_requests, sleeps_planned_s: sleeps } = recording
    if (
      label.startsWith('user policy') ||
      label.startsWith('retries of') ||
      label.includes('refused')
    )
      continue
    if (!byMethod[call]) {
      unknown.push(label)
      continue
    }
    it(label, async () => {
      const documented = isDocumented(recording)
      const expected = documented ? 2 : /Wed, 21/.test(label) ? 1 : n_requests
      if (documented) differences.push(`${label}: the documentation is followed, not the code`)
      if (special[label]) differences.push(`${label}: ${special[label]}`)
      const { fetch, sent } = served(server_script, { id: 1, state: 'queued' })
      const civis = await civisOn(fetch)
      const over = endOf(() => byMethod[call]?.(civis))
      await clock.advance(2_000_000)
      const end = await over
      expect(sent).toHaveLength(expected)
      const isGood = (server_script[expected - 1] ?? { status: 200 }).status === 200
      if (isGood) expect(end.error).toBe(undefined)
      else expect(end.error).toContain(`(${server_script[expected - 1]?.status}) `)
      const first = (sent[1]?.at ?? 0) - (sent[0]?.at ?? 0)
      // At random, within the bounds of the policy: 0.5 of 2 s on this clock.
      const wait = sleeps[0] === 37 || documented ? 37_000 : /'1\.5'/.test(label) ? 1500 : 1000
      if (expected === 1) return
      expect(first).toBeGreaterThanOrEqual(wait)
      // The quota's pause ends a little later, so that not all come back at once.
      expect(first).toBeLessThanOrEqual(wait * 1.1)
    })
  }

  it('user policy fixed 5 s, 3 attempts: GET 503 for ever', async () => {
    const label = 'user policy fixed 5 s, 3 attempts, no retry_error_callback: GET 503 for ever'
    differences.push(`${label}: ${special[label]}`)
    const script = Array(9).fill({ status: 503, headers: {}, body: {} })
    const { fetch, sent } = served(script)
    const civis = await civisOn(fetch, {
      retries: { wait: () => 5000, stop: ({ attempt }) => attempt >= 3 },
    })
    const over = endOf(() => civis.jobs.get(5))
    await clock.advance(60_000)
    expect((await over).error).toContain('CivisApiError: (503)')
    expect(sent.map((each) => each.at)).toEqual([0, 5000, 10_000])
  })

  it('retries of a wrong type', async () => {
    expect((await endOf(() => civisOn(fetch, { retries: 3 as never }))).error).toContain(
      'ConfigError',
    )
  })

  it('GET connection refused', async () => {
    let count = 0
    const civis = await civisOn((async () => {
      count += 1
      throw new TypeError('refused')
    }) as typeof fetch)
    expect((await endOf(() => civis.jobs.get(5))).error).toContain('NetworkError')
    expect(count).toBe(1)
  })
})

describe.runIf(folder)('the answers of the Python client', () => {
  const known: { [label: string]: { error?: RegExp; result?: unknown; why?: string } } = {
    '400 JSON without errorDescription': { error: /\(400\) no message \(GET \/jobs\/5\)/ },
    '500 html': {
      error: /CivisApiError: \(500\) not JSON: <html>/,
      why: 'Python fails to parse it',
    },
    'error with JSON list body': { error: /\(400\) no message/, why: 'Python fails to read it' },
    '401 with www-authenticate': { error: /CivisApiKeyError: Bearer realm="x"/ },
    '401 without www-authenticate': {
      error: /CivisApiKeyError: \(401\) The requested/,
      why: 'Python fails without the header',
    },
    '200 not JSON': { error: /ParseError/, why: "the core's ParseError" },
    '200 empty body': { result: undefined, why: 'nothing is undefined, not an empty object' },
    '200 JSON list of scalars': { result: [1, 2], why: 'Python fails on it' },
  }

  for (const recording of record.responses) {
    const { label, server_script, raised } = recording
    // Where Python fails by itself it does not say what is right.
    if (raised && !known[label] && !/^CivisAPI/.test(raised.type)) {
      unknown.push(label)
      continue
    }
    if (label.startsWith('302')) {
      // Followed by fetch itself, below the client: on a real socket.
      it(label, async () => {
        const targets: string[] = []
        const server = createServer(({ url = '' }, response) => {
          const { status, headers, body } = server_script[targets.push(url) - 1] as Scripted
          const type = { 'content-type': 'application/json' }
          response.writeHead(status, { ...type, ...headers }).end(body && JSON.stringify(body))
        })
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
        try {
          const { port } = server.address() as AddressInfo
          const civis = await civisOn(fetch, { baseURL: `http://127.0.0.1:${port}` })
          expect(await civis.jobs.get(1)).toEqual(resultOf(recording))
          expect(targets).toEqual(recording.requests.map(({ target }) => target))
        } finally {
          server.closeAllConnections()
          server.close()
        }
      })
      continue
    }
    const isRaw = label.startsWith('return_type raw')
    it(label, async () => {
      const { error, why } = known[label] ?? {}
      if (why) differences.push(`${label}: ${why}`)
      const { fetch, sent } = served(server_script)
      const civis = await civisOn(fetch, isRaw ? { returnType: 'raw' } : {})
      const end = await endOf(() => civis.jobs.get(/get\(1\)/.test(recording.call) ? 1 : 5))
      expect(sent).toHaveLength(1)
      if (error) expect(end.error).toMatch(error)
      else if (raised && !known[label]) {
        const { status, body } = server_script[0] as Scripted
        const isSaid = typeof Object(body).errorDescription === 'string'
        // What Civis says is kept; how it is told that nothing was said is each client's own.
        const text = isSaid || /Key/.test(raised.type) ? raised.str : `(${status}) `
        expect(end.error).toContain(`${raised.type.replace('API', 'Api')}: ${text}`)
      } else if (isRaw) {
        const response = end.result as Response
        expect([response.status, response.bodyUsed]).toEqual([200, false])
        expect(await response.json()).toEqual({ id: 1 })
      } else {
        const expected =
          known[label] && 'result' in known[label] ? known[label].result : resultOf(recording)
        expect(end).toEqual({ result: expected })
      }
    })
  }
})

describe.runIf(folder)('the specification, as the Python client has it', () => {
  const document = usersOnly
  const keyless = (script: Scripted[]) => served(script, document)

  for (const { label, requests, server_script, raised } of record.spec_download) {
    it(label, async () => {
      const script = /^(401|403|500)$/.test(label) ? server_script : []
      const { fetch, sent } = keyless(script)
      const make = (over: CivisOptions): Promise<unknown> =>
        createCivis({
          apiKey: `A ${label.replace(':', '')}`,
          baseURL: 'http://127.0.0.1',
          env: {},
          clock,
          fetch,
          ...over,
        }).then((civis) => Object.keys(civis))
      const cases: { [label: string]: () => Promise<unknown> } = {
        'second client with the same key: cache': async () => {
          await make({})
          sent.length = 0
          return make({})
        },
        'same key, other user_agent: downloads': async () => {
          await make({})
          sent.length = 0
          return make({ userAgent: 'x' })
        },
        'force refresh': async () => {
          await make({})
          sent.length = 0
          return make({ forceRefreshApiSpec: true })
        },
        401: () => make({}),
        403: () => make({}),
        500: () => make({}),
        'local spec and force': () => make({ localApiSpec: document, forceRefreshApiSpec: true }),
        'plain dict as local spec': () => make({ localApiSpec: document }),
        'api_version 2.0': () => make({ apiVersion: '2.0' }),
        'api_version 2.0 with local spec': () =>
          make({ apiVersion: '2.0', localApiSpec: document }),
        'bad return_type': () => make({ returnType: 'camelCase' as never }),
        'empty-string key': () => make({ apiKey: '' }),
      }
      const run = cases[label]
      if (!run) {
        unknown.push(label)
        return
      }
      const end = await endOf(run)
      const different: { [label: string]: string } = {
        'same key, other user_agent: downloads':
          'the specification does not depend on who asks how',
        'plain dict as local spec': 'any object will do',
        'empty-string key': 'an empty key is none',
      }
      if (different[label]) differences.push(`${label}: ${different[label]}`)
      if (label in different) {
        expect(sent).toHaveLength(0)
        expect(end).toEqual(
          label === 'empty-string key'
            ? { error: expect.stringContaining('CIVIS_API_KEY') }
            : { result: ['users'] },
        )
        return
      }
      expect(sent.map(({ method, target }) => `${method} ${target}`)).toEqual(
        requests.map(({ method, target }) => `${method} ${target}`),
      )
      if (!raised) expect(end).toEqual({ result: ['users'] })
      else if (/^40[13]$/.test(label))
        expect(end.error).toMatch(/CivisApiKeyError: \(40[13]\).* key/)
      else if (label === '500') expect(end.error).toContain('CivisApiError: (500)')
      else expect(end.error).toContain('ConfigError')
    })
  }

  it('can be had, saved and given back', async () => {
    const { fetch, sent } = keyless([])
    const options = { baseURL: 'http://127.0.0.1', env: {}, clock, fetch }
    const spec = await getApiSpec('B', options)
    expect(spec).toEqual(document)
    const civis = await createCivis({ ...options, apiKey: 'B', localApiSpec: JSON.stringify(spec) })
    expect(Object.keys(civis)).toEqual(['users'])
    expect(sent).toHaveLength(1)
  })
})

describe.runIf(folder)('the response objects of the Python client', () => {
  const original = {
    fooBar: { bazQux: 1 },
    lst: [{ aB: 1 }, 2],
    HTMLUrl: 'u',
    userID2: 1,
    item2Name: 1,
    get: 5,
  }
  // biome-ignore lint/suspicious/noExplicitAny: data of many shapes
  const data = (value: unknown): any => civisData(value, 'snake', 'jobs/1')
  const r = folder ? data(original) : undefined
  const probes: { [label: string]: [() => unknown, unknown] } = {
    'r["fooBar"]': [() => r.fooBar, { baz_qux: 1 }],
    'r.foo_bar.baz_qux': [() => r.foo_bar.baz_qux, 1],
    // JavaScript has undefined for what is not there, and no methods stand in the way of data.
    'r.nope': [() => r.nope, undefined],
    'r["nope"]': [() => r.nope, undefined],
    'r.get("fooBar")': [() => r.get, 5],
    'list(r.items())': [
      () => Object.entries(r),
      [
        ['foo_bar', { baz_qux: 1 }],
        ['lst', [{ a_b: 1 }, 2]],
        ['html_url', 'u'],
        ['user_id2', 1],
        ['item2_name', 1],
        ['get', 5],
      ],
    ],
    '"foo_bar" in r': [() => 'foo_bar' in r && 'fooBar' in r, true],
    'list(r)': [() => Object.keys(r).length, 6],
    'r.lst[0].a_b': [() => r.lst[0].a_b, 1],
    'Response(None).json_data': [() => data(undefined), undefined],
    'repr(Response({"aB":1}))': [() => JSON.stringify(data({ aB: 1 })), '{"a_b":1}'],
    'bool(Response({}))': [() => Object.keys(data({})), []],
    'Response({"a":[[{"bC":1}]]}).json()': [() => data({ a: [[{ bC: 1 }]] }), { a: [[{ bC: 1 }]] }],
    'Response({"aB":1,"a_b":2}).json()': [() => data({ aB: 1, a_b: 2 }), { a_b: 2 }],
    'json() is a copy': [() => structuredClone(r).foo_bar, { baz_qux: 1 }],
  }
  const immutable = ['set attribute', 'delete attribute']
  // What is a method of the object there is told by the answer, or by JavaScript itself, here.
  const without = [
    'r.json(snake_case=False)',
    'json(snake_case=False) is shallow',
    'hash(Response({"a":1}))==hash(Response({"a":1}))',
    'r.calls_remaining',
    'r.rate_limit',
  ]

  for (const { label } of record.response_class) {
    const probe = probes[label]
    if (probe) {
      it(label, () => {
        expect(probe[0]()).toEqual(probe[1])
      })
    } else if (immutable.includes(label)) {
      it(label, () => {
        expect(() => {
          if (label.startsWith('set')) r.x = 1
          else delete r.foo_bar
        }).toThrow(TypeError)
      })
    } else if (without.includes(label) || label.startsWith('find:')) {
      differences.push(`${label}: data is plain; arrays have find and filter of their own`)
    } else unknown.push(label)
  }

  it('have the counts of the quota beside them, not in them', async () => {
    const { fetch } = served([
      {
        status: 200,
        headers: { 'X-RateLimit-Limit': '1000', 'X-RateLimit-Remaining': '5' },
        body: {},
      },
    ])
    const civis = await civisOn(fetch)
    const answer = await civis.jobs.get(1).withResponse()
    expect(answer).toMatchObject({ callsRemaining: 5, rateLimit: 1000 })
    expect(civis.lastResponse).toMatchObject({ callsRemaining: 5, rateLimit: 1000 })
  })

  it.each(Object.entries(record.camel_to_snake))('%s → %s', (camel, snake) => {
    expect(snakeName(camel)).toBe(snake)
  })
})
