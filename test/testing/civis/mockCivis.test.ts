import { describe, expect, it } from 'vitest'
import { fakeClock } from '../../../src/testing/index'
import { make, send } from './send'

/** What the Python client documents. */
const resources = [
  'admin',
  'aliases',
  'announcements',
  'clusters',
  'credentials',
  'databases',
  'endpoints',
  'enhancements',
  'exports',
  'files',
  'git_repos',
  'groups',
  'imports',
  'jobs',
  'json_values',
  'match_targets',
  'media',
  'models',
  'notebooks',
  'notifications',
  'ontology',
  'permission_sets',
  'predictions',
  'projects',
  'queries',
  'remote_hosts',
  'reports',
  'roles',
  'scripts',
  'search',
  'services',
  'storage_hosts',
  'table_tags',
  'tables',
  'templates',
  'usage',
  'usage_limits',
  'users',
  'workflows',
]

describe('the specification', () => {
  it('has every resource that is documented, and no other', async () => {
    const mock = make()
    const { data, status } = await send(mock, 'GET /endpoints')
    expect(status).toBe(200)
    const { swagger, paths } = data as { swagger: string; paths: Record<string, unknown> }
    expect(swagger).toBe('2.0')
    const found = new Set(Object.keys(paths).map((path) => path.split('/')[1]))
    expect([...found].sort()).toEqual(resources)
    expect(data).toEqual(mock.spec)
  })

  it('has a tag, by which nothing is sent twice', async () => {
    const mock = make()
    const { headers } = await send(mock, 'GET /endpoints')
    const etag = headers.get('etag') ?? ''
    expect(etag).not.toBe('')
    const again = await send(mock, 'GET /endpoints', undefined, { 'if-none-match': etag })
    expect([again.status, again.data]).toEqual([304, ''])
  })

  it('can be one of yours, whose paths are served', async () => {
    const spec = {
      swagger: '2.0',
      paths: { '/things/{id}': { get: {} }, '/things/': { post: {} } },
    }
    const mock = make({ spec })
    const { data, status } = await send(mock, 'POST /things', { some_name: 'x' })
    expect(status).toBe(201)
    const { id } = data as { id: number }
    expect((await send(mock, `GET /things/${id}`)).data).toEqual({ id, someName: 'x' })
    expect((await send(mock, 'GET /workflows')).status).toBe(404)
  })
})

describe('an answer', () => {
  it('is 401 without the key, and says how to come back', async () => {
    const mock = make({ apiKey: 'other' })
    const { status, data, headers } = await send(mock, 'GET /workflows')
    expect(status).toBe(401)
    expect(headers.get('www-authenticate')).toContain('invalid_token')
    expect(data).toMatchObject({ code: 401, errorDescription: expect.any(String) })
  })

  it('is 404 or 405 for what the specification does not have, as Civis writes it', async () => {
    const mock = make()
    expect(await send(mock, 'GET /nowhere')).toMatchObject({
      status: 404,
      data: { error: 'not_found', code: 404, errorDescription: expect.any(String) },
    })
    const { status, headers } = await send(mock, 'PATCH /databases')
    expect([status, headers.get('allow')]).toEqual([405, 'GET'])
    expect((await send(mock, 'GET /workflows/999')).status).toBe(404)
    expect((await send(mock, 'POST /workflows', '{nope')).status).toBe(400)
    expect((await send(mock, 'POST /workflows', [1])).status).toBe(400)
  })

  it('tells the state of the quota, and refuses what is beyond it', async () => {
    const clock = fakeClock()
    const mock = make({ clock, quota: { limit: 2, window: 5000, headers: true } })
    const { headers } = await send(mock, 'GET /workflows')
    expect(headers.get('x-ratelimit-limit')).toBe('2')
    expect(headers.get('x-ratelimit-remaining')).toBe('1')
    await send(mock, 'GET /workflows')
    const refused = await send(mock, 'GET /workflows')
    expect(refused).toMatchObject({ status: 429, data: { code: 429 } })
    expect(refused.headers.get('retry-after')).toBe('5')
    await clock.advance(5000)
    expect((await send(mock, 'GET /workflows')).status).toBe(200)
    expect(mock.statistics()).toEqual({ sent: 4, answered: 3, throttled: 1, faults: 0 })
  })

  it('can be a fault, in the shape of Civis', async () => {
    const mock = make({ faults: [{ kind: 'status', status: 503, retryAfter: 7 }] })
    const { status, data, headers } = await send(mock, 'GET /workflows')
    expect(status).toBe(503)
    expect(headers.get('retry-after')).toBe('7')
    expect(data).toMatchObject({ code: 503, errorDescription: expect.any(String) })
    expect((await send(mock, 'GET /workflows')).status).toBe(200)
  })

  it('takes its time, and nothing where nobody waits any more', async () => {
    const clock = fakeClock()
    const mock = make({ clock, latency: 100 })
    const request = (signal?: AbortSignal) =>
      mock(
        new Request(`${mock.baseURL}/workflows`, {
          headers: { authorization: `Basic ${btoa('test-key:')}` },
          ...(signal && { signal }),
        }),
      )
    const slow = request()
    await clock.advance(100)
    expect((await slow).status).toBe(200)
    const controller = new AbortController()
    const left = request(controller.signal)
    left.catch(() => {})
    await clock.settle()
    controller.abort('gone')
    await expect(left).rejects.toBe('gone')
    expect(clock.pending).toBe(0)
  })
})

