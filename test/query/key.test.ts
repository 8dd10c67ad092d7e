import { describe, expect, test } from 'vitest'
import { createKnowi } from '../../src/apis/knowi/index'
import { type Call, type Client, ConfigError, createClient } from '../../src/index'
import { type Invoke, type Operation, plant, rootsKey } from '../../src/operation/operation'
import { apiKeyPrefix, apiQuery } from '../../src/query/index'
import { thrown } from '../stage'

const api = createClient({ baseURL: 'https://api.example.com/v1/' })
const knowi = createKnowi({ accessToken: 'secret-token' })
const home = { api: 'https://api.example.com/v1' }
const keyOf = (select: (api: Client) => Call<unknown>): readonly unknown[] =>
  apiQuery(api, select).queryKey
const complaint = (select: (api: Client) => Call<unknown>): string => {
  const error = thrown(() => keyOf(select))
  expect(error).toBeInstanceOf(ConfigError)
  return error.message
}

/** A client whose only method is an operation of a document. */
function documented(given: Partial<Operation> = {}) {
  const operation: Operation = { id: 'jobs.list', kind: 'query', ...given }
  const tree = (invoke: Invoke) => ({
    list: (...args: unknown[]): Call<unknown> => invoke(operation, args),
  })
  const { [rootsKey]: roots } = api as never as Record<symbol, { invoke: Invoke }>
  return plant(tree(roots?.invoke as Invoke), { ...roots, tree } as never)
}

describe('the key of a query', () => {
  test('is where the API is, the resource, the operation and what is asked of it', () => {
    expect(keyOf((api) => api.get('users'))).toEqual([home, 'users', 'GET', 'users'])
    expect(
      keyOf((api) => api.get('users/{id}', { params: { id: 7 }, query: { full: true } })),
    ).toEqual([home, 'users', 'GET', 'users/{id}', { params: { id: 7 }, query: { full: true } }])
    expect(apiQuery(knowi, (api) => api.dashboards.list({ byCategory: [1] })).queryKey).toEqual([
      { api: 'https://knowi.com/api/1.0' },
      'dashboards',
      'dashboards.list',
      { byCategory: [1] },
    ])
  })

  test('takes a scope that keeps data apart', () => {
    const select = (api: Client) => api.get('users')
    expect(apiQuery(api, select, { scope: 'acme' }).queryKey[0]).toEqual({ ...home, scope: 'acme' })
    expect(apiQuery(api, select, { scope: { tenant: 1 } }).queryKey[0].scope).toEqual({ tenant: 1 })
    expect(apiQuery(api, select, { scope: undefined }).queryKey[0]).toEqual(home)
  })

  test('is the same for calls that ask for the same', () => {
    expect(keyOf((api) => api.request('get', 'users'))).toEqual(keyOf((api) => api.get('users')))
    expect(keyOf((api) => api.get('users', undefined))).toEqual(keyOf((api) => api.get('users')))
    expect(keyOf((api) => api.get('users', { timeout: 5 }))).toEqual(
      keyOf((api) => api.get('users')),
    )
    const list = (...args: Parameters<typeof knowi.dashboards.list>) =>
      apiQuery(knowi, (api) => api.dashboards.list(...args)).queryKey
    expect(list(undefined, { timeout: 5 })).toEqual(list())
    expect(list({ a: undefined })).toEqual(list({}))
  })

  test('leaves out headers and all that only says how a call is made', () => {
    const key = keyOf((api) =>
      api.get('users', {
        query: { page: 1 },
        headers: { authorization: 'Bearer secret' },
        schema: { '~standard': { version: 1, vendor: 'x', validate: (value) => ({ value }) } },
        retry: { next: () => false },
        meta: () => {},
        priority: 'high',
        cost: 2,
        timeout: 5,
        totalTimeout: 5,
        fetchOptions: { cache: 'no-store' },
      }),
    )
    expect(key.slice(3)).toEqual(['users', { query: { page: 1 } }])
    const headers = { headers: { 'x-key': 'secret' } }
    expect(apiQuery(knowi, (api) => api.users.get(7, headers)).queryKey.slice(3)).toEqual([7])
  })

  test('holds no credential of the client', () => {
    expect(JSON.stringify(apiQuery(knowi, (api) => api.users.list()))).not.toContain('secret-token')
  })

  test('tells how an answer is read, and what a search by POST sends', () => {
    expect(keyOf((api) => api.get('a', { parseAs: 'text' })).at(-1)).toEqual({ parseAs: 'text' })
    expect(keyOf((api) => api.post('search', { json: { q: 'x' } })).slice(2)).toEqual([
      'POST',
      'search',
      { json: { q: 'x' } },
    ])
  })

  test('of a document’s operation leaves out what begins with $ and says how', () => {
    const jobs = documented()
    const key = apiQuery(jobs, (api) =>
      api.list('org', {
        state: 'open',
        $filter: 'a eq 1',
        $body: { deep: [1] },
        $headers: { authorization: 'secret' },
        $timeout: 5,
        $schema: () => {},
      }),
    ).queryKey
    expect(key.slice(1)).toEqual([
      'jobs',
      'jobs.list',
      'org',
      { state: 'open', $filter: 'a eq 1', $body: { deep: [1] } },
    ])
    expect(apiQuery(jobs, (api) => api.list({ $timeout: 5 })).queryKey).toEqual(
      apiQuery(jobs, (api) => api.list()).queryKey,
    )
  })

  test('keeps an argument where the options could stand but do not', () => {
    const jobs = documented({ options: 1 })
    expect(apiQuery(jobs, (api) => api.list('a', 'b')).queryKey.slice(3)).toEqual(['a', 'b'])
  })

  test('writes values as the wire would', () => {
    expect(
      keyOf((api) =>
        api.get('a', { query: { since: new Date(0), big: 12n, none: undefined, ids: [1, 2] } }),
      ).at(-1),
    ).toEqual({ query: { since: '1970-01-01T00:00:00.000Z', big: '12', ids: [1, 2] } })
    expect(keyOf((api) => api.get(new URL('https://api.example.com/v1/a'))).at(-1)).toBe(
      'https://api.example.com/v1/a',
    )
    expect(keyOf((api) => api.get('a', { query: new URLSearchParams('b=1') })).at(-1)).toEqual({
      query: 'b=1',
    })
  })
})

