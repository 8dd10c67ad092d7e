import { describe, expect, test } from 'vitest'
import {
  type Fault,
  type FaultSource,
  fakeClock,
  mockKnowi,
  mockTransport,
} from '../../../src/testing'
import { send, toRequest } from './send'

async function statuses(faults: readonly Fault[] | FaultSource, lines: string[]) {
  const mock = mockKnowi({ faults })
  const all: number[] = []
  for (const line of lines) all.push((await send(mock, line)).status)
  return all
}

const busy = { kind: 'status', status: 503 } as const
const groups = (times: number) => Array.from({ length: times }, () => 'GET /groups')

describe('which requests a fault strikes', () => {
  test('is the first one only, by default', async () => {
    expect(await statuses([busy], groups(3))).toEqual([503, 200, 200])
  })

  test('is as many as "times" says', async () => {
    expect(await statuses([{ ...busy, times: 2 }], groups(3))).toEqual([503, 503, 200])
    expect(await statuses([{ ...busy, times: 0 }], groups(1))).toEqual([200])
  })

  test('is every n-th one, without end or as often as "times" says', async () => {
    expect(await statuses([{ ...busy, every: 2 }], groups(4))).toEqual([200, 503, 200, 503])
    const once = { ...busy, every: 2, times: 1 }
    expect(await statuses([once], groups(4))).toEqual([200, 503, 200, 200])
  })

  test('goes by the method, in any case', async () => {
    const lines = ['GET /groups', 'DELETE /groups/1']
    expect(await statuses([{ ...busy, method: 'delete' }], lines)).toEqual([200, 503])
  })

  test('goes by the whole path, without the query', async () => {
    const lines = ['GET /dashboards/1', 'GET /dashboards?byCategory=1']
    expect(await statuses([{ ...busy, path: '/dashboards' }], lines)).toEqual([200, 503])
  })

  test('goes by a pattern in the path, whatever its flags', async () => {
    const path = /^\/dashboards\/\d+$/g
    const lines = ['GET /dashboards', 'GET /dashboards/1', 'GET /dashboards/2']
    expect(await statuses([{ ...busy, path, times: 2 }], lines)).toEqual([200, 503, 503])
  })

  test('takes turns: the next fault of the list waits for the one before', async () => {
    const faults: Fault[] = [busy, { kind: 'status', status: 500 }]
    expect(await statuses(faults, groups(3))).toEqual([503, 500, 200])
  })

  test('counts for "every" what other faults have struck', async () => {
    const faults: Fault[] = [busy, { kind: 'status', status: 500, every: 2 }]
    expect(await statuses(faults, groups(4))).toEqual([503, 500, 200, 500])
  })

  test('can be chosen by a function that counts from 1', async () => {
    const faults: FaultSource = (_, n) => (n === 2 ? busy : undefined)
    expect(await statuses(faults, groups(3))).toEqual([200, 503, 200])
  })

  test('can be chosen by what the request holds, which the mock then still reads', async () => {
    let body = ''
    const mock = mockKnowi({
      faults: (request) => {
        void request.text().then((text) => {
          body = text
        })
        return undefined
      },
    })
    const { json } = await send(mock, 'POST /groups', { body: { groupName: 'New' } })
    expect(json.name).toBe('New')
    expect(body).toBe('{"groupName":"New"}')
  })

  test('starts over with a reset', async () => {
    const mock = mockKnowi({ faults: [busy] })
    await send(mock, 'GET /groups')
    mock.reset()
    expect((await send(mock, 'GET /groups')).status).toBe(503)
  })

  test('is none that the quota refuses', async () => {
    const clock = fakeClock()
    const quota = { limit: 1, window: 1000 }
    const mock = mockKnowi({ clock, quota, faults: [{ ...busy, every: 2 }] })
    const all = []
    for (let time = 0; time < 2; time += 1) {
      all.push((await send(mock, 'GET /groups')).status, (await send(mock, 'GET /groups')).status)
      await clock.advance(1000)
    }
    expect(all).toEqual([200, 429, 503, 429])
  })
})

describe('a status', () => {
  test('comes in the shape of an error, with Retry-After as it was given', async () => {
    const mock = mockKnowi({
      errorShape: 'list',
      faults: [
        { ...busy, retryAfter: 3 },
        { ...busy, retryAfter: 'Wed, 01 Jan 2025 00:00:00 GMT' },
      ],
    })
    const first = await send(mock, 'GET /groups')
    expect([first.status, first.headers.get('retry-after')]).toEqual([503, '3'])
    expect(first.json.type).toBe('error.list')
    const second = await send(mock, 'GET /groups')
    expect(second.headers.get('retry-after')).toBe('Wed, 01 Jan 2025 00:00:00 GMT')
  })

  test('can have a body of its own, text or JSON', async () => {
    const mock = mockKnowi({
      faults: [
        { ...busy, body: '<html>' },
        { ...busy, body: '' },
        { ...busy, body: { own: [1] } },
      ],
    })
    expect((await send(mock, 'GET /groups')).text).toBe('<html>')
    expect((await send(mock, 'GET /groups')).text).toBe('')
    expect((await send(mock, 'GET /groups')).json).toEqual({ own: [1] })
  })

  test.each([204, 304])('of %s has no body', async (status) => {
    const mock = mockKnowi({ faults: [{ kind: 'status', status }] })
    expect(await send(mock, 'GET /groups')).toMatchObject({ status, text: '' })
  })
})

