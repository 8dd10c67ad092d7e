import {
  dehydrate,
  hydrate,
  InfiniteQueryObserver,
  type InfiniteQueryObserverResult,
  QueryClient,
  skipToken,
} from '@tanstack/query-core'
import { afterEach, describe, expect, test } from 'vitest'
import { type Call, type Client, ConfigError } from '../../src/index'
import { type Invoke, type Planted, plant, rootsKey } from '../../src/operation/operation'
import type { PageRule } from '../../src/operation/pages'
import { apiInfiniteQuery, apiQuery } from '../../src/query/index'
import { rejection, stage, thrown } from '../stage'

const clients: QueryClient[] = []
const queryClientOf = (): QueryClient => {
  const client = new QueryClient()
  clients.push(client)
  return client
}
afterEach(() => {
  for (const client of clients.splice(0)) client.clear()
})

interface ListArgs {
  page?: number
  $headers?: Record<string, string>
}

const rule: PageRule = {
  items: (data) => data as number[],
  next: ({ args: [given], number, count, countBefore, response }) => {
    const last = response.headers.get('x-last') === String(number)
    return last || (countBefore !== undefined && count < countBefore)
      ? undefined
      : [{ ...Object(given), page: number + 1 }]
  },
}

/** A client with one list of numbers, two on a page, five in all. */
function numbers() {
  const setting = stage((request) => {
    const page = Number(new URL(request.url).searchParams.get('page') ?? 1)
    return Response.json([1, 2, 3, 4, 5].slice((page - 1) * 2, page * 2))
  })
  const { [rootsKey]: core } = setting.api as never as Planted
  const tree = (invoke: Invoke) => ({
    numbers: {
      list: (given?: ListArgs): Call<number[]> =>
        invoke({ id: 'numbers.list', kind: 'query', pages: rule }, [given]),
    },
  })
  const invoke: Invoke = (_, [given], signal) => {
    const { $headers, ...query } = Object(given) as ListArgs
    return core.invoke(
      { id: 'GET', kind: 'query' },
      ['numbers', { query, headers: $headers }],
      signal,
    )
  }
  return { ...setting, api: plant(tree(invoke), { ...core, tree, invoke }) }
}

describe('an infinite query', () => {
  test('reads a page when it is asked for, until there is no next', async () => {
    const { api, sent, clock } = numbers()
    const query = apiInfiniteQuery(api, (api) => api.numbers.list())
    const observer = new InfiniteQueryObserver(queryClientOf(), query)
    const leave = observer.subscribe(() => {})
    const result = (): InfiniteQueryObserverResult => observer.getCurrentResult()
    await clock.settle()
    expect(sent).toHaveLength(1)
    expect(result().hasNextPage).toBe(true)
    await observer.fetchNextPage()
    const { data, hasNextPage } = await observer.fetchNextPage()
    expect(data?.pages.map((page) => page.data)).toEqual([[1, 2], [3, 4], [5]])
    expect(hasNextPage).toBe(false)
    expect(sent.map(({ url }) => url)).toEqual([
      'https://api.example.com/v1/numbers',
      'https://api.example.com/v1/numbers?page=2',
      'https://api.example.com/v1/numbers?page=3',
    ])
    leave()
  })

  test('reads several pages ahead on a server, and goes on in the page', async () => {
    const { api, sent } = numbers()
    const query = apiInfiniteQuery(api, (api) => api.numbers.list({ $headers: { key: 'secret' } }))
    const server = queryClientOf()
    await server.prefetchInfiniteQuery({ ...query, pages: 2 })
    const text = JSON.stringify(dehydrate(server))
    expect(text).not.toContain('secret')
    const browser = queryClientOf()
    hydrate(browser, JSON.parse(text))
    const observer = new InfiniteQueryObserver(browser, { ...query, staleTime: 60_000 })
    const leave = observer.subscribe(() => {})
    const { data } = await observer.fetchNextPage()
    leave()
    expect(data?.pages.flatMap((page) => page.data)).toEqual([1, 2, 3, 4, 5])
    // The options of the first call hold for each of them.
    expect(sent.map(({ headers }) => headers.get('key'))).toEqual(['secret', 'secret', 'secret'])
  })

  test('sees in the answer of a page whether it is the last', async () => {
    const { api } = stage(() => Response.json([1], { headers: { 'x-last': '1' } }))
    const query = apiInfiniteQuery(api, (api) => api.get('numbers'), { pages: rule })
    const { pages } = await queryClientOf().fetchInfiniteQuery(query)
    expect(pages).toEqual([{ data: [1], next: null }])
  })

  test('has a key of its own beside the plain query', () => {
    const { api } = numbers()
    const [home, resource, operation] = apiInfiniteQuery(api, (api) => api.numbers.list()).queryKey
    expect([home, resource, operation]).toEqual([
      { api: 'https://api.example.com/v1' },
      'numbers',
      'numbers.list pages',
    ])
    expect(apiQuery(api, (api) => api.numbers.list()).queryKey[2]).toBe('numbers.list')
  })

  test('takes a rule for a plain path, and keeps how the first call was made', async () => {
    const { api, sent } = stage((_, nth) => Response.json(nth < 3 ? [nth] : []))
    const pages: PageRule = {
      items: (data) => data as number[],
      next: ({ number, count, args: [path] }) =>
        count > 0 ? [path, { query: { page: number + 1 } }] : undefined,
    }
    const select = (api: Client) =>
      api.get<number[]>('things', { query: { page: 1 }, headers: { a: '1' } })
    const query = apiInfiniteQuery(api, select, { pages })
    const data = await queryClientOf().fetchInfiniteQuery({ ...query, pages: 5 })
    expect(data.pages.map((page) => page.data)).toEqual([[1], [2], []])
    expect(sent.map(({ url, headers }) => [url.split('?')[1], headers.get('a')])).toEqual([
      ['page=1', '1'],
      ['page=2', '1'],
      ['page=3', '1'],
    ])
  })

  test('fails with the error of its page, once', async () => {
    const { api, sent } = stage(() => Response.json({}, { status: 500 }))
    const query = apiInfiniteQuery(api, (api) => api.get('numbers'), { pages: rule })
    expect(await rejection(queryClientOf().fetchInfiniteQuery(query))).toMatchObject({
      status: 500,
    })
    expect(sent).toHaveLength(1)
  })

  test('is refused for an operation without pages', () => {
    const error = thrown(() => apiInfiniteQuery(stage().api, (api) => api.get('numbers')))
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toMatch(/nothing is known of the pages of GET\. Give the option pages/)
  })

  test('calls nothing where the selector chose to skip', () => {
    const id: string | undefined = undefined
    const select = (api: Client) => (id ? api.get(id) : skipToken)
    expect(apiInfiniteQuery(stage().api, select)).toMatchObject({ queryFn: skipToken })
  })
})
