import { getEventListeners } from 'node:events'
import { describe, expect, test, vi } from 'vitest'
import { mockTransport } from '../../src/testing'

const url = 'https://api.example.com/things'

function listeners(signal: AbortSignal): number {
  return getEventListeners(signal, 'abort').length
}

/** A body that sends one chunk and then nothing, and tells when it is cancelled. */
function endless(onCancel: (reason: unknown) => void): Response {
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => controller.enqueue(new TextEncoder().encode('begin')),
    cancel: onCancel,
  })
  return new Response(body)
}

describe('requests', () => {
  test('reach the mock as fetch would send them', async () => {
    const fetch = mockTransport(async (request) =>
      Response.json({
        method: request.method,
        type: request.headers.get('content-type'),
        body: await request.text(),
      }),
    )
    const headers = { 'content-type': 'text/x' }
    const response = await fetch(url, { method: 'POST', headers, body: 'hello' })
    expect(await response.json()).toEqual({ method: 'POST', type: 'text/x', body: 'hello' })
    expect(response.url).toBe(url)
  })

  test('can be given as URL, text or Request, with an init that wins over the Request', async () => {
    const fetch = mockTransport(async (request) => new Response(`${request.method} ${request.url}`))
    expect(await (await fetch(new URL(url))).text()).toBe(`GET ${url}`)
    const request = new Request(url, { method: 'POST' })
    expect(await (await fetch(request)).text()).toBe(`POST ${url}`)
    expect(await (await fetch(request, { method: 'PUT' })).text()).toBe(`PUT ${url}`)
  })

  test('have a body that streams', async () => {
    const chunks = ['one ', 'two']
    const body = new ReadableStream({
      pull(controller) {
        const chunk = chunks.shift()
        if (chunk === undefined) controller.close()
        else controller.enqueue(new TextEncoder().encode(chunk))
      },
    })
    const fetch = mockTransport(async (request) => new Response(await request.text()))
    const init = { method: 'POST', body, duplex: 'half' } as RequestInit
    expect(await (await fetch(url, init)).text()).toBe('one two')
  })

  test('with a streaming body need duplex, as with fetch', async () => {
    const fetch = mockTransport(async () => new Response())
    const body = new ReadableStream()
    await expect(fetch(url, { method: 'POST', body })).rejects.toThrow(/duplex/)
  })

  test('keep the body of a Request', async () => {
    const fetch = mockTransport(async (request) => new Response(await request.text()))
    const request = new Request(url, { method: 'POST', body: 'inside' })
    expect(await (await fetch(request)).text()).toBe('inside')
    const kept = new Request(url, { method: 'POST', body: 'inside', keepalive: true })
    expect(await (await fetch(kept)).text()).toBe('inside')
  })

  test('need an absolute URL', async () => {
    const mock = vi.fn()
    await expect(mockTransport(mock)('/things')).rejects.toThrow(/only absolute URLs/)
    expect(mock).not.toHaveBeenCalled()
  })
})

describe('answers', () => {
  test('keep status, headers and all cookies', async () => {
    const headers = new Headers({ 'x-id': '7' })
    headers.append('set-cookie', 'a=1')
    headers.append('set-cookie', 'b=2')
    const fetch = mockTransport(async () => new Response('x', { status: 202, headers }))
    const { signal } = new AbortController()
    const response = await fetch(url, { signal })
    expect([response.status, response.headers.get('x-id')]).toEqual([202, '7'])
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  })

  test('of a dead connection reject with a TypeError that has a cause', async () => {
    const fetch = mockTransport(async () => Response.error())
    const error = await fetch(url).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(TypeError)
    expect((error as Error).cause).toMatchObject({ code: 'ECONNRESET' })
  })

  test('that a mock fails to give reject with its error', async () => {
    const { signal } = new AbortController()
    const fetch = mockTransport(async () => {
      throw new Error('mock is broken')
    })
    await expect(fetch(url, { signal })).rejects.toThrow('mock is broken')
    expect(listeners(signal)).toBe(0)
  })
})