describe('a slow answer', () => {
  test('comes after its time by the clock, on top of the latency', async () => {
    const clock = fakeClock()
    const mock = mockKnowi({ clock, latency: 100, faults: [{ kind: 'slow', ms: 900 }] })
    let status = 0
    void send(mock, 'GET /groups').then((answer) => {
      status = answer.status
    })
    await clock.advance(999)
    expect(status).toBe(0)
    await clock.advance(1)
    expect(status).toBe(200)
    expect(clock.pending).toBe(0)
  })
})

describe('a stall', () => {
  test('gives the head and the begin of the body, then nothing', async () => {
    const clock = fakeClock()
    const mock = mockKnowi({ faults: [{ kind: 'stall' }] })
    const response = await mock(toRequest(mock, 'GET /groups'))
    expect(response.status).toBe(200)
    const reader = response.body?.getReader()
    const first = new TextDecoder().decode((await reader?.read())?.value)
    expect(first).toMatch(/^\{"list":/)
    expect(() => JSON.parse(first)).toThrow()
    let ended = false
    const rest = reader?.read().then(() => {
      ended = true
    })
    await clock.advance(1_000_000)
    expect(ended).toBe(false)
    await reader?.cancel()
    await rest
  })

  test('stalls also where the API would send no body', async () => {
    const mock = mockKnowi({ faults: [{ kind: 'stall' }] })
    const response = await mock(toRequest(mock, 'DELETE /groups/1'))
    expect(response.body).not.toBeNull()
  })

  test('ends for a caller that aborts', async () => {
    const mock = mockKnowi({ faults: [{ kind: 'stall' }] })
    const controller = new AbortController()
    const { url, headers } = toRequest(mock, 'GET /groups')
    const response = await mockTransport(mock)(url, { headers, signal: controller.signal })
    const reading = response.text()
    controller.abort(new Error('gave up'))
    await expect(reading).rejects.toThrow('gave up')
  })
})

describe('a truncated answer', () => {
  test('is a complete body with half of the JSON', async () => {
    const whole = await send(mockKnowi(), 'GET /groups')
    const { status, text, json } = await send(
      mockKnowi({ faults: [{ kind: 'truncate' }] }),
      'GET /groups',
    )
    expect([status, json]).toEqual([200, undefined])
    expect(text).toBe(whole.text.slice(0, Math.ceil(whole.text.length / 2)))
  })

  test('has status 200 whatever the API would say', async () => {
    const mock = mockKnowi({ faults: [{ kind: 'truncate' }] })
    expect((await send(mock, 'GET /nowhere')).status).toBe(200)
  })
})

describe('a dying connection', () => {
  test('before the answer is a network error', async () => {
    const mock = mockKnowi({ faults: [{ kind: 'reset' }] })
    expect((await mock(toRequest(mock, 'GET /groups'))).type).toBe('error')
    expect(mock.requests[0]?.status).toBe(0)
    mock.reset()
    const { url, headers } = toRequest(mock, 'GET /groups')
    await expect(mockTransport(mock)(url, { headers })).rejects.toThrow(TypeError)
  })

  test('keeps the API from doing what was asked', async () => {
    const mock = mockKnowi({ faults: [{ kind: 'reset' }] })
    await mock(toRequest(mock, 'DELETE /groups/1'))
    expect((await send(mock, 'GET /groups/1')).status).toBe(200)
  })

  test('in the middle of the body is an error after half of it, when all has been done', async () => {
    const mock = mockKnowi({ faults: [{ kind: 'cut' }] })
    const response = await mock(toRequest(mock, 'DELETE /groups/1'))
    await expect(response.text()).rejects.toThrow(TypeError)
    expect((await send(mock, 'GET /groups/1')).status).toBe(404)
    mock.reset()
    const reader = (await mock(toRequest(mock, 'GET /groups'))).body?.getReader()
    const first = new TextDecoder().decode((await reader?.read())?.value)
    expect(first).toMatch(/^\{"list":/)
    await expect(reader?.read()).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } })
  })
})

test.each([
  [{ kind: 'unknown' }, /A fault is one of/],
  [{ ...busy, every: 0 }, /"every"/],
  [{ ...busy, times: Number.NaN }, /"times"/],
  [{ kind: 'status', status: 99 }, /"status"/],
  [{ kind: 'slow', ms: -1 }, /"ms"/],
])('a fault of %j is refused', (fault, message) => {
  expect(() => mockKnowi({ faults: [fault as Fault] })).toThrow(message)
})
