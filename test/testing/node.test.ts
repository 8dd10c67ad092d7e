import { type IncomingMessage, request as send } from 'node:http'
import { createConnection } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { fakeClock, type MockApi, type MockKnowiOptions, mockKnowi } from '../../src/testing'
import { type MockServer, type ServeOptions, serve } from '../../src/testing/node'

const open: MockServer[] = []
const headers = { authorization: 'Bearer test-token' }

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()))
})

async function start(mock: MockApi, options?: ServeOptions): Promise<MockServer> {
  const server = await serve(mock, options)
  open.push(server)
  return server
}

async function startKnowi(options: MockKnowiOptions = {}): Promise<[string, MockServer]> {
  const server = await start(mockKnowi(options))
  return [`${server.url}/api/1.0`, server]
}

/** A mock of one function. */
function mockOf(answer: (request: Request) => Promise<Response>): MockApi {
  const rest = { baseURL: '', requests: [], reset() {} }
  const statistics = () => ({ sent: 0, answered: 0, throttled: 0, faults: 0 })
  return Object.assign(answer, { ...rest, statistics })
}

describe('answering', () => {
  test('puts the mock behind a loopback port', async () => {
    const [base, server] = await startKnowi()
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`)
    const response = await fetch(`${base}/dashboards/2`, { headers })
    expect(response.headers.get('content-type')).toContain('application/json')
    expect(await response.json()).toMatchObject({ id: 2 })
    expect(server.mock.requests).toMatchObject([{ path: '/dashboards/2', status: 200 }])
  })

  test('keeps method, headers, query, body, status and cookies', async () => {
    const seen: string[] = []
    const mock = mockOf(async (request) => {
      seen.push(request.method, request.url, request.headers.get('x-a') ?? '', await request.text())
      const answered = new Headers([
        ['set-cookie', 'a=1'],
        ['set-cookie', 'b=2'],
      ])
      return new Response('made', { status: 201, headers: answered })
    })
    const { url } = await start(mock)
    const init = { method: 'PATCH', headers: { 'x-a': 'b' }, body: 'payload' }
    const response = await fetch(`${url}/x%20y?q=1`, init)
    expect(seen).toEqual(['PATCH', `${url}/x%20y?q=1`, 'b', 'payload'])
    expect([response.status, await response.text()]).toEqual([201, 'made'])
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  })

  test('takes a path of two slashes for a path, not for a host', async () => {
    const { url, port } = await start(mockOf(async (request) => new Response(request.url)))
    const text = await new Promise<string>((resolve, reject) => {
      send({ port, path: '//elsewhere/x' }, (incoming) => {
        incoming.setEncoding('utf8').on('data', resolve)
      })
        .on('error', reject)
        .end()
    })
    expect(text).toBe(`${url}//elsewhere/x`)
  })

  test('sends binary bodies as they are, and no body for HEAD and 204', async () => {
    const bytes = new Uint8Array([0, 255, 128, 10])
    const { url } = await start(
      mockOf(async ({ url: asked }) =>
        asked.endsWith('/none') ? new Response(null, { status: 204 }) : new Response(bytes),
      ),
    )
    expect(new Uint8Array(await (await fetch(`${url}/bytes`)).arrayBuffer())).toEqual(bytes)
    expect(await (await fetch(`${url}/bytes`, { method: 'HEAD' })).text()).toBe('')
    expect((await fetch(`${url}/none`)).status).toBe(204)
  })

  test('has no use for the body of an answer to HEAD', async () => {
    const cancel = vi.fn()
    const { url } = await start(mockOf(async () => new Response(new ReadableStream({ cancel }))))
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(200)
    expect(cancel).toHaveBeenCalledOnce()
  })

  test('answers for a mock that gives up an upload, and throws the rest away', async () => {
    const mock = mockOf(async (request) => {
      const reader = request.body?.getReader()
      await reader?.read()
      await reader?.cancel()
      gaveUp()
      await restSent
      return new Response('enough', { status: 413 })
    })
    let gaveUp = () => {}
    let sendRest = () => {}
    const givenUp = new Promise<void>((resolve) => {
      gaveUp = resolve
    })
    const restSent = new Promise<void>((resolve) => {
      sendRest = resolve
    })
    const { port } = await start(mock)
    const upload = send({ port, method: 'POST', headers: { 'content-length': 10 } })
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      upload.once('response', resolve).once('error', reject)
    })
    upload.write('part-')
    await givenUp
    upload.end('whole', () => setTimeout(sendRest, 20))
    const incoming = await answered
    expect(incoming.statusCode).toBe(413)
    incoming.resume()
  })

  test('does not wait for the rest of an upload that the mock gave up', async () => {
    const mock = mockOf(async (request) => {
      const reader = request.body?.getReader()
      await reader?.read()
      await reader?.cancel()
      return new Response('enough', { status: 413 })
    })
    const { port } = await start(mock)
    const headers = { 'content-length': 100 }
    const status = await new Promise((resolve, reject) => {
      const upload = send({ port, method: 'POST', headers }, (incoming) => {
        resolve(incoming.statusCode)
        upload.destroy()
      })
      upload.once('error', reject).write('only a part')
    })
    expect(status).toBe(413)
  })

  test('holds a client back that sends faster than the mock reads', async () => {
    let read = () => {}
    const mayRead = new Promise<void>((resolve) => {
      read = resolve
    })
    const mock = mockOf(async (request) => {
      await mayRead
      return new Response(String((await request.arrayBuffer()).byteLength))
    })
    const { port } = await start(mock)
    const socket = createConnection(port, '127.0.0.1').setEncoding('utf8')
    const answered = new Promise<string>((resolve) => socket.once('data', resolve))
    socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 16000000\r\n\r\n')
    let sent = false
    socket.write(new Uint8Array(16_000_000), () => {
      sent = true
    })
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(sent).toBe(false)
    read()
    expect(await answered).toContain('16000000')
    socket.destroy()
  })

  test('streams an answer while it is being made', async () => {
    let controller: ReadableStreamDefaultController | undefined
    const body = new ReadableStream({
      start(own) {
        controller = own
      },
    })
    const { url } = await start(mockOf(async () => new Response(body)))
    const response = await fetch(url)
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    controller?.enqueue(new TextEncoder().encode('first'))
    expect(await reader?.read()).toMatchObject({ value: 'first' })
    controller?.enqueue(new TextEncoder().encode('second'))
    expect(await reader?.read()).toMatchObject({ value: 'second' })
    controller?.close()
    expect(await reader?.read()).toMatchObject({ done: true })
  })

  test('streams an upload while it is being sent', async () => {
    const chunks: string[] = []
    const mock = mockOf(async (request) => {
      const reader = request.body?.pipeThrough(new TextDecoderStream()).getReader()
      for (let read = await reader?.read(); !read?.done; read = await reader?.read()) {
        chunks.push(read?.value ?? '')
      }
      return new Response('done')
    })
    const { url } = await start(mock)
    let controller: ReadableStreamDefaultController | undefined
    const body = new ReadableStream({
      start(own) {
        controller = own
      },
    })
    const call = fetch(url, { method: 'POST', body, duplex: 'half' } as RequestInit)
    controller?.enqueue(new TextEncoder().encode('first'))
    await vi.waitFor(() => expect(chunks).toEqual(['first']))
    controller?.close()
    expect(await (await call).text()).toBe('done')
  })

  test('holds a mock back that answers faster than the client reads', async () => {
    let made = 0
    const chunk = new Uint8Array(1_000_000)
    const body = new ReadableStream({
      pull(controller) {
        made += 1
        if (made > 64) controller.close()
        else controller.enqueue(chunk)
      },
    })
    const { url } = await start(mockOf(async () => new Response(body)))
    const response = await fetch(url)
    let before = -1
    await vi.waitFor(() => {
      const still = made === before
      before = made
      expect(still).toBe(true)
    })
    expect(made).toBeLessThan(40)
    expect((await response.arrayBuffer()).byteLength).toBe(64_000_000)
  })
})

