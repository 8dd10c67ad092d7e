import { dehydrate, hydrate, QueryClient, QueryObserver, skipToken } from '@tanstack/query-core'
import { afterEach, describe, expect, test } from 'vitest'
import { createKnowi } from '../../src/apis/knowi/index'
import { bearer, ConfigError, HttpError, PortolanError } from '../../src/index'
import { apiQuery } from '../../src/query/index'
import { mockKnowi, mockTransport } from '../../src/testing/index'
import { rejection, stage, watchedClock } from '../stage'

const clients: QueryClient[] = []
const queryClientOf = (): QueryClient => {
  const client = new QueryClient()
  clients.push(client)
  return client
}
afterEach(() => {
  for (const client of clients.splice(0)) client.clear()
})

describe('a query', () => {
  test('sends its call when data is wanted, not before', async () => {
    const { api, sent } = stage()
    const query = apiQuery(api, (api) =>
      api.get('users/{id}', { params: { id: 7 }, query: { full: true } }),
    )
    expect(sent).toHaveLength(0)
    expect(await queryClientOf().fetchQuery(query)).toEqual({ ok: true })
    expect(sent.map(({ url }) => url)).toEqual(['https://api.example.com/v1/users/7?full=true'])
  })

  test('calls resources of an API with their own arguments', async () => {
    const mock = mockKnowi({ accessToken: 't', dashboards: 3 })
    const knowi = createKnowi({ accessToken: 't', fetch: mockTransport(mock) })
    const client = queryClientOf()
    const { list } = await client.fetchQuery(apiQuery(knowi, (api) => api.dashboards.list()))
    expect(list).toHaveLength(3)
    const [first] = list
    const one = await client.fetchQuery(
      apiQuery(knowi, (api) => api.dashboards.get(first?.id ?? 0)),
    )
    expect(one.name).toBe(first?.name)
    const raw = await client.fetchQuery(
      apiQuery(knowi, (api) => api.get('dashboards', { endpoint: 'mine' })),
    )
    expect(raw).toEqual({ list: expect.anything() })
  })

  test('is not repeated by the query layer, whatever fails', async () => {
    const { api, sent } = stage(() => Response.json({}, { status: 503 }))
    const error = await rejection(
      queryClientOf().fetchQuery(apiQuery(api, (api) => api.get('users'))),
    )
    expect(error).toBeInstanceOf(HttpError)
    expect(sent).toHaveLength(1)
    const observer = new QueryObserver(
      queryClientOf(),
      apiQuery(api, (api) => api.get('others')),
    )
    const ended = new Promise<void>((resolve) => {
      const leave = observer.subscribe(({ isError }) => {
        if (!isError) return
        leave()
        resolve()
      })
    })
    await ended
    expect(sent).toHaveLength(2)
  })

  test('of an answer without data is null', async () => {
    const { api } = stage(() => new Response(null, { status: 204 }))
    expect(await queryClientOf().fetchQuery(apiQuery(api, (api) => api.get('users')))).toBe(null)
  })

  test('fails with the error of the call', async () => {
    const { api } = stage(() => Response.json({ message: 'who?' }, { status: 404 }))
    const query = apiQuery(api, (api) => api.get('users/7'))
    expect(await rejection(queryClientOf().fetchQuery(query))).toMatchObject({
      name: 'NotFoundError',
      status: 404,
      data: { message: 'who?' },
    })
  })

  test('fails with a ConfigError for arguments that its operation refuses, unsent', async () => {
    const { api, sent } = stage()
    const query = apiQuery(api, (api) => api.get('users/{id}', { params: { id: '' } }))
    expect(await rejection(queryClientOf().fetchQuery(query))).toBeInstanceOf(ConfigError)
    expect(sent).toHaveLength(0)
  })

  test('ends its call when the last who waited leaves, in the queue too', async () => {
    const quota = { limit: 1, window: 60_000 }
    const { api, sent, clock } = stage(() => new Promise(() => {}), { rateLimit: quota })
    const client = queryClientOf()
    const observe = (path: string) => {
      const observer = new QueryObserver(
        client,
        apiQuery(api, (api) => api.get(path)),
      )
      return observer.subscribe(() => {})
    }
    const [first, second, again] = [observe('a'), observe('b'), observe('b')]
    await clock.settle()
    expect(api.rateLimit.state()).toMatchObject({ waiting: 1, inFlight: 1 })
    again()
    await clock.settle()
    expect(api.rateLimit.state().waiting).toBe(1)
    second()
    await clock.settle()
    expect(api.rateLimit.state()).toMatchObject({ waiting: 0, inFlight: 1 })
    first()
    await clock.settle()
    expect(api.rateLimit.state()).toMatchObject({ waiting: 0, inFlight: 0 })
    expect(sent).toHaveLength(1)
  })

  test('calls nothing where the selector chose to skip', async () => {
    const { api, sent, clock } = stage()
    const id: number | undefined = undefined
    const query = apiQuery(api, (api) =>
      id ? api.get<string>('users/{id}', { params: { id } }) : skipToken,
    )
    expect(query.queryFn).toBe(skipToken)
    const observer = new QueryObserver(queryClientOf(), query)
    const leave = observer.subscribe(() => {})
    await clock.settle()
    expect(observer.getCurrentResult()).toMatchObject({ fetchStatus: 'idle', data: undefined })
    leave()
    expect(sent).toHaveLength(0)
  })

  test('refuses what is no client', () => {
    expect(() => apiQuery({} as ReturnType<typeof stage>['api'], (api) => api.get('a'))).toThrow(
      'apiQuery: the api must be a client that createClient or one of its kin made.',
    )
  })
})

