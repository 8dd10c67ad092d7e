import { getEventListeners } from 'node:events'
import { describe, expect, test } from 'vitest'
import { fakeClock, mockKnowi, mockTransport } from '../../../src/testing'
import { send, toRequest } from './send'

describe('where the API lives', () => {
  test('is /api/1.0 of any host', async () => {
    const mock = mockKnowi()
    expect(mock.baseURL).toBe('https://knowi.com/api/1.0')
    const headers = { authorization: 'Bearer test-token' }
    const own = await mock(new Request('http://localhost:99/api/1.0/groups', { headers }))
    expect(own.status).toBe(200)
    const outside = await mock(new Request('https://knowi.com/groups', { headers }))
    expect(outside.status).toBe(404)
    const similar = await mock(new Request('https://knowi.com/api/1.0groups', { headers }))
    expect(similar.status).toBe(404)
    expect(mock.requests.map(({ path }) => path)).toEqual(['/groups', '/groups', '/api/1.0groups'])
  })

  test.each([
    ['/v2', 'https://knowi.com/v2'],
    ['v2/', 'https://knowi.com/v2'],
    ['/', 'https://knowi.com'],
    ['', 'https://knowi.com'],
  ])('can be another path: %j', async (basePath, baseURL) => {
    const mock = mockKnowi({ basePath })
    expect(mock.baseURL).toBe(baseURL)
    expect((await send(mock, 'GET /groups')).status).toBe(200)
  })
})

describe('errors', () => {
  test('have a message and a link by default', async () => {
    const { json, headers } = await send(mockKnowi(), 'GET /dashboards/99')
    expect(json).toEqual({
      message: 'There is no dashboard with this id.',
      documentation_url: expect.stringContaining('https://'),
    })
    expect(headers.get('content-type')).toContain('application/json')
  })

  test('can be a list with codes', async () => {
    const mock = mockKnowi({ errorShape: 'list' })
    const codeOf = async (line: string, token?: string) => {
      const { json } = await send(mock, line, token === undefined ? {} : { token })
      expect(json).toEqual({
        type: 'error.list',
        errors: [{ code: expect.any(String), message: expect.any(String) }],
      })
      return json.errors[0].code
    }
    expect(await codeOf('GET /dashboards/99')).toBe('not_found')
    expect(await codeOf('GET /dashboards', 'wrong')).toContain('access_token')
    expect(await codeOf('PATCH /dashboards')).toBe('method_not_allowed')
  })

  test.each([
    ['GET /nowhere', 404],
    ['GET //dashboards', 404],
    ['GET /dashboards/', 404],
    ['GET /dashboards/1/share/nowhere', 404],
    ['GET /dashboards/%E0%A4', 400],
  ])('%s is %i', async (line, status) => {
    expect((await send(mockKnowi(), line)).status).toBe(status)
  })

  test('a path that does not take the method says which it takes', async () => {
    const { status, headers } = await send(mockKnowi(), 'PATCH /dashboards/1')
    expect(status).toBe(405)
    expect(headers.get('allow')?.split(', ').sort()).toEqual(['DELETE', 'GET', 'POST', 'PUT'])
  })

  test.each([
    'POST /dashboards',
    'PUT /dashboards/1',
    'POST /dashboards/1',
    'PUT /widgets/1/share',
  ])('%s with bad JSON is 400', async (line) => {
    for (const body of ['{"name":', '[1]', 'null', '7']) {
      const answer = await send(mockKnowi(), line, { body })
      expect([body, answer.status]).toEqual([body, 400])
    }
  })
})

