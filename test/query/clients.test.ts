import {
  InfiniteQueryObserver,
  MutationObserver,
  QueryClient,
  type QueryKey,
  QueryObserver,
} from '@tanstack/query-core'
import { afterEach, describe, expect, test } from 'vitest'
import { createCivis } from '../../src/apis/civis/index'
import { createKnowi, type Knowi } from '../../src/apis/knowi/index'
import { createMage, type Mage } from '../../src/apis/mage/index'
import { bearer, type Call } from '../../src/index'
import { type LooseApi, openapi } from '../../src/openapi/index'
import { apiInfiniteQuery, apiKeyPrefix, apiMutation, apiQuery } from '../../src/query/index'
import { mockCivis, mockKnowi, mockMage, mockTransport } from '../../src/testing/index'
import { harbour } from '../openapi/documents'
import { baseURL, watchedClock } from '../stage'

const clients: QueryClient[] = []
const queryClientOf = (): QueryClient => {
  const client = new QueryClient()
  clients.push(client)
  return client
}
afterEach(() => {
  for (const client of clients.splice(0)) client.clear()
})

const credential = 'sesame-open-4711'
const ships = [1, 2, 3, 4, 5]

/** What a client sends, without its address. */
interface Sent {
  line: string
  /** Fires where the call is ended. */
  signal: AbortSignal
}

// biome-ignore lint/suspicious/noExplicitAny: four clients, each with types of its own
type Any = any

/** What is the same for every client: one thing, a list of things, one that changes it. */
interface Kin {
  readonly api: Any
  readonly clock: ReturnType<typeof watchedClock>
  readonly sent: readonly Sent[]
  /** From now on, answers wait for the clock. */
  hang(): void
  one(api: Any): Call<unknown>
  list(api: Any): Call<unknown>
  change(api: Any): Call<unknown>
  /** The keys of one and list, behind the API. */
  readonly keys: readonly [one: QueryKey, list: QueryKey]
}

type Kind = Omit<Kin, 'clock' | 'sent' | 'hang'>

/** Puts a client before a mock, with an ear on what is sent. */
async function kinOf(
  make: (
    clock: Kin['clock'],
    over: (mock: (request: Request) => Promise<Response>) => typeof globalThis.fetch,
  ) => Kind | Promise<Kind>,
): Promise<Kin> {
  const clock = watchedClock()
  const sent: Sent[] = []
  let hanging = false
  const over = (mock: (request: Request) => Promise<Response>): typeof globalThis.fetch => {
    const fetch = mockTransport(mock)
    return (input, init) => {
      const { pathname, search } = new URL(String(input))
      const signal = init?.signal as AbortSignal
      sent.push({ line: `${init?.method ?? 'GET'} ${pathname}${search}`, signal })
      if (!hanging) return fetch(input, init)
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason))
      })
    }
  }
  const hang = (): void => {
    hanging = true
  }
  return { ...(await make(clock, over)), clock, sent, hang }
}

async function answerAtHarbour(request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url)
  if (request.method !== 'GET') return new Response(null, { status: 204 })
  if (pathname !== '/v1/ships') return Response.json({ name: 'Pinta' })
  const page = Number(searchParams.get('page') ?? 1)
  return Response.json(ships.slice((page - 1) * 2, page * 2))
}