describe('the resource of a plain path', () => {
  test.each([
    ['users', 'users'],
    ['/users/7', 'users'],
    ['users?page=1', 'users'],
    ['https://api.example.com/v1/users/7', 'users'],
    ['https://other.example/things', 'things'],
    ['', ''],
  ])('of %s is %s', (path, resource) => {
    expect(keyOf((api) => api.get(path))[1]).toBe(resource)
  })
})

describe('a key refuses', () => {
  class Money {
    amount = 1
  }
  test.each<[string, unknown]>([
    ['Function', () => {}],
    ['ReadableStream', new ReadableStream()],
    ['Blob', new Blob(['x'])],
    ['FormData', new FormData()],
    ['Uint8Array', new Uint8Array(1)],
    ['Map', new Map()],
    ['Symbol', Symbol('x')],
    ['Object', new Money()],
  ])('a %s', (kind, value) => {
    expect(complaint((api) => api.post('a', { json: { deep: [value] } }))).toBe(
      `POST: argument 2.json.deep[0] is a ${kind}: the key of a query holds only what JSON can. Call the client itself.`,
    )
  })

  test('a signal of one’s own, since the query has one', () => {
    const { signal } = new AbortController()
    expect(complaint((api) => api.get('a', { signal }))).toMatch(/^GET: leave the signal out/)
    const jobs = documented()
    expect(thrown(() => apiQuery(jobs, (api) => api.list({ $signal: signal }))).message).toMatch(
      /^jobs.list: leave the signal out/,
    )
    expect(thrown(() => apiQuery(knowi, (api) => api.users.get(7, { signal }))).message).toMatch(
      /leave the signal out/,
    )
  })

  test('a scope that is none', () => {
    const scope = new Map() as never
    expect(thrown(() => apiQuery(api, (api) => api.get('a'), { scope })).message).toMatch(
      /^scope is a Map/,
    )
  })
})

test('keys of a resource share their beginning', () => {
  expect(apiKeyPrefix(api)).toEqual([home])
  expect(apiKeyPrefix(api, 'users')).toEqual([home, 'users'])
  expect(apiKeyPrefix(api, 'users', { scope: 1 })).toEqual([{ ...home, scope: 1 }, 'users'])
  expect(() => apiKeyPrefix({})).toThrow(ConfigError)
})