describe('dying connections', () => {
  test('a reset ends the call before an answer', async () => {
    const [base] = await startKnowi({ faults: [{ kind: 'reset' }] })
    const error = await fetch(`${base}/groups`, { headers }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ name: 'TypeError', cause: { code: 'ECONNRESET' } })
    expect((await fetch(`${base}/groups`, { headers })).status).toBe(200)
  })

  test('a cut sends half of the body and ends the connection', async () => {
    const [base] = await startKnowi({ faults: [{ kind: 'cut' }] })
    const response = await fetch(`${base}/groups`, { headers })
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    expect((await reader?.read())?.value).toMatch(/^\{"list"/)
    await expect(reader?.read()).rejects.toThrow()
  })

  test('a stall sends the head and half of the body, until the client gives up', async () => {
    const [base] = await startKnowi({ faults: [{ kind: 'stall' }] })
    const controller = new AbortController()
    const response = await fetch(`${base}/groups`, { headers, signal: controller.signal })
    const reader = response.body?.getReader()
    expect((await reader?.read())?.done).toBe(false)
    const rest = reader?.read()
    controller.abort(new Error('gave up'))
    await expect(rest).rejects.toThrow('gave up')
  })

  test('a client that goes away aborts the work of the mock', async () => {
    let aborted: unknown
    const reached = vi.fn()
    const onError = vi.fn()
    const mock = mockOf(
      ({ signal }) =>
        new Promise((_, reject) => {
          reached()
          signal.addEventListener('abort', () => {
            aborted = signal.reason
            reject(signal.reason)
          })
        }),
    )
    const { url } = await start(mock, { onError })
    const controller = new AbortController()
    const call = fetch(url, { signal: controller.signal })
    await vi.waitFor(() => expect(reached).toHaveBeenCalled())
    controller.abort()
    await expect(call).rejects.toThrow()
    await vi.waitFor(() => expect(aborted).toMatchObject({ name: 'AbortError' }))
    expect(onError).not.toHaveBeenCalled()
  })

  test('a client that goes away cancels a body that is being sent', async () => {
    const cancel = vi.fn()
    const { url } = await start(mockOf(async () => new Response(new ReadableStream({ cancel }))))
    const controller = new AbortController()
    await fetch(url, { signal: controller.signal })
    controller.abort()
    await vi.waitFor(() => expect(cancel).toHaveBeenCalledOnce())
  })

  test('an upload that breaks off is no error of the mock', async () => {
    const onError = vi.fn()
    const ended = vi.fn()
    const mock = mockOf((request) =>
      request
        .text()
        .finally(ended)
        .then(() => new Response()),
    )
    const { port } = await start(mock, { onError })
    const socket = createConnection(port, '127.0.0.1')
    socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf')
    socket.once('error', () => {})
    setTimeout(() => socket.destroy(), 20)
    await vi.waitFor(() => expect(ended).toHaveBeenCalled())
    expect(onError).not.toHaveBeenCalled()
  })
})

