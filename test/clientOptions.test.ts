import { describe, expect, test } from 'vitest'
import {
  type AttemptRequest,
  bearer,
  type ClientOptions,
  ConfigError,
  createClient,
  QuotaError,
  TimeoutError,
} from '../src/index'
import { baseURL, rejection, stage, thrown } from './stage'

const silence = () => new Promise<Response>(() => {})

describe('a client that is told nothing', () => {
  test('ends an attempt after 30 s', async () => {
    const { api, clock } = stage(silence)
    const failed = rejection<TimeoutError>(api.get('x'))
    await clock.advance(29_999)
    expect(clock.pending).toBe(1)
    await clock.advance(1)
    expect(await failed).toMatchObject({ scope: 'attempt', phase: 'headers' })
  })

  test('repeats twice, and sets no limit to the whole', async () => {
    const { api, clock, sent } = stage(silence, { retry: undefined } as ClientOptions)
    const failed = rejection<TimeoutError>(api.get('x'))
    await clock.advance(600_000)
    expect(await failed).toBeInstanceOf(TimeoutError)
    expect(sent).toHaveLength(3)
  })

  test('has two requests in flight at first, in the end 32, and 10,000 in the queue', async () => {
    let open = false
    const { api, clock, sent } = stage(() => (open ? silence() : Response.json({})))
    for (let number = 0; number < 30; number += 1) await api.get('x')
    open = true
    sent.length = 0
    const calls = Array.from({ length: 10_033 }, () => api.get('x'))
    const settled = Promise.allSettled(calls)
    await clock.settle()
    expect(sent).toHaveLength(32)
    expect(api.rateLimit.state()).toMatchObject({ waiting: 10_000, inFlight: 32 })
    await api.close()
    const refused = (await settled).filter(
      (each) => each.status === 'rejected' && each.reason instanceof QuotaError,
    )
    expect(refused).toHaveLength(1)
    expect(refused[0]).toMatchObject({ reason: { reason: 'queue-full' } })
  })

  test('reads the body by its type and asks for JSON', async () => {
    const { api, sent } = stage(() => new Response('text'))
    expect(await api.get('x')).toBe('text')
    expect(sent[0]?.headers.get('accept')).toBe('application/json, */*;q=0.8')
  })
})

describe('options that are wrong', () => {
  test.each<[string, object]>([
    ['baseURL', { baseURL: 'api.example.com' }],
    ['allowedOrigins', { allowedOrigins: ['example.com'] }],
    ['auth', { auth: { headers: {} } }],
    ['timeout', { timeout: -1 }],
    ['totalTimeout', { totalTimeout: 0 }],
    ['parseAs', { parseAs: 'xml' }],
    ['retry.maxRetries', { retry: -1 }],
    ['retry.maxRetries', { retry: Number.NaN }],
    ['retry.maxRetryAfter', { retry: { maxRetryAfter: -5 } }],
    ['rateLimit.limit', { rateLimit: { limit: 0, window: 1000 } }],
    ['rateLimit.window', { rateLimit: { limit: 5 } }],
    ['query.a', { query: { a: {} } }],
    ['headers', { headers: { 'a b': '1' } }],
    ['headers.x-a', { headers: { 'x-a': 'a\nb' } }],
    ['fetchOptions.body', { fetchOptions: { body: 'x' } }],
  ])('%s is told at once: %j', (name, options) => {
    const error = thrown(() => createClient({ baseURL, ...options }))
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toContain(name)
  })
})

test('options that were given are not changed', async () => {
  const options = { headers: { 'X-A': '1' }, query: { a: [1] }, redact: ['x'] }
  const before = structuredClone(options)
  await stage(undefined, options).api.get('x', { headers: { 'X-A': '2' }, query: { a: 2 } })
  expect(options).toEqual(before)
})

describe('timeout', () => {
  test('of a call goes before that of the client, and false lifts it', async () => {
    const { api, clock } = stage(silence, { timeout: 100 })
    const early = rejection<TimeoutError>(api.get('x', { timeout: 50 }))
    await clock.advance(50)
    expect(await early).toBeInstanceOf(TimeoutError)
    const controller = new AbortController()
    const { signal } = controller
    const never = rejection(api.get('x', { timeout: false, signal }))
    await clock.settle()
    expect(clock.pending).toBe(0)
    controller.abort('enough')
    expect(await never).toBe('enough')
  })

  test('of a client may be false', async () => {
    const { api, clock } = stage(silence, { timeout: false, totalTimeout: 70_000 })
    const failed = rejection<TimeoutError>(api.get('x'))
    await clock.advance(69_999)
    expect(clock.pending).toBe(1)
    await clock.advance(1)
    expect(await failed).toMatchObject({ scope: 'total' })
  })
})

describe('retry', () => {
  test('of a call goes before that of the client', async () => {
    const { api, clock, sent } = stage(() => new Response('', { status: 500 }), { retry: 3 })
    await rejection(api.get('x', { retry: false }))
    expect(sent).toHaveLength(1)
    const failed = rejection(api.get('x', { retry: 1 }))
    await clock.advance(60_000)
    await failed
    expect(sent).toHaveLength(3)
  })
})

describe('beforeAttempt', () => {
  test('sees each attempt with its credential, and what it changes goes out', async () => {
    const seen: unknown[] = []
    const { api, clock, sent } = stage(
      (_, nth) => (nth === 1 ? new Response('', { status: 500 }) : Response.json(1)),
      {
        auth: bearer('tok-1'),
        retry: 1,
        async beforeAttempt({ method, url, headers, attempt }: AttemptRequest) {
          seen.push([method, url, headers.authorization, attempt, headers['x-trace']])
          headers['x-trace'] = `trace-${attempt}`
        },
      },
    )
    const call = api.get('x')
    await clock.advance(60_000)
    await call
    expect(seen).toEqual([
      ['GET', `${baseURL}/x`, 'Bearer tok-1', 1, undefined],
      ['GET', `${baseURL}/x`, 'Bearer tok-1', 2, undefined],
    ])
    expect(sent.map(({ headers }) => headers.get('x-trace'))).toEqual(['trace-1', 'trace-2'])
  })

  test('may sign the URL', async () => {
    const { api, given } = stage(undefined, {
      beforeAttempt: (request) => {
        request.url += '?signature=1'
      },
    })
    await api.get('x')
    expect(given[0]?.url).toBe(`${baseURL}/x?signature=1`)
  })

  test.each([
    'https://evil.example/x',
    'https://api.example.com.evil.example/x',
    'https://api.example.com@evil.example/x',
    'http://api.example.com/x',
    'not a URL',
  ])('cannot lead elsewhere: %s', async (url) => {
    const { api, sent } = stage(undefined, {
      beforeAttempt: (request) => {
        request.url = url
      },
    })
    expect(await rejection(api.get('x'))).toBeInstanceOf(ConfigError)
    expect(sent).toHaveLength(0)
  })

  test('cannot set a header that nobody could send', async () => {
    const { api, sent } = stage(undefined, {
      beforeAttempt: ({ headers }) => {
        headers['x-a'] = 'a\r\nb: c'
      },
    })
    expect(await rejection(api.get('x'))).toBeInstanceOf(ConfigError)
    expect(sent).toHaveLength(0)
  })

  test('ends the call with what it throws', async () => {
    const failure = new Error('no key to sign with')
    const { api, sent } = stage(undefined, {
      beforeAttempt: async () => {
        throw failure
      },
    })
    expect(await rejection(api.get('x'))).toBe(failure)
    expect(sent).toHaveLength(0)
  })
})