describe('time', () => {
  test('every answer takes the latency', async () => {
    const clock = fakeClock()
    const mock = mockKnowi({ clock, latency: 50 })
    const request = toRequest(mock, 'GET /groups')
    const answer = mock(request)
    await clock.advance(49)
    expect(mock.requests[0]?.status).toBeUndefined()
    await clock.advance(1)
    expect((await answer).status).toBe(200)
    expect(getEventListeners(request.signal, 'abort')).toEqual([])
  })

  test('an abort during the latency stops the timer and rejects with the reason', async () => {
    const clock = fakeClock()
    const mock = mockKnowi({ clock, latency: 50 })
    const controller = new AbortController()
    const reason = new Error('stop')
    const request = new Request(`${mock.baseURL}/groups`, { signal: controller.signal })
    const call = mock(request)
    await clock.settle()
    expect(clock.pending).toBe(1)
    controller.abort(reason)
    await expect(call).rejects.toBe(reason)
    expect(clock.pending).toBe(0)
  })

  test('a request that is aborted already starts no timer', async () => {
    const clock = fakeClock()
    const mock = mockKnowi({ clock, latency: 50 })
    const signal = AbortSignal.abort(new Error('stop'))
    await expect(mock(new Request(`${mock.baseURL}/groups`, { signal }))).rejects.toThrow('stop')
    expect(clock.pending).toBe(0)
  })

  test('goes by the system without a clock', async () => {
    const before = Date.now()
    const { json } = await send(mockKnowi({ latency: 1 }), 'POST /dashboards', { body: {} })
    expect(json.createdDate).toBeGreaterThanOrEqual(before)
  })

  test('answers have the date of the clock', async () => {
    const mock = mockKnowi({ clock: fakeClock() })
    const { headers } = await send(mock, 'GET /groups')
    expect(headers.get('date')).toBe('Wed, 01 Jan 2025 00:00:00 GMT')
  })
})

describe('looking back', () => {
  test('every request is on record', async () => {
    const clock = fakeClock({ now: 7 })
    const mock = mockKnowi({ clock })
    const options = { body: { a: 1 }, headers: { 'X-Own': 'yes' } }
    await send(mock, 'POST /dashboards?a=1&b=2&b=%20', options)
    expect(mock.requests).toEqual([
      {
        method: 'POST',
        path: '/dashboards',
        url: `${mock.baseURL}/dashboards?a=1&b=2&b=%20`,
        query: { a: '1', b: ' ' },
        headers: {
          authorization: 'Bearer test-token',
          'content-type': 'application/json',
          'x-own': 'yes',
        },
        body: '{"a":1}',
        at: 7,
        status: 200,
      },
    ])
  })

  test('requests are in order of arrival, and have a status once they are answered', async () => {
    const clock = fakeClock()
    const mock = mockKnowi({ clock, latency: 10 })
    void send(mock, 'GET /groups')
    void send(mock, 'GET /users/99')
    await clock.advance(9)
    const seen = () => mock.requests.map(({ path, status }) => [path, status])
    expect(seen()).toEqual([
      ['/groups', undefined],
      ['/users/99', undefined],
    ])
    await clock.advance(1)
    expect(seen()).toEqual([
      ['/groups', 200],
      ['/users/99', 404],
    ])
  })

  test('everything that was sent is answered, throttled, faulty, or still waiting', async () => {
    const clock = fakeClock()
    const quota = { limit: 3, window: 1000 }
    const mock = mockKnowi({ clock, quota, faults: [{ kind: 'reset', path: '/users' }] })
    const { url } = toRequest(mock, 'GET /users')
    await expect(mockTransport(mock)(url)).rejects.toThrow()
    for (let time = 0; time < 3; time += 1) await send(mock, 'GET /groups/99')
    expect(mock.statistics()).toEqual({ sent: 4, answered: 2, throttled: 1, faults: 1 })
    const waiting = mock(toRequest(mock, 'GET /groups'))
    expect(mock.statistics().sent).toBe(5)
    await waiting
    expect(mock.statistics().throttled).toBe(2)
  })

  test('a reset forgets requests, counts and changes', async () => {
    const mock = mockKnowi()
    const { requests } = mock
    await send(mock, 'DELETE /dashboards/1')
    mock.reset()
    expect(requests).toEqual([])
    expect(mock.statistics()).toEqual({ sent: 0, answered: 0, throttled: 0, faults: 0 })
    expect((await send(mock, 'GET /dashboards/1')).status).toBe(200)
    expect(requests).toHaveLength(1)
  })

  test('a request from before a reset counts for nothing after it', async () => {
    const clock = fakeClock()
    const mock = mockKnowi({ clock, latency: 10 })
    void send(mock, 'GET /groups')
    mock.reset()
    await clock.advance(10)
    expect(mock.statistics().answered).toBe(0)
  })
})
