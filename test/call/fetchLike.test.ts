import { describe, expect, test } from 'vitest'
import { bearer, ClosedError, ConfigError, NetworkError, TimeoutError } from '../../src/index'
import { baseURL, rejection, stage } from '../stage'

const mebibyte = 1024 * 1024

/** Reading a Request takes more turns than a clock that stands still waits for. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve))
}

/** Bytes of which each chunk looks different. */
function numbered(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  for (let index = 0; index < length; index += 1) bytes[index] = index % 251
  return bytes
}

/** By bytes: a comparison that could show where they differ takes minutes. */
async function same(request: Request, bytes: Uint8Array): Promise<boolean> {
  return Buffer.from(await request.arrayBuffer()).equals(bytes)
}

describe('the input', () => {
  test.each([
    ['a text', `${baseURL}/x?a=1`],
    ['a URL', new URL(`${baseURL}/x?a=1`)],
    ['a Request', new Request(`${baseURL}/x?a=1`)],
    ['a path', 'x?a=1'],
    ['a path with a slash', '/x?a=1'],
  ])('may be %s', async (_, input) => {
    const { api, sent } = stage()
    expect((await api.fetch(input)).ok).toBe(true)
    expect([sent[0]?.method, sent[0]?.url]).toEqual(['GET', `${baseURL}/x?a=1`])
  })

  test('may hold braces: it is a URL, not a pattern', async () => {
    const { api, given } = stage()
    await api.fetch('https://other.example/{id}?q={a}')
    expect(decodeURI(given[0]?.url ?? '')).toBe('https://other.example/{id}?q={a}')
  })

  test('that is no URL to go to rejects', async () => {
    const { api, sent } = stage()
    for (const input of ['ftp://a.example/x', 'https://']) {
      expect(await rejection(api.fetch(input))).toBeInstanceOf(ConfigError)
    }
    expect(sent).toHaveLength(0)
  })
})

