import { MutationObserver, QueryClient, QueryObserver } from '@tanstack/query-core'
import { afterEach, describe, expect, test } from 'vitest'
import { type Client, ConfigError } from '../../src/index'
import { apiKeyPrefix, apiMutation, apiQuery, type MutationOptions } from '../../src/query/index'
import { rejection, type Stage, stage } from '../stage'

const clients: QueryClient[] = []
afterEach(() => {
  for (const client of clients.splice(0)) client.clear()
})

/** A cache with two resources in it, and which of them became stale. */
async function cached(status = 200) {
  const setting: Stage = stage(({ method }) =>
    Response.json({ method }, { status: method === 'GET' ? 200 : status }),
  )
  const client = new QueryClient()
  clients.push(client)
  for (const path of ['users', 'users/7', 'orders']) {
    await client.prefetchQuery(apiQuery(setting.api, (api) => api.get(path)))
  }
  const stale = (): unknown[] =>
    client
      .getQueryCache()
      .getAll()
      .filter(({ state }) => state.isInvalidated)
      .map(({ queryKey }) => queryKey[3])
  const mutate = (options?: MutationOptions<number>) =>
    new MutationObserver(
      client,
      apiMutation(
        setting.api,
        (api: Client, id: number) =>
          api.patch<{ method: string }>('users/{id}', { params: { id }, json: { a: 1 } }),
        options,
      ),
    ).mutate(7)
  return { ...setting, client, stale, mutate }
}

describe('a mutation', () => {
  test('calls with its variables and gives what the call gives', async () => {
    const { mutate, sent } = await cached()
    expect(await mutate()).toEqual({ method: 'PATCH' })
    expect(sent.at(-1)?.url).toBe('https://api.example.com/v1/users/7')
  })

  test('makes stale what is cached of the same resource, and nothing else', async () => {
    const { mutate, stale } = await cached()
    await mutate()
    expect(stale()).toEqual(['users', 'users/7'])
  })

  test('that failed may have been done: what is cached is stale, too', async () => {
    const { mutate, stale, sent } = await cached(500)
    expect(await rejection(mutate())).toMatchObject({ status: 500 })
    expect(stale()).toEqual(['users', 'users/7'])
    // Three reads and one write: a POST or PATCH goes out once.
    expect(sent).toHaveLength(4)
  })

  test('that was never sent leaves the cache as it is', async () => {
    const { api, client, stale } = await cached()
    const remove = apiMutation(api, (api: Client, id: string) =>
      api.delete('users/{id}', { params: { id } }),
    )
    expect(await rejection(new MutationObserver(client, remove).mutate(''))).toBeInstanceOf(
      ConfigError,
    )
    expect(stale()).toEqual([])
  })

  test('makes stale what it is told to, in place of the resource', async () => {
    const one = await cached()
    await one.mutate({ invalidates: [apiKeyPrefix(one.api, 'orders')] })
    expect(one.stale()).toEqual(['orders'])
    const two = await cached()
    const select = (id: number) => (api: Client) => api.get(`users/${id}`)
    await two.mutate({ invalidates: (id) => [apiQuery(two.api, select(id)).queryKey] })
    expect(two.stale()).toEqual(['users/7'])
    const none = await cached()
    await none.mutate({ invalidates: false })
    expect(none.stale()).toEqual([])
  })

  test('of a scope leaves other scopes alone', async () => {
    const { api, client, mutate, stale } = await cached()
    for (const scope of ['acme', 'other']) {
      await client.prefetchQuery(apiQuery(api, (api) => api.get(`users?${scope}`), { scope }))
    }
    await mutate({ scope: 'acme' })
    expect(stale()).toEqual(['users?acme'])
  })

  test('has what is shown fetched again, and does not wait for it', async () => {
    const { api, client, clock, mutate, sent } = await cached()
    const observer = new QueryObserver(
      client,
      apiQuery(api, (api) => api.get('users')),
    )
    const leave = observer.subscribe(() => {})
    await clock.settle()
    const before = sent.length
    await mutate()
    await clock.settle()
    leave()
    expect(sent.slice(before).map(({ method }) => method)).toEqual(['PATCH', 'GET'])
  })

  test('needs to be told the client where TanStack Query does not say it, before it sends', async () => {
    const { api, client, sent, stale } = await cached()
    const before = sent.length
    const write = (options?: MutationOptions<void>) =>
      apiMutation(api, (api: Client) => api.post('users'), options).mutationFn()
    expect((await rejection(write())).message).toMatch(/Give the option queryClient/)
    expect(sent).toHaveLength(before)
    await write({ queryClient: client })
    expect(stale()).toEqual(['users', 'users/7'])
    await write({ invalidates: false })
    expect(sent).toHaveLength(before + 2)
  })

  test('fails for a selector that makes no call, or two', async () => {
    const { api } = stage()
    const none = apiMutation(api, (() => undefined) as never).mutationFn(undefined)
    expect(await rejection(none)).toBeInstanceOf(ConfigError)
    const both = (api: Client) => [api.post('a'), api.post('b')][0] as never
    expect(await rejection(apiMutation(api, both).mutationFn())).toBeInstanceOf(ConfigError)
  })

  test('of an answer without data gives null', async () => {
    const { api } = stage(() => new Response(null, { status: 204 }))
    const write = apiMutation(api, (api: Client) => api.delete('a'), { invalidates: false })
    expect(await write.mutationFn()).toBe(null)
  })
})