describe('a thousand of one key', () => {
  test('send one request', async () => {
    const { api, sent, clock } = stage()
    const client = queryClientOf()
    const leave = Array.from({ length: 1000 }, () =>
      new QueryObserver(
        client,
        apiQuery(api, (api) => api.get('users', { query: { page: 1 } })),
      ).subscribe(() => {}),
    )
    await clock.settle()
    for (const each of leave) each()
    expect(sent).toHaveLength(1)
  })
})

test('200 different queries at once on a quota of 20 a second are 200 answers and no 429', async () => {
  const clock = watchedClock()
  const quota = { limit: 20, window: 1000 }
  const mock = mockKnowi({ accessToken: 't', dashboards: 200, quota, clock })
  const knowi = createKnowi({
    accessToken: 't',
    verify: false,
    clock,
    fetch: mockTransport(mock),
    rateLimit: quota,
  })
  const client = queryClientOf()
  const startedAt = clock.now()
  const all = Promise.all(
    Array.from({ length: 200 }, (_, at) =>
      client.fetchQuery(apiQuery(knowi, (api) => api.get('dashboards', { query: { at } }))),
    ),
  )
  await clock.advance(9500)
  expect(await all).toHaveLength(200)
  expect(mock.statistics()).toEqual({ sent: 200, answered: 200, throttled: 0, faults: 0 })
  expect(clock.now() - startedAt).toBe(9500)
})

describe('what a server hands to the page', () => {
  const token = 'the-secret-token'

  test('comes to life without a further request', async () => {
    const { api, sent } = stage()
    const select = (client: typeof api) => client.get('users', { query: { since: new Date(0) } })
    const server = queryClientOf()
    await server.prefetchQuery(apiQuery(api, select))
    const state = JSON.parse(JSON.stringify(dehydrate(server)))
    const browser = queryClientOf()
    hydrate(browser, state)
    const query = { ...apiQuery(api, select), staleTime: 60_000 }
    expect(await browser.fetchQuery(query)).toEqual({ ok: true })
    expect(sent).toHaveLength(1)
  })

  test('holds no secret, not even in an error that repeats one', async () => {
    const { api } = stage(
      (request) => Response.json({ echo: request.headers.get('authorization') }, { status: 400 }),
      { auth: bearer(token) },
    )
    const server = queryClientOf()
    const query = apiQuery(api, (api) => api.get('users', { headers: { 'x-api-key': token } }))
    const error = await rejection(server.fetchQuery(query))
    expect(error).toBeInstanceOf(PortolanError)
    const state = dehydrate(server, { shouldDehydrateQuery: () => true })
    expect(state.queries).toHaveLength(1)
    const text = JSON.stringify(state)
    expect(text).toContain('BadRequestError')
    expect(text).not.toContain(token)
    // What other serialisers see.
    expect(JSON.stringify(Object.entries(error))).not.toContain(token)
  })
})