describe('aborting', () => {
  test('before the call never reaches the mock, and rejects with the reason', async () => {
    const mock = vi.fn()
    const reason = new Error('too late')
    const call = mockTransport(mock)(url, { signal: AbortSignal.abort(reason) })
    await expect(call).rejects.toBe(reason)
    expect(mock).not.toHaveBeenCalled()
  })

  test('rejects at once with any reason, though the mock goes on', async () => {
    const controller = new AbortController()
    const fetch = mockTransport(() => new Promise(() => {}))
    const call = fetch(url, { signal: controller.signal })
    controller.abort('a plain text')
    await expect(call).rejects.toBe('a plain text')
    expect(listeners(controller.signal)).toBe(0)
  })

  test('goes by the signal of a Request, unless the init has another or null', async () => {
    const controller = new AbortController()
    const request = new Request(url, { signal: controller.signal })
    const waiting = mockTransport(() => new Promise(() => {}))
    const own = waiting(request)
    const answering = mockTransport(async (inner) => new Response(String(inner.signal.aborted)))
    controller.abort(new Error('by the caller'))
    await expect(own).rejects.toThrow('by the caller')
    expect(await (await answering(request, { signal: null })).text()).toBe('false')
    const { signal } = new AbortController()
    expect(await (await answering(request, { signal })).text()).toBe('false')
  })

  test('is seen by the mock', async () => {
    const controller = new AbortController()
    const reason = new Error('stop')
    let seen: unknown
    const fetch = mockTransport(({ signal }) => {
      signal.addEventListener('abort', () => {
        seen = signal.reason
      })
      return new Promise(() => {})
    })
    const call = fetch(url, { signal: controller.signal })
    controller.abort(reason)
    await expect(call).rejects.toBe(reason)
    expect(seen).toBe(reason)
  })

  test('cancels an upload at its source', async () => {
    const controller = new AbortController()
    const reason = new Error('stop')
    const cancel = vi.fn()
    const body = new ReadableStream({ cancel })
    const fetch = mockTransport(async (request) => new Response(await request.text()))
    const init = { method: 'POST', body, duplex: 'half', signal: controller.signal } as RequestInit
    const call = fetch(url, init)
    controller.abort(reason)
    await expect(call).rejects.toBe(reason)
    await vi.waitFor(() => expect(cancel).toHaveBeenCalledWith(reason))
  })

  test('cancels the body of an answer that comes too late', async () => {
    const controller = new AbortController()
    const cancel = vi.fn()
    let give: (response: Response) => void = () => {}
    const fetch = mockTransport(
      () =>
        new Promise((resolve) => {
          give = resolve
        }),
    )
    const call = fetch(url, { signal: controller.signal })
    controller.abort(new Error('stop'))
    await expect(call).rejects.toThrow('stop')
    give(endless(cancel))
    await vi.waitFor(() => expect(cancel).toHaveBeenCalledOnce())
  })

  test('while the body is being read errors the body and cancels its source', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    const cancel = vi.fn()
    const fetch = mockTransport(async () => endless(cancel))
    const response = await fetch(url, { signal: controller.signal })
    const reading = response.text()
    controller.abort(reason)
    await expect(reading).rejects.toBe(reason)
    expect(cancel).toHaveBeenCalledWith(reason)
    expect(listeners(controller.signal)).toBe(0)
  })
})

describe('the listener on the signal', () => {
  test('is the only one, and goes when the body has been read', async () => {
    const { signal } = new AbortController()
    const fetch = mockTransport(async () => new Response('text'))
    const response = await fetch(url, { signal })
    expect(listeners(signal)).toBe(1)
    await response.text()
    expect(listeners(signal)).toBe(0)
  })

  test('goes when the body is cancelled, which cancels its source', async () => {
    const { signal } = new AbortController()
    const cancel = vi.fn()
    const response = await mockTransport(async () => endless(cancel))(url, { signal })
    await response.body?.cancel('not wanted')
    expect(cancel).toHaveBeenCalledWith('not wanted')
    expect(listeners(signal)).toBe(0)
  })

  test('goes when the body dies', async () => {
    const { signal } = new AbortController()
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error('cut')) })
    const response = await mockTransport(async () => new Response(body))(url, { signal })
    await expect(response.text()).rejects.toThrow('cut')
    expect(listeners(signal)).toBe(0)
  })

  test('goes at once without a body, and when the connection dies', async () => {
    const { signal } = new AbortController()
    await mockTransport(async () => new Response(null, { status: 204 }))(url, { signal })
    expect(listeners(signal)).toBe(0)
    await expect(mockTransport(async () => Response.error())(url, { signal })).rejects.toThrow()
    expect(listeners(signal)).toBe(0)
  })
})