describe('a Request', () => {
  test('goes out with its method, headers and body', async () => {
    const { api, sent } = stage()
    await api.fetch(
      new Request(`${baseURL}/x`, { method: 'PATCH', headers: { 'x-a': '1' }, body: '{"a":1}' }),
    )
    const [request] = sent as [Request]
    expect(request.method).toBe('PATCH')
    expect(request.headers.get('x-a')).toBe('1')
    expect(request.headers.get('content-type')).toBe('text/plain;charset=UTF-8')
    expect(await request.text()).toBe('{"a":1}')
  })

  test('keeps the boundary of its form', async () => {
    const { api, sent } = stage()
    const body = new FormData()
    body.set('field', 'value')
    await api.fetch(new Request(`${baseURL}/x`, { method: 'POST', body }))
    expect((await sent[0]?.formData())?.get('field')).toBe('value')
  })

  test('keeps its body where the runtime does not show it as a stream', async () => {
    const { api, sent } = stage()
    const request = new Request(`${baseURL}/x`, { method: 'POST', body: 'inside' })
    Object.defineProperty(request, 'body', { value: undefined })
    await api.fetch(request)
    expect(await sent[0]?.text()).toBe('inside')
  })

  test('can be repeated, body included', async () => {
    const { api, clock, sent } = stage(
      (_, nth) => (nth === 1 ? new Response('', { status: 503 }) : Response.json(1)),
      { retry: 1 },
    )
    const call = api.fetch(new Request(`${baseURL}/x`, { method: 'PUT', body: 'again' }))
    await clock.advance(60_000)
    expect((await call).status).toBe(200)
    expect(await Promise.all(sent.map((request) => request.text()))).toEqual(['again', 'again'])
  })

  test('of 10 MiB still goes out again, byte for byte', async () => {
    const { api, clock, sent } = stage(
      (_, nth) => (nth === 1 ? new Response('', { status: 503 }) : Response.json(1)),
      { retry: 1 },
    )
    const bytes = numbered(10 * mebibyte)
    const call = api.fetch(new Request(`${baseURL}/x`, { method: 'PUT', body: bytes }))
    await until(() => sent.length === 1)
    await clock.advance(60_000)
    expect((await call).status).toBe(200)
    for (const request of sent) expect(await same(request, bytes)).toBe(true)
    expect(sent).toHaveLength(2)
  })

  test('of more than 10 MiB goes out whole, and once', async () => {
    const { api, sent } = stage(() => new Response('', { status: 503 }), { retry: 2 })
    const bytes = numbered(10 * mebibyte + 70_000)
    const response = await api.fetch(new Request(`${baseURL}/x`, { method: 'PUT', body: bytes }))
    expect(response.status).toBe(503)
    expect(sent).toHaveLength(1)
    expect(await same(sent[0] as Request, bytes)).toBe(true)
  })

  test('of more than 10 MiB is not read ahead of what is sent', async () => {
    let pulled = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1
        controller.enqueue(new Uint8Array(mebibyte))
      },
    })
    const fetch = async () => Response.json(1)
    const { api } = stage(undefined, { fetch: fetch as typeof globalThis.fetch })
    const init = { method: 'POST', body: endless, duplex: 'half' }
    expect((await api.fetch(new Request(`${baseURL}/x`, init as RequestInit))).ok).toBe(true)
    expect(pulled).toBeLessThan(15)
  })

  test('whose body does not come ends with its signal, and with the client', async () => {
    const stalled = (cancelled: unknown[], signal?: AbortSignal) =>
      new Request(`${baseURL}/x`, {
        method: 'POST',
        body: new ReadableStream({ cancel: (reason) => void cancelled.push(reason) }),
        duplex: 'half',
        signal,
      } as RequestInit)
    const { api, sent } = stage()
    const cancelled: unknown[] = []
    const controller = new AbortController()
    const failed = rejection(api.fetch(stalled(cancelled, controller.signal)))
    controller.abort('enough')
    expect(await failed).toBe('enough')
    const closed = rejection(api.fetch(stalled(cancelled)))
    await api.close()
    expect(await closed).toBeInstanceOf(ClosedError)
    expect(cancelled).toEqual(['enough', expect.any(ClosedError)])
    expect(sent).toHaveLength(0)
  })

  test('whose body was read already is refused', async () => {
    const { api, sent } = stage()
    const request = new Request(`${baseURL}/x`, { method: 'POST', body: 'x' })
    await request.text()
    const error = await rejection(api.fetch(request))
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toContain('body is still unread')
    expect(sent).toHaveLength(0)
  })

  test('with a method and headers of its own keeps the credential that it has', async () => {
    const { api, sent } = stage(undefined, { auth: bearer('tok-1') })
    const headers = { authorization: 'Bearer own' }
    await api.fetch(new Request(`${baseURL}/x`, { headers }))
    await api.fetch('x', { headers })
    expect(sent.map((request) => request.headers.get('authorization'))).toEqual([
      'Bearer own',
      'Bearer own',
    ])
  })

  test('gives way to the init: method, headers, body, signal', async () => {
    const { api, sent } = stage()
    const request = new Request(`${baseURL}/x`, {
      method: 'POST',
      headers: { 'x-a': '1', 'x-b': '2' },
      body: 'inside',
    })
    await api.fetch(request, { method: 'PUT', headers: { 'x-a': 'one' }, body: 'over' })
    expect(sent[0]?.method).toBe('PUT')
    expect(sent[0]?.headers.get('x-a')).toBe('one')
    expect(sent[0]?.headers.has('x-b')).toBe(false)
    expect(await sent[0]?.text()).toBe('over')
    const aborted = new Request(`${baseURL}/x`, { signal: AbortSignal.abort('old') })
    expect(await rejection(api.fetch(aborted))).toBe('old')
    const { signal } = new AbortController()
    expect((await api.fetch(aborted, { signal })).ok).toBe(true)
    expect((await api.fetch(aborted, { signal: null })).ok).toBe(true)
  })

  test('hands on what it says besides, and nothing that fetch would say by itself', async () => {
    const { api, given } = stage()
    await api.fetch(new Request(`${baseURL}/x`))
    await api.fetch(new Request(`${baseURL}/x`, { redirect: 'manual', credentials: 'include' }))
    await api.fetch(new Request(`${baseURL}/x`, { redirect: 'manual' }), { redirect: 'error' })
    expect(Object.keys(given[0]?.init ?? {}).sort()).toEqual(['headers', 'method', 'signal'])
    expect(given[1]?.init).toMatchObject({ redirect: 'manual', credentials: 'include' })
    expect(given[2]?.init).toMatchObject({ redirect: 'error' })
  })
})

