import type { IncomingMessage, ServerResponse } from 'node:http'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  apiKey,
  bearer,
  type Client,
  type ClientOptions,
  createClient,
  HttpError,
  NetworkError,
  ServiceUnavailableError,
  TimeoutError,
  TooManyRequestsError,
} from '../../src/index'
import { type Loopback, listen } from '../runtimes/loopback'
import { rejection } from '../stage'

/** What the server does with a request. */
type Deed = (response: ServerResponse, request: IncomingMessage) => void

const clients: Client[] = []
let server: Loopback
/** What it does with the first, the second …; the last goes on. */
let deeds: Deed[]
/** When which request came, in ms on a monotonic clock. */
let arrivals: { method: string | undefined; at: number }[]

beforeEach(async () => {
  arrivals = []
  server = await listen((request, response) => {
    arrivals.push({ method: request.method, at: performance.now() })
    const deed = deeds[Math.min(arrivals.length, deeds.length) - 1] as Deed
    deed(response, request)
  })
})

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()))
  await server.close()
})

function client(options: ClientOptions = {}): Client {
  const made = createClient({ baseURL: server.origin, ...options })
  clients.push(made)
  return made
}

const good: Deed = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}')
}
const status =
  (code: number, headers: Record<string, string> = {}, body = ''): Deed =>
  (response) =>
    void response.writeHead(code, headers).end(body)
const reset: Deed = (response) => void response.destroy()
/** Promises 100 bytes, sends 10, and then nothing more. */
const stalledBody: Deed = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
  response.write('{"ok":true')
}
const cutBody: Deed = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
  response.write('{"ok":true', () => response.destroy())
}
const silence: Deed = () => {}
/** So soon that no test waits for it. */
const soon = { baseDelay: 1 }

describe('Retry-After', () => {
  test.each([
    [429, 'in seconds', (): string => '1', 1000],
    // Of whole seconds, so that "in two" may be little more than one away.
    [503, 'as a date', (): string => new Date(Date.now() + 2000).toUTCString(), 990],
  ] as const)('of a %i, %s, is waited for', async (code, _, value, least) => {
    deeds = [
      (response, request) => status(code, { 'retry-after': value() })(response, request),
      good,
    ]
    expect(await client({ retry: soon }).get('x')).toEqual({ ok: true })
    expect(arrivals).toHaveLength(2)
    const [first, second] = arrivals.map(({ at }) => at) as [number, number]
    expect(second - first).toBeGreaterThanOrEqual(least)
  })

  test.each(['3600', '99999999999', new Date(Date.now() + 3_600_000).toUTCString()])(
    'of %s is neither slept nor cut short: the call fails at once, once sent',
    async (value) => {
      deeds = [status(429, { 'retry-after': value })]
      const error = await rejection<TooManyRequestsError>(client({ retry: soon }).get('x'))
      expect(error).toBeInstanceOf(TooManyRequestsError)
      expect(error.retryAfter).toBeGreaterThan(3_590_000)
      expect(arrivals).toHaveLength(1)
    },
  )
})

describe('a write', () => {
  test.each(['POST', 'PATCH'])('%s that a 503 answers goes out once', async (method) => {
    deeds = [status(503)]
    const call = client({ retry: soon }).request(method, 'x', { json: { a: 1 } })
    expect(await rejection(call)).toBeInstanceOf(ServiceUnavailableError)
    expect(arrivals).toHaveLength(1)
  })

  test('that a reset cut off goes out once', async () => {
    deeds = [reset]
    const error = await rejection<NetworkError>(
      client({ retry: soon }).post('x', { json: { a: 1 } }),
    )
    expect(error).toBeInstanceOf(NetworkError)
    expect(arrivals).toHaveLength(1)
  })
})

describe('a connection', () => {
  test('that is reset is tried again', async () => {
    deeds = [reset, reset, good]
    expect(await client({ retry: soon }).get('x')).toEqual({ ok: true })
    expect(arrivals).toHaveLength(3)
  })

  test('that breaks off in the body is tried again', async () => {
    deeds = [cutBody, good]
    expect(await client({ retry: soon }).get('x')).toEqual({ ok: true })
    expect(arrivals).toHaveLength(2)
  })

  test('that never holds is a NetworkError that tells the attempts', async () => {
    deeds = [reset]
    const error = await rejection<NetworkError>(client({ retry: soon }).get('x'))
    expect(error).toBeInstanceOf(NetworkError)
    expect(error.attempts).toBe(3)
    expect(arrivals).toHaveLength(3)
  })
})

