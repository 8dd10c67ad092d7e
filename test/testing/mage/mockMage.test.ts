import { describe, expect, it } from 'vitest'
import { decodeToken } from '../../../src/apis/mage/index'
import {
  fakeClock,
  type MockMage,
  type MockMageOptions,
  mageFailure,
  mockMage,
} from '../../../src/testing/index'
import { thrown } from '../../stage'

interface Given {
  body?: unknown
  headers?: Record<string, string>
}

const keyed = { 'x-api-key': 'test-api-key' }

/** Sends a request, and reads what came back. */
async function send(mock: MockMage, line: string, { body, headers = keyed }: Given = {}) {
  const [method = '', path = ''] = line.split(' ')
  const response = await mock(
    new Request(`${mock.baseURL}${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    }),
  )
  const text = await response.text()
  let data: unknown = text
  try {
    data = JSON.parse(text)
  } catch {
    // Text, or nothing.
  }
  return {
    status: response.status,
    headers: response.headers,
    data: data as Record<string, unknown>,
  }
}

function signedIn(options: MockMageOptions = {}) {
  const clock = fakeClock()
  const mock = mockMage({ clock, ...options })
  const raw = mock.issueToken()
  const { token } = decodeToken(raw)
  const headers = { ...keyed, 'oauth-token': token }
  return {
    mock,
    clock,
    raw,
    token,
    headers,
    ask: (line: string, body?: unknown) => send(mock, line, { body, headers }),
  }
}

const failed = (type: string, code: number) => ({ error: { type, code }, status: 200 })

describe('mockMage', () => {
  it('reads the key where Mage reads it for the verb', async () => {
    const { mock, token } = signedIn()
    const headers = { 'oauth-token': token }
    const query = '?api_key=test-api-key'
    const pipeline = { name: 'a' }
    const key = { api_key: 'test-api-key' }
    const statuses = [
      await send(mock, `GET /api/pipelines${query}`, { headers }),
      await send(mock, 'POST /api/pipelines', { headers, body: { pipeline, ...key } }),
      await send(mock, `PUT /api/pipelines/a${query}`, { headers, body: { pipeline } }),
      await send(mock, `POST /api/pipelines${query}`, { headers, body: { pipeline } }),
      await send(mock, 'PUT /api/pipelines/a', { headers, body: { pipeline, ...key } }),
      await send(mock, 'GET /api/pipelines', { headers }),
      await send(mock, 'GET /api/pipelines?api_key=nope', { headers }),
    ].map(({ status }) => status)
    expect(statuses).toEqual([200, 200, 200, 401, 401, 401, 401])
    const { data } = await send(mock, 'GET /api/pipelines', { headers: {} })
    expect(data).toMatchObject(failed('invalid_api_key', 401))
  })

  it('takes a token decoded in headers and raw in the cookie, the first place only', async () => {
    const { mock, raw, token } = signedIn()
    const kind = async (headers: Record<string, string>) => {
      const { status, data } = await send(mock, 'GET /api/pipelines', {
        headers: { ...keyed, ...headers },
      })
      return data.pipelines
        ? 'good'
        : [status, (data.error as { type?: string } | undefined)?.type ?? data]
    }
    expect(await kind({ 'oauth-token': token })).toBe('good')
    expect(await kind({ authorization: `bearer ${token}` })).toBe('good')
    expect(await kind({ authorization: 'Basic eDp5', cookie: `oauth_token=${raw}` })).toBe('good')
    expect(await kind({ 'oauth-token': raw })).toEqual([401, 'invalid_oauth_token'])
    expect(await kind({ 'oauth-token': 'bad', cookie: `oauth_token=${raw}` })).toEqual([
      401,
      'invalid_oauth_token',
    ])
    expect(await kind({ cookie: `oauth_token=${token}` })).toEqual([200, ''])
    expect(await kind({})).toEqual([200, 'unauthorized_access'])
  })

  it('ends tokens by its clock, and when they are logged out', async () => {
    const { mock, clock, ask, headers } = signedIn({ tokenLife: 60 })
    await clock.advance(59_999)
    expect((await ask('GET /api/pipelines')).status).toBe(200)
    await clock.advance(1)
    expect((await ask('GET /api/pipelines')).data).toMatchObject(failed('expired_oauth_token', 401))
    const body = { session: { username: 'admin', password: 'admin' } }
    const session = (await send(mock, 'POST /api/sessions', { body })).data.session as {
      token: string
      user: unknown
    }
    expect(session.user).toMatchObject({ username: 'admin', owner: true })
    headers['oauth-token'] = decodeToken(session.token).token
    expect((await ask('PUT /api/sessions/me', { session: {} })).status).toBe(200)
    expect((await ask('GET /api/pipelines')).data).toMatchObject(failed('expired_oauth_token', 401))
  })

  it('asks for neither key nor token where authentication is off', async () => {
    const mock = mockMage({ requireUserAuthentication: false })
    expect((await send(mock, 'GET /api/pipelines', { headers: {} })).data.pipelines).toHaveLength(2)
    const other = await send(mock, 'GET /api/pipelines', { headers: { 'oauth-token': 'x' } })
    expect(other.status).toBe(200)
  })

  it('fails in the three ways of Mage, with a status of its own where that was asked for', async () => {
    const { ask } = signedIn()
    const record = await ask('GET /api/pipeline_schedules/999')
    expect([record.status, record.data]).toMatchObject([200, failed('record_not_found', 404)])
    expect((await ask('GET /api/pipeline_schedules/999?_http_error_codes=1')).status).toBe(404)
    expect((await ask('GET /api/pipelines/pipeline_1/blocks/nope')).data).toMatchObject(
      failed('record_invalid', 400),
    )
    for (const line of [
      'GET /api/pipelines/nope',
      'GET /api/swords',
      'GET /api/pipelines?_limit=x',
    ])
      expect(await ask(line)).toMatchObject({ status: 200, data: '' })
    expect(await ask('POST /api/pipelines', '{"pipeline":')).toMatchObject({
      status: 200,
      data: '',
    })
    const validation = await ask('POST /api/roles', { role: { name: '' } })
    expect(validation.data).toMatchObject({
      error: { code: 200, type: 'record_invalid', errors: { name: ['This field is required.'] } },
    })
    const told = signedIn({ internalErrors: 'traceback' })
    const { data } = await told.ask('GET /api/pipelines/nope')
    expect(data).toMatchObject({
      error: { code: 500, exception: 'Pipeline nope does not exist.' },
      url_parameters: { resource: 'pipelines', pk: 'nope' },
    })
  })

  it('carries the message of an earlier error over, as Mage does', async () => {
    const { ask } = signedIn()
    const messageOf = async (line: string, body?: unknown) =>
      ((await ask(line, body)).data.error as { message: string }).message
    expect(await messageOf('GET /api/pipeline_schedules/9')).toBe('Record not found.')
    const login = await messageOf('POST /api/sessions', { session: {} })
    expect(await messageOf('GET /api/pipeline_schedules/9')).toBe(login)
  })

  it('answers what is no call of the API as the server around it does', async () => {
    const { ask } = signedIn()
    expect(await ask('GET /nope')).toMatchObject({
      status: 404,
      data: expect.stringContaining('<html>'),
    })
    for (const line of ['PATCH /api/pipelines', 'DELETE /api/pipelines', 'POST /api/pipelines/x'])
      expect(await ask(line, line.startsWith('DELETE') ? undefined : {})).toMatchObject({
        status: 405,
        data: '',
      })
    expect((await ask('GET /api/file_contents/..%2Fx')).data).toContain('path traversal')
    expect((await ask('GET /api/pipelines?search=..%2Fx')).status).toBe(400)
  })

  it('lets a page of any origin ask', async () => {
    const { mock, ask } = signedIn()
    const preflight = await send(mock, 'OPTIONS /api/pipelines')
    expect(preflight.status).toBe(204)
    const { headers } = await ask('GET /api/pipelines')
    for (const each of [preflight.headers, headers]) {
      expect(each.get('access-control-allow-origin')).toBe('*')
      expect(each.get('access-control-allow-headers')).toContain('oauth-token')
    }
  })

  it('pages lists as each kind of resource does', async () => {
    const { ask } = signedIn({ pipelines: 3 })
    const metadataOf = async (line: string) => (await ask(line)).data.metadata
    expect(await metadataOf('GET /api/pipelines')).toEqual({ count: 3, results: 3, next: null })
    expect(await metadataOf('GET /api/pipelines?_limit=2&_offset=2')).toEqual({
      count: 3,
      results: 1,
      next: false,
    })
    expect(await metadataOf('GET /api/pipelines/pipeline_1/blocks')).toEqual({
      count: 0,
      next: false,
    })
    expect(await metadataOf('GET /api/statuses')).toEqual({})
    for (let count = 0; count < 41; count += 1)
      await ask('POST /api/secrets', { secret: { name: `${count}` } })
    expect(await metadataOf('GET /api/secrets')).toEqual({ count: 41, next: true })
    expect((await ask('GET /api/secrets?_limit=0')).data).toEqual({
      secrets: [],
      metadata: { count: 41, next: true },
    })
    const { data } = await ask('GET /api/pipelines?_order_by[]=-name&_limit=1')
    expect(data.pipelines).toMatchObject([{ name: 'Pipeline 3' }])
  })

  it('makes pages of runs larger unless told not to', async () => {
    const { ask, clock } = signedIn()
    const made = await ask('POST /api/pipelines/pipeline_1/pipeline_schedules', {
      pipeline_schedule: { schedule_type: 'api' },
    })
    const { id, token } = made.data.pipeline_schedule as { id: number; token: string }
    const run = () => ask(`POST /api/pipeline_schedules/${id}/pipeline_runs/${token}`, {})
    await run()
    await run()
    await clock.advance(1000)
    await run()
    const idsOf = async (query: string) =>
      (
        (await ask(`GET /api/pipeline_schedules/${id}/pipeline_runs?${query}`)).data
          .pipeline_runs as { id: number }[]
      ).map((each) => each.id)
    expect(await idsOf('_limit=2')).toEqual([3, 2, 1])
    expect(await idsOf('_limit=2&disable_retries_grouping=true')).toEqual([3, 2])
  })

  it('starts a run for the token of its trigger, and lets it go on by the clock', async () => {
    const { mock, ask, clock } = signedIn({ runTime: 1000, runEnd: 'failed' })
    const made = await ask('POST /api/pipelines/pipeline_1/pipeline_schedules', {
      pipeline_schedule: { schedule_type: 'api' },
    })
    const { token } = made.data.pipeline_schedule as { token: string }
    const headers = { authorization: `Bearer ${token}` }
    const flat = { env: 'staging', n: 1 }
    const { data } = await send(mock, 'POST /api/pipeline_schedules/1/api_trigger', {
      headers,
      body: flat,
    })
    expect(data).toEqual({
      pipeline_run: expect.objectContaining({ id: 1, status: 'initial', event_variables: flat }),
    })
    const statusNow = async () =>
      ((await ask('GET /api/pipeline_runs/1')).data.pipeline_run as { status: string }).status
    const seen: string[] = []
    for (const ms of [0, 250, 749, 1]) {
      await clock.advance(ms)
      seen.push(await statusNow())
    }
    expect(seen).toEqual(['initial', 'running', 'running', 'failed'])
    const wrong = await send(mock, 'POST /api/pipeline_schedules/1/api_trigger', {
      headers: {},
      body: {},
    })
    expect(wrong).toMatchObject({ status: 200, data: '' })
  })

  it('has endpoints of one’s own: resource, policy and presenters', async () => {
    const ships: MockMageOptions = {
      users: [
        { username: 'owner', password: 'x', owner: true },
        { username: 'guest', password: 'x' },
        { username: 'nobody', password: 'x', hasRole: false },
      ],
      resources: {
        ships: {
          records: [{ uuid: 'argo', crew: 50, secret: 1 }],
          actions: ['list', 'detail', 'create', 'update', 'delete'],
          open: ['list'],
          filters: ['crew'],
          attributes: ['crew'],
          formats: { list: ['uuid'], long: ['uuid', 'crew'] },
          detail({ id, records }) {
            const found = records.find(({ uuid }) => uuid === id)
            if (!found) throw mageFailure('record_not_found', 'No such ship.')
            return found
          },
        },
      },
    }
    const { mock, ask, headers } = signedIn(ships)
    expect((await ask('GET /api/ships')).data).toEqual({ ships: [{ uuid: 'argo' }], metadata: {} })
    expect((await ask('GET /api/ships/argo?_format=long')).data.ship).toEqual({
      uuid: 'argo',
      crew: 50,
    })
    expect((await ask('GET /api/ships/nope')).data).toMatchObject(failed('record_not_found', 404))
    const made = await ask('POST /api/ships', { ship: { name: 'Black Pearl', secret: 2 } })
    expect(made.data.ship).toMatchObject({ uuid: 'black_pearl', secret: 2 })
    expect((await ask('PUT /api/ships/argo', { ship: { crew: 49 } })).data.ship).toMatchObject({
      crew: 49,
    })
    expect((await ask('DELETE /api/ships/argo')).data.ship).toMatchObject({ uuid: 'argo' })
    expect((await send(mock, 'GET /api/ships')).data.ships).toHaveLength(1)

    headers['oauth-token'] = decodeToken(mock.issueToken('guest')).token
    expect((await ask('GET /api/ships?crew=50')).status).toBe(200)
    const locked = failed('unauthorized_access', 403)
    expect((await ask('GET /api/ships?secret=1')).data).toMatchObject(locked)
    expect((await ask('PUT /api/ships/black_pearl', { ship: { secret: 3 } })).data).toMatchObject(
      locked,
    )
    headers['oauth-token'] = decodeToken(mock.issueToken('nobody')).token
    expect((await ask('GET /api/ships')).data).toMatchObject(locked)
    expect(thrown(() => mock.issueToken('stranger')).message).toContain('no user "stranger"')
  })

  it('records what came in, and forgets it with everything else on a reset', async () => {
    const { mock, ask } = signedIn({ basePath: 'tools/' })
    expect(mock.baseURL).toBe('https://mage.example.com/tools')
    await ask('POST /api/pipelines', { pipeline: { name: 'New' } })
    expect(mock.requests).toMatchObject([
      { method: 'POST', path: '/api/pipelines', status: 200, body: '{"pipeline":{"name":"New"}}' },
    ])
    expect(mock.statistics()).toEqual({ sent: 1, answered: 1, throttled: 0, faults: 0 })
    mock.reset()
    expect(mock.requests).toEqual([])
    expect((await ask('GET /api/pipelines')).data).toMatchObject(failed('invalid_oauth_token', 401))
  })

  it('takes its time, by its clock', async () => {
    const { ask, clock } = signedIn({ latency: 100 })
    let answered = false
    const call = ask('GET /api/statuses').then(() => {
      answered = true
    })
    await clock.advance(99)
    expect(answered).toBe(false)
    await clock.advance(1)
    await call
    expect(clock.pending).toBe(0)
  })
})
