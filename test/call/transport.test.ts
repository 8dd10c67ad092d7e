import { afterEach, describe, expect, test, vi } from 'vitest'
import { ofetchTransport } from '../../src/call/transport'
import { createClient, NetworkError } from '../../src/index'
import { rejection, stage } from '../stage'

const url = 'https://api.example.com/v1/x'

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('the fetch to send with', () => {
  test('is the global one of the moment of each call', async () => {
    const api = createClient({ baseURL: 'https://api.example.com' })
    vi.stubGlobal('fetch', async () => Response.json('one'))
    expect(await api.get('x')).toBe('one')
    vi.stubGlobal('fetch', async () => Response.json('two'))
    expect(await api.get('x')).toBe('two')
  })

  test('is called without a this, as browsers demand', async () => {
    const receivers: unknown[] = []
    function fetch(this: unknown): Promise<Response> {
      receivers.push(this)
      return Promise.resolve(Response.json(1))
    }
    await stage(undefined, { fetch }).api.get('x')
    vi.stubGlobal('fetch', fetch)
    await ofetchTransport()(url, {})
    expect(receivers).toEqual([undefined, undefined])
  })

  test('gets URL and init unchanged', async () => {
    const seen: unknown[][] = []
    const fetch = (async (...given: unknown[]) => {
      seen.push(given)
      return new Response()
    }) as typeof globalThis.fetch
    const bodies = [undefined, 'text', '{"a":1}', new FormData(), new URLSearchParams('a=1')]
    for (const body of bodies) {
      // Bun gives FormData a method like this.
      if (body instanceof FormData) Object.assign(body, { toJSON: () => ({}) })
      const init = { method: 'POST', headers: { 'x-a': '1' }, body } as RequestInit
      const odd = `${url}?a=1&a=2&b=%20+#x`
      await ofetchTransport(fetch)(odd, init)
      expect(seen.at(-1)).toEqual([odd, init])
      expect(seen.at(-1)?.[1]).toBe(init)
      expect(Object.keys(init)).toEqual(['method', 'headers', 'body'])
    }
  })
})

describe('one attempt', () => {
  test.each([200, 204, 301, 404, 429, 503])('gives the answer as it is: %i', async (status) => {
    const response = new Response(status === 204 ? null : '{"a":1}', { status })
    const fetch = vi.fn(async () => response)
    const given = await ofetchTransport(fetch)(url, { method: 'GET' })
    expect(given).toBe(response)
    expect(given.bodyUsed).toBe(false)
    expect(fetch).toHaveBeenCalledTimes(1)
  })

  test('that fails rejects with what fetch threw, once', async () => {
    const failure = new TypeError('fetch failed')
    const fetches = [
      vi.fn(async () => {
        throw failure
      }),
      vi.fn(() => {
        throw failure
      }),
    ]
    for (const fetch of fetches) {
      expect(await rejection(ofetchTransport(fetch)(url, { method: 'GET' }))).toBe(failure)
      expect(fetch).toHaveBeenCalledTimes(1)
    }
  })

  test('that is aborted rejects with the reason, whatever it is', async () => {
    const controller = new AbortController()
    const fetch = (async (_: string, init: RequestInit) => {
      init.signal?.throwIfAborted()
      return new Response()
    }) as typeof globalThis.fetch
    const reason = new Error('mine')
    controller.abort(reason)
    const sent = ofetchTransport(fetch)(url, { signal: controller.signal })
    expect(await rejection(sent)).toBe(reason)
  })
})

describe('a fetch that fails in an odd way', () => {
  test.each([undefined, null, 'text', 7, { message: 'plain' }])(
    'with %j is a NetworkError',
    async (thrown) => {
      const fetch = () => Promise.reject(thrown)
      const { api } = stage(undefined, { fetch })
      expect(await rejection(api.get('x'))).toBeInstanceOf(NetworkError)
    },
  )
})