describe('an abort', () => {
  test('in a backoff ends the call at once, and nothing more is sent', async () => {
    deeds = [status(503), good]
    const controller = new AbortController()
    const api = client({ retry: { next: () => ({ delay: 600_000 }) } })
    const waiting = new Promise<void>((resolve) => api.on('retry', () => resolve()))
    const failed = rejection<string>(api.get('x', { signal: controller.signal }))
    await waiting
    controller.abort('enough')
    expect(await failed).toBe('enough')
    expect(arrivals).toHaveLength(1)
  })

  test('in a pause that a Retry-After made ends the call at once', async () => {
    deeds = [status(429, { 'retry-after': '50' }), good]
    const controller = new AbortController()
    const api = client()
    const waiting = new Promise<void>((resolve) => api.on('throttled', () => resolve()))
    const failed = rejection<string>(api.get('x', { signal: controller.signal }))
    await waiting
    controller.abort('enough')
    expect(await failed).toBe('enough')
    expect(arrivals).toHaveLength(1)
  })
})

describe('a timeout', () => {
  test.each([
    ['headers', silence],
    ['body', stalledBody],
  ] as const)('covers the %s', async (phase, deed) => {
    deeds = [deed]
    const error = await rejection<TimeoutError>(client({ retry: false, timeout: 200 }).get('x'))
    expect(error).toBeInstanceOf(TimeoutError)
    expect([error.phase, error.scope]).toEqual([phase, 'attempt'])
  })

  test.each([
    ['headers', silence],
    ['body', stalledBody],
  ])('in the %s is followed by a repeat that is really sent', async (_, deed) => {
    deeds = [deed, good]
    expect(await client({ retry: soon, timeout: 300 }).get('x')).toEqual({ ok: true })
    expect(arrivals).toHaveLength(2)
  })

  test.each([
    ['headers', silence],
    ['body', stalledBody],
  ])('in the %s holds beside a signal of the caller', async (_, deed) => {
    deeds = [deed]
    const { signal } = new AbortController()
    const call = client({ retry: false }).get('x', { signal, timeout: 200 })
    expect(await rejection(call)).toBeInstanceOf(TimeoutError)
  })
})

describe('no secret is in', () => {
  const secret = 'sk-7f3a9c'
  const places: [string, ClientOptions][] = [
    ['a bearer token', { auth: bearer(secret) }],
    ['a key in a header', { auth: apiKey({ name: 'x-api-key', value: secret }) }],
    ['a key in the query', { auth: apiKey({ name: 'api_key', value: secret, in: 'query' }) }],
    ['a cookie', { auth: apiKey({ name: 'session', value: secret, in: 'cookie' }) }],
    ['a header of the client', { headers: { authorization: `Bearer ${secret}` } }],
  ]
  /** A server that knows no shame sends back what it got. */
  const echo: Deed = (response, { url, headers }) => {
    const said = JSON.stringify({ message: `bad: ${url} ${JSON.stringify(headers)}` })
    response.writeHead(500, { 'content-type': 'application/json', 'x-echo': String(url) }).end(said)
  }
  const cases = places.flatMap(([place, options]) =>
    Object.entries({ echo, reset, cutBody, silence }).map(
      ([failure, deed]) => [place, failure, options, deed] as const,
    ),
  )

  test.each(cases)('what an error shows: %s, after %s', async (_, __, options, deed) => {
    let carried = false
    deeds = [
      (response, request) => {
        carried = JSON.stringify([request.url, request.headers]).includes(secret)
        deed(response, request)
      },
    ]
    const api = client({ retry: false, timeout: 200, ...options })
    const error = await rejection(api.get('x'))
    expect(carried).toBe(true)
    expect(error instanceof HttpError).toBe(deed === echo)
    const shown = [
      inspect(error, { depth: 20 }),
      JSON.stringify(error),
      String(error),
      error.message,
      error.stack,
      inspect(error.cause, { depth: 20 }),
    ].join('\n')
    expect(shown).not.toContain(secret)
  })
})