describe('a mock that fails', () => {
  test('is a 500 of plain text for the client, and is reported', async () => {
    const onError = vi.fn()
    const failure = new Error('a token is in here')
    const { url } = await start(
      mockOf(() => Promise.reject(failure)),
      { onError },
    )
    const response = await fetch(url)
    expect([response.status, await response.text()]).toEqual([500, 'The mock failed.\n'])
    expect(onError).toHaveBeenCalledExactlyOnceWith(failure)
  })

  test('is reported on the console by default', async () => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
    const { url } = await start(
      mockOf(() => {
        throw new Error('at once')
      }),
    )
    expect((await fetch(url)).status).toBe(500)
    expect(printed).toHaveBeenCalledOnce()
    printed.mockRestore()
  })
})

describe('listening and closing', () => {
  test.each(['0.0.0.0', '::', '192.168.1.1', 'example.com', ''])(
    'refuses host "%s"',
    async (host) => {
      const call = serve(mockKnowi(), { host: host as '127.0.0.1' })
      await expect(call).rejects.toThrow(/loopback interface only/)
    },
  )

  test('takes localhost for the loopback address', async () => {
    const { url, port } = await start(mockKnowi(), { host: 'localhost' })
    expect(url).toBe(`http://127.0.0.1:${port}`)
  })

  test('takes a port, and rejects when it is in use', async () => {
    const first = await start(mockKnowi())
    await expect(serve(mockKnowi(), { port: first.port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    })
    await first.close()
    expect((await start(mockKnowi(), { port: first.port })).port).toBe(first.port)
  })

  test('closing ends calls that still wait, aborts the mock, and can be repeated', async () => {
    const clock = fakeClock()
    const [base, server] = await startKnowi({ latency: 600_000, clock })
    const call = fetch(`${base}/groups`, { headers })
    const failed = expect(call).rejects.toThrow(TypeError)
    await vi.waitFor(() => expect(clock.pending).toBe(1))
    await Promise.all([server.close(), server.close()])
    await failed
    await vi.waitFor(() => expect(clock.pending).toBe(0))
    await expect(fetch(`${base}/groups`, { headers })).rejects.toThrow(TypeError)
  })

  test('closing ends connections that are kept alive', async () => {
    const [base, server] = await startKnowi()
    await (await fetch(`${base}/groups`, { headers })).text()
    await server.close()
    await expect(fetch(`${base}/groups`, { headers })).rejects.toThrow(TypeError)
  })

  test('closes at the end of the scope where the runtime knows how', async () => {
    const server = await start(mockKnowi())
    await server[Symbol.asyncDispose]()
    await expect(fetch(server.url)).rejects.toThrow(TypeError)
  })
})