const kinds: Record<string, () => Promise<Kin>> = {
  'a document': () =>
    kinOf((clock, over) => ({
      api: openapi(harbour, {
        baseURL,
        clock,
        fetch: over(answerAtHarbour),
        auth: bearer(credential),
      }),
      one: (api: LooseApi) =>
        api.ships.get(7, { $headers: { 'x-more': credential }, $timeout: 900 }),
      list: (api: LooseApi) =>
        api.ships.list({ flag: 'pt', $idleTimeout: 900, $onDownloadProgress: () => {} }),
      change: (api: LooseApi) => api.ships.delete(7),
      keys: [
        ['ships', 'ships.get', 7],
        ['ships', 'ships.list', { flag: 'pt' }],
      ],
    })),
  Civis: () =>
    kinOf(async (clock, over) => {
      const mock = mockCivis({ apiKey: credential, clock })
      return {
        api: await createCivis({
          apiKey: credential,
          localApiSpec: mock.spec,
          env: {},
          clock,
          fetch: over(mock),
        }),
        one: (api: LooseApi) => api.workflows.get(1),
        list: (api: LooseApi) => api.workflows.list({ limit: 5, $timeout: 900 }),
        change: (api: LooseApi) => api.workflows.patch(1, { name: 'x' }),
        keys: [
          ['workflows', 'workflows.get', 1],
          ['workflows', 'workflows.list', { limit: 5 }],
        ],
      }
    }),
  Mage: () =>
    kinOf((clock, over) => {
      const mock = mockMage({ apiKey: credential, clock })
      const session = { email: 'admin@admin.com', password: 'admin' }
      return {
        api: createMage({
          baseURL: mock.baseURL,
          apiKey: credential,
          session,
          clock,
          fetch: over(mock),
        }),
        one: (api: Mage) =>
          api.pipelines.get('pipeline_1', {}, { timeout: 900, headers: { 'x-more': credential } }),
        list: (api: Mage) => api.pipelines.list({ limit: 1 }, { timeout: 900 }),
        change: (api: Mage) => api.pipelines.update('pipeline_1', { description: 'x' }),
        keys: [
          ['pipelines', 'pipelines.get', 'pipeline_1', {}],
          ['pipelines', 'pipelines.list', { limit: 1 }],
        ],
      }
    }),
  Knowi: () =>
    kinOf((clock, over) => ({
      api: createKnowi({
        accessToken: credential,
        clock,
        fetch: over(mockKnowi({ accessToken: credential, dashboards: 3, clock })),
      }),
      one: (api: Knowi) => api.dashboards.get(1),
      list: (api: Knowi) => api.dashboards.list({ byCategory: [1] }),
      change: (api: Knowi) => api.dashboards.delete(1),
      keys: [
        ['dashboards', 'dashboards.get', 1],
        ['dashboards', 'dashboards.list', { byCategory: [1] }],
      ],
    })),
}

describe.each(Object.entries(kinds))('queries on a client of %s', (_, kin) => {
  test('are named by the resource, the operation and what is asked, never by a credential', async () => {
    const { api, one, list, keys } = await kin()
    const queries = [apiQuery(api, one), apiQuery(api, list)]
    expect(queries.map(({ queryKey: [, ...rest] }) => rest)).toEqual(keys)
    expect(JSON.stringify(queries)).not.toContain(credential)
    for (const { queryKey } of queries) {
      const prefix = apiKeyPrefix(api, String(keys[0][0]))
      expect(queryKey.slice(0, 2)).toEqual(prefix)
    }
  })

  test('give what the call gives', async () => {
    const { api, one } = await kin()
    const direct = await one(api)
    expect(direct).toBeTypeOf('object')
    expect(await queryClientOf().fetchQuery(apiQuery(api, one))).toEqual(direct)
  })

  test('end their call when nobody waits for them any more', async () => {
    const { api, one, list, hang, sent, clock } = await kin()
    // Past log-ins and verifications.
    await list(api)
    hang()
    const observer = new QueryObserver(queryClientOf(), apiQuery(api, one))
    const leave = observer.subscribe(() => {})
    await clock.settle()
    const { signal } = sent.at(-1) as Sent
    expect(signal.aborted).toBe(false)
    leave()
    await clock.settle()
    expect(signal.aborted).toBe(true)
  })

  test('are stale after a mutation of the same resource', async () => {
    const { api, list, change, sent } = await kin()
    const client = queryClientOf()
    const query = apiQuery(api, list)
    await client.fetchQuery(query)
    await client.fetchQuery({ queryKey: [query.queryKey[0], 'others'], queryFn: () => 1 })
    const mutation = apiMutation(api, change)
    expect(JSON.stringify(mutation)).not.toContain(credential)
    await new MutationObserver(client, mutation).mutate()
    expect(sent.at(-1)?.line).toMatch(/^(PUT|PATCH|DELETE) /)
    const stale = client
      .getQueryCache()
      .findAll()
      .filter(({ state }) => state.isInvalidated)
    expect(stale.map(({ queryKey }) => queryKey)).toEqual([query.queryKey])
  })
})

