import { describe, expect, test } from 'vitest'
import { type AttemptRequest, type CallOptions, ConfigError, createClient } from '../../src/index'
import { rejection, stage } from '../stage'

describe('the method', () => {
  test.each(['patch', 'Patch', 'PATCH'])('%s goes out in capitals', async (method) => {
    const { api, given } = stage()
    await api.request(method, 'x')
    expect(given[0]?.init.method).toBe('PATCH')
  })

  test('may be one that HTTP does not name', async () => {
    const { api, given } = stage()
    await api.request('M-SEARCH', 'x')
    expect(given[0]?.init.method).toBe('M-SEARCH')
  })

  test.each(['', 'GET x', 'GET\r\n', 'gét'])('cannot be %j', async (method) => {
    const { api, sent } = stage()
    expect(await rejection(api.request(method, 'x'))).toBeInstanceOf(ConfigError)
    expect(sent).toHaveLength(0)
  })
})

describe('options of a call that are wrong', () => {
  test.each<[string, object]>([
    ['cost', { cost: -1 }],
    ['cost', { cost: Number.NaN }],
    ['priority', { priority: 'urgent' }],
    ['priority', { priority: 1 }],
    ['timeout', { timeout: 0 }],
    ['totalTimeout', { totalTimeout: -1 }],
    ['retry', { retry: -1 }],
    ['retry', { retry: { maxRetries: 'x' } }],
    ['parseAs', { parseAs: 'xml' }],
    ['schema', { schema: { parse() {} } }],
    ['fetchOptions.method', { fetchOptions: { method: 'POST' } }],
    ['fetchOptions.headers', { fetchOptions: { headers: {} } }],
    ['fetchOptions.body', { fetchOptions: { body: 'x' } }],
    ['fetchOptions.signal', { fetchOptions: { signal: null } }],
    ['params', { params: 'x' }],
    ['json', { json: 1, meta: {}, jsno: 1 }],
  ])('reject with a ConfigError that names %s, and nothing is sent: %j', async (name, options) => {
    const { api, sent } = stage()
    const error = await rejection(api.post('x', options as CallOptions))
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toContain(name)
    expect(sent).toHaveLength(0)
  })

  test('of fetchOptions are found when the client is made', () => {
    const fetchOptions = { signal: null } as object
    expect(() => createClient({ fetchOptions })).toThrow(/fetchOptions\.signal/)
  })
})

describe('fetchOptions', () => {
  test("go to fetch, the call's over the client's", async () => {
    const { api, given } = stage(undefined, {
      fetchOptions: { credentials: 'include', cache: 'no-store' },
    })
    await api.get('x', { fetchOptions: { cache: 'reload', redirect: 'manual' } })
    await api.get('x')
    expect(given[0]?.init).toMatchObject({
      credentials: 'include',
      cache: 'reload',
      redirect: 'manual',
    })
    expect(given[1]?.init).toMatchObject({ credentials: 'include', cache: 'no-store' })
    expect(given[1]?.init).not.toHaveProperty('redirect')
  })

  test('may hold what only one runtime knows', async () => {
    const { api, given } = stage()
    await api.get('x', { fetchOptions: { cf: { cacheTtl: 5 } } as object })
    expect(given[0]?.init).toMatchObject({ cf: { cacheTtl: 5 } })
  })

  test('that nobody set are not given to fetch', async () => {
    const { api, given } = stage()
    await api.get('x')
    expect(Object.keys(given[0]?.init ?? {}).sort()).toEqual(['headers', 'method', 'signal'])
  })
})

describe('meta', () => {
  test('reaches beforeAttempt as it is, and is never sent', async () => {
    const seen: AttemptRequest[] = []
    const { api, given } = stage(undefined, { beforeAttempt: (request) => void seen.push(request) })
    const meta = { note: 'm-77812' }
    await api.post('x', { json: 1, meta })
    expect(seen[0]?.meta).toBe(meta)
    expect(JSON.stringify(given)).not.toContain('m-77812')
  })
})