describe('records', () => {
  it('are made, read, changed and removed', async () => {
    const mock = make()
    const made = await send(mock, 'POST /projects', { name: 'p', auto_share: true, id: 5 })
    expect(made.status).toBe(201)
    const { id } = made.data as { id: number }
    expect(id).not.toBe(5)
    await send(mock, `PATCH /projects/${id}`, { name: 'q' })
    expect((await send(mock, `GET /projects/${id}`)).data).toEqual({
      id,
      name: 'q',
      autoShare: true,
    })
    expect((await send(mock, `DELETE /projects/${id}`)).status).toBe(204)
    expect((await send(mock, `GET /projects/${id}`)).status).toBe(404)
  })

  it('come in pages that say how many there are', async () => {
    const mock = make({ pageSize: 5 })
    const { data, headers } = await send(mock, 'GET /workflows?limit=1000&page_num=3')
    expect((data as { id: number }[]).map(({ id }) => id)).toEqual([11, 12])
    expect(headers.get('x-pagination-total-pages')).toBe('3')
    expect(headers.get('x-pagination-total-entries')).toBe('12')
    expect(headers.get('x-pagination-per-page')).toBe('5')
    expect((await send(mock, 'GET /workflows?page_num=4')).data).toEqual([])
    const bare = make({ paginationHeaders: false })
    expect((await send(bare, 'GET /workflows')).headers.has('x-pagination-total-pages')).toBe(false)
  })

  it('are filtered by what they have', async () => {
    const mock = make()
    const { data } = await send(mock, 'GET /credentials?type=Database&remote_host_id=2&order=id')
    expect(data).toMatchObject([{ id: 2 }])
  })

  it('can be yours, and are there again after a reset', async () => {
    const mock = make({ records: { projects: [{ id: 1, name: 'mine' }] } })
    await send(mock, 'DELETE /projects/1')
    expect((await send(mock, 'GET /projects')).data).toEqual([])
    mock.reset()
    expect((await send(mock, 'GET /projects')).data).toEqual([{ id: 1, name: 'mine' }])
    expect(mock.requests).toHaveLength(1)
  })
})

describe('jobs', () => {
  it('run through their states, one a look', async () => {
    const mock = make({ runs: { 7: { states: ['queued', 'failed'], error: 'no luck' } } })
    const { data } = await send(mock, 'POST /jobs/7/runs', {})
    const { id, state } = data as { id: number; state: string }
    expect(state).toBe('queued')
    const failed = { state: 'failed', error: 'no luck' }
    expect((await send(mock, `GET /jobs/7/runs/${id}`)).data).toMatchObject(failed)
    expect((await send(mock, `GET /jobs/7/runs/${id}`)).data).toMatchObject(failed)
    expect((await send(mock, `GET /jobs/8/runs/${id}`)).status).toBe(404)
  })

  it('have a log that says when it is complete', async () => {
    const mock = make({ runs: { 0: { states: ['running', 'succeeded'], log: ['a', 'b', 'c'] } } })
    const { data } = await send(mock, 'POST /scripts/containers/9/runs', {})
    const { id } = data as { id: number }
    const before = await send(mock, `GET /jobs/9/runs/${id}/logs?last_id=1&limit=1`)
    expect(before.data).toMatchObject([{ id: 2, message: 'b' }])
    expect(before.headers.get('civis-max-id')).toBe('3')
    expect(before.headers.get('civis-cache-control')).toBe('no-store')
    await send(mock, `GET /scripts/containers/9/runs/${id}`)
    const after = await send(mock, `GET /jobs/9/runs/${id}/logs`)
    expect(after.headers.get('civis-cache-control')).not.toBe('no-store')
    // Without a line to go on from, the newest come first.
    expect(after.data).toMatchObject([{ id: 3 }, { id: 2 }, { id: 1 }])
  })

  it('are cancelled while they run', async () => {
    const mock = make({ runs: { 0: { states: ['running', 'running', 'running'] } } })
    const { data } = await send(mock, 'POST /jobs/7/runs', {})
    const { id } = data as { id: number }
    expect((await send(mock, 'POST /scripts/7/cancel', {})).status).toBe(202)
    expect((await send(mock, `GET /jobs/7/runs/${id}`)).data).toMatchObject({ state: 'cancelled' })
    expect((await send(mock, 'POST /scripts/7/cancel', {})).status).toBe(404)
  })

  it('leave outputs behind, in pages', async () => {
    const outputs = [{ id: 1 }, { id: 2 }, { id: 3 }]
    const mock = make({ runs: { 0: { outputs } }, pageSize: 2 })
    const { data } = await send(mock, 'POST /jobs/7/runs', {})
    const { id } = data as { id: number }
    const path = `/jobs/7/runs/${id}/outputs`
    expect((await send(mock, `GET ${path}?page_num=2`)).data).toEqual([{ id: 3 }])
  })
})