/** Reads an infinite query to its end. */
async function pagesOf(query: ReturnType<typeof apiInfiniteQuery>): Promise<unknown[]> {
  const observer = new InfiniteQueryObserver(queryClientOf(), query as never)
  const leave = observer.subscribe(() => {})
  await observer.refetch()
  let result = observer.getCurrentResult()
  while (result.hasNextPage) result = await observer.fetchNextPage()
  leave()
  expect(result.error).toBe(null)
  return (result.data as unknown as { pages: { data: unknown }[] }).pages.map(({ data }) => data)
}

describe('an infinite query', () => {
  test('reads the pages of a document', async () => {
    const { api, list, sent } = await (kinds['a document'] as () => Promise<Kin>)()
    expect(await pagesOf(apiInfiniteQuery(api, list))).toEqual([[1, 2], [3, 4], [5]])
    expect(sent.slice(-3).map(({ line }) => line)).toEqual([
      'GET /v1/ships?flag=pt',
      'GET /v1/ships?flag=pt&page=2',
      'GET /v1/ships?flag=pt&page=3',
    ])
  })

  test('reads the pages of Civis from the first, whatever page is asked for', async () => {
    const { api, sent } = await (kinds.Civis as () => Promise<Kin>)()
    const query = apiInfiniteQuery<LooseApi, unknown>(api, (api) =>
      api.workflows.list({ limit: 5, pageNum: 3 }),
    )
    const pages = (await pagesOf(query)) as { id: number }[][]
    expect(pages.map((page) => page.length)).toEqual([5, 5, 2])
    expect(pages.flat().map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    expect(sent.slice(-3).map(({ line }) => /page_num=\d/.exec(line)?.[0])).toEqual([
      'page_num=1',
      'page_num=2',
      'page_num=3',
    ])
  })

  test('reads the pages of Mage for as long as it says that there is a next one', async () => {
    const { api, list, sent } = await (kinds.Mage as () => Promise<Kin>)()
    const pages = (await pagesOf(apiInfiniteQuery(api, list))) as { items: { uuid: string }[] }[]
    expect(pages.map(({ items }) => items.map(({ uuid }) => uuid))).toEqual([
      ['pipeline_1'],
      ['pipeline_2'],
    ])
    expect(sent.at(-1)?.line).toContain('_offset=1')
  })

  test('ends the call of the page that nobody waits for any more', async () => {
    const { api, list, hang, sent, clock } = await (kinds.Civis as () => Promise<Kin>)()
    const observer = new InfiniteQueryObserver(queryClientOf(), apiInfiniteQuery(api, list))
    const leave = observer.subscribe(() => {})
    await observer.refetch()
    hang()
    observer.fetchNextPage()
    await clock.settle()
    const { line, signal } = sent.at(-1) as Sent
    expect(line).toContain('page_num=2')
    leave()
    await clock.settle()
    expect(signal.aborted).toBe(true)
  })
})

describe('the names of Civis in other spellings', () => {
  test('are the same cached data', async () => {
    const { api } = await (kinds.Civis as () => Promise<Kin>)()
    const keyOf = (select: (api: LooseApi) => Call<unknown>) =>
      apiQuery<LooseApi, unknown>(api, select).queryKey
    expect(keyOf((api) => api.git_repos.list())).toEqual(keyOf((api) => api.gitRepos.list()))
    expect(keyOf((api) => api.jobs.list_runs(1))).toEqual(keyOf((api) => api.jobs.listRuns(1)))
    expect(keyOf((api) => api.users.listMe())).toEqual(keyOf((api) => api.users.getMe()))
    expect(keyOf((api) => api.$operation('GET /jobs/{id}/runs')(1))).toEqual(
      keyOf((api) => api.jobs.listRuns(1)),
    )
  })
})