describe('the init', () => {
  test.each([
    ['an object', { 'X-A': '1' }],
    ['pairs', [['X-A', '1']] as [string, string][]],
    ['Headers', new Headers({ 'X-A': '1' })],
  ])('may have its headers as %s', async (_, headers) => {
    const { api, sent } = stage()
    await api.fetch('x', { headers })
    expect(sent[0]?.headers.get('x-a')).toBe('1')
  })

  test('may repeat a header, as fetch lets it', async () => {
    const { api, sent } = stage()
    const headers: [string, string][] = [
      ['x-a', '1'],
      ['x-a', '2'],
    ]
    await api.fetch('x', { headers })
    expect(sent[0]?.headers.get('x-a')).toBe('1, 2')
  })

  test('may have a body of any kind', async () => {
    const { api, sent } = stage()
    await api.fetch('x', { method: 'POST', body: new URLSearchParams({ a: '1' }) })
    await api.fetch('x', { method: 'POST', body: null })
    const stream = new Response('streamed').body
    await api.fetch('x', { method: 'POST', body: stream, duplex: 'half' } as RequestInit)
    expect(await Promise.all(sent.map((request) => request.text()))).toEqual([
      'a=1',
      '',
      'streamed',
    ])
    expect(sent[0]?.headers.get('content-type')).toMatch(/^application\/x-www-form-urlencoded/)
  })

  test('goes on to fetch where it says more', async () => {
    const { api, given } = stage()
    await api.fetch('x', { cache: 'no-store', cf: { cacheTtl: 5 } } as RequestInit)
    expect(given[0]?.init).toMatchObject({ cache: 'no-store', cf: { cacheTtl: 5 } })
  })
})

describe('the answer', () => {
  test.each([200, 301, 304, 400, 401, 404, 418, 500, 503])(
    '%i is given, not thrown',
    async (status) => {
      const { api } = stage(() => new Response(status === 304 ? null : 'body', { status }))
      const response = await api.fetch('x')
      expect(response.status).toBe(status)
      if (status !== 304) expect(await response.text()).toBe('body')
    },
  )

  test('after the last repeat is given with its body unread', async () => {
    const { api, clock, sent } = stage((_, nth) => new Response(`answer ${nth}`, { status: 503 }), {
      retry: 2,
    })
    const call = api.fetch('x')
    await clock.advance(60_000)
    const response = await call
    expect([response.status, await response.text()]).toEqual([503, 'answer 3'])
    expect(sent).toHaveLength(3)
  })

  test('of a POST comes without a repeat', async () => {
    const { api, sent } = stage(() => new Response('', { status: 503 }), { retry: 2 })
    expect((await api.fetch('x', { method: 'POST', body: 'x' })).status).toBe(503)
    expect(sent).toHaveLength(1)
  })

  test('whose Retry-After is beyond the cap is given at once', async () => {
    const { api } = stage(
      () => new Response('wait', { status: 429, headers: { 'retry-after': '3600' } }),
      { retry: 2 },
    )
    const response = await api.fetch('x')
    expect([response.status, await response.text()]).toEqual([429, 'wait'])
  })

  test('is a live stream', async () => {
    let push: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start(controller) {
        push = controller
      },
    })
    const { api, clock } = stage(() => new Response(body), { timeout: 100, totalTimeout: 200 })
    const response = await api.fetch('x')
    expect(clock.pending).toBe(0)
    const reader = response.body?.getReader()
    for (const text of ['one', 'two']) {
      await clock.advance(1000)
      push?.enqueue(new TextEncoder().encode(text))
      expect(new TextDecoder().decode((await reader?.read())?.value)).toBe(text)
    }
    push?.close()
    expect((await reader?.read())?.done).toBe(true)
  })

  test('goes on obeying the signal', async () => {
    const { api } = stage(() => new Response(new ReadableStream()))
    const controller = new AbortController()
    const response = await api.fetch('x', { signal: controller.signal })
    const read = rejection(response.text())
    controller.abort(new Error('enough'))
    expect((await read).message).toBe('enough')
  })

  test('that does not come is a NetworkError', async () => {
    const { api } = stage(() => Response.error())
    expect(await rejection(api.fetch('x'))).toBeInstanceOf(NetworkError)
  })
})

describe('time', () => {
  test('is not limited unless the user set a limit', async () => {
    const { api, clock } = stage(() => new Promise(() => {}))
    const controller = new AbortController()
    const failed = rejection(api.fetch('x', { signal: controller.signal }))
    await clock.settle()
    expect(clock.pending).toBe(0)
    await clock.advance(3_600_000)
    controller.abort('enough')
    expect(await failed).toBe('enough')
  })

  test('is limited where the user set a limit', async () => {
    const { api, clock } = stage(() => new Promise(() => {}), { timeout: 100 })
    const failed = rejection(api.fetch('x'))
    await clock.advance(100)
    expect(await failed).toBeInstanceOf(TimeoutError)
  })
})

describe('what the client adds', () => {
  const options = {
    auth: bearer('tok-1'),
    headers: { 'x-tenant': '7' },
    query: { tenant: 7 },
    allowedOrigins: ['https://files.example.com'],
  }
  const added = ({ url, headers }: Request) => [
    new URL(url).search,
    headers.get('authorization'),
    headers.get('x-tenant'),
  ]

  test('goes to its own and to allowed origins', async () => {
    const { api, sent } = stage(undefined, options)
    await api.fetch('x')
    await api.fetch('https://api.example.com/elsewhere')
    await api.fetch('https://files.example.com/y')
    expect(sent.map(added)).toEqual(Array(3).fill(['?tenant=7', 'Bearer tok-1', '7']))
  })

  test('goes to no other origin', async () => {
    const { api, sent } = stage(undefined, options)
    await api.fetch('https://other.example/x')
    await api.fetch(new Request('http://api.example.com/v1/x'))
    await api.fetch('https://api.example.com.other.example/v1/x')
    expect(sent.map(added)).toEqual(Array(3).fill(['', null, null]))
  })

  test('is no header that only typed calls need', async () => {
    const { api, given } = stage()
    await api.fetch('x')
    expect(given[0]?.init.headers).toEqual({})
  })
})

describe('the client', () => {
  test('lends its fetch as a free function', async () => {
    const { fetch } = stage().api
    expect((await fetch('x')).ok).toBe(true)
  })

  test('makes it wait in the same queue', async () => {
    const { api, clock, sent } = stage(undefined, { rateLimit: { limit: 1, window: 1000 } })
    const calls = [api.get('a'), api.fetch('b')]
    await clock.settle()
    expect(sent).toHaveLength(1)
    await clock.advance(3000)
    await Promise.all(calls)
    expect(sent).toHaveLength(2)
  })

  test('ends it when it closes', async () => {
    const { api, clock } = stage(() => new Promise(() => {}))
    const failed = rejection(api.fetch('x'))
    await clock.settle()
    await api.close()
    expect(await failed).toBeInstanceOf(ClosedError)
    expect(await rejection(api.fetch('x'))).toBeInstanceOf(ClosedError)
  })
})
