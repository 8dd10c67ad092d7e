import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { MockApi } from './mock'
import { isNetworkError } from './networkError'

/** Where {@link serve} listens. */
export interface ServeOptions {
  /**
   * Address to listen on: loopback only.
   * @default '127.0.0.1'
   */
  host?: '127.0.0.1' | '::1' | 'localhost'
  /**
   * Port to listen on, 0 for any that is free.
   * @default 0
   */
  port?: number
  /**
   * Told when the mock itself fails, which the client sees as a 500.
   * @default console.error
   */
  onError?: (error: unknown) => void
}

// Known only where the types of a program know it, so that older ones can use this module too.
type AsyncDisposeKey = SymbolConstructor extends { readonly asyncDispose: infer Key extends symbol }
  ? Key
  : never

/** A mock behind a real socket. */
export type MockServer = {
  /** Origin without a trailing slash: `http://127.0.0.1:49152`. */
  readonly url: string
  readonly port: number
  /** What answers. */
  readonly mock: MockApi
  /** Ends all connections at once and stops listening. */
  close(): Promise<void>
} & { [Key in AsyncDisposeKey]: () => Promise<void> }

/**
 * Puts a mock behind a real HTTP server, for tests that need sockets: other processes, other
 * runtimes, connections that really die. It listens on the loopback interface only, since a mock
 * asks nobody who they are.
 *
 * @example
 * const server = await serve(mockKnowi({ accessToken: 'secret' }))
 * const answer = await fetch(`${server.url}/api/1.0/dashboards`, {
 *   headers: { authorization: 'Bearer secret' },
 * })
 * await server.close()
 */
export async function serve(mock: MockApi, options: ServeOptions = {}): Promise<MockServer> {
  const { host = '127.0.0.1', port = 0, onError = console.error } = options
  if (!['127.0.0.1', '::1', 'localhost'].includes(host)) {
    throw new TypeError(`A mock is served on the loopback interface only, not on "${host}".`)
  }
  // Not by name: what "localhost" means is for the machine to decide.
  const address = host === 'localhost' ? '127.0.0.1' : host
  let url = ''
  const server = createServer((incoming, outgoing) => {
    answer(mock, url, incoming, outgoing).catch((error: unknown) => {
      onError(error)
      if (outgoing.headersSent) outgoing.destroy()
      else outgoing.writeHead(500, { 'content-type': 'text/plain' }).end('The mock failed.\n')
    })
  })
  await listen(server, port, address)
  const { port: bound } = server.address() as AddressInfo
  url = `http://${address.includes(':') ? `[${address}]` : address}:${bound}`

  let closing: Promise<void> | undefined
  const close = (): Promise<void> => {
    closing ??= new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
    return closing
  }
  const served = { url, port: bound, mock, close }
  if (typeof Symbol.asyncDispose === 'symbol') {
    Object.defineProperty(served, Symbol.asyncDispose, { value: close })
  }
  return served as MockServer
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

async function answer(
  mock: MockApi,
  origin: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const call = new AbortController()
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) {
      call.abort(new DOMException('The client went away.', 'AbortError'))
    }
  })
  let response: Response
  try {
    response = await mock(toRequest(origin, incoming, call.signal))
  } catch (error) {
    if (call.signal.aborted) return
    throw error
  }
  if (isNetworkError(response)) {
    outgoing.socket?.resetAndDestroy()
    return
  }
  outgoing.statusCode = response.status
  outgoing.statusMessage = response.statusText
  for (const [name, value] of response.headers) outgoing.appendHeader(name, value)
  if (response.body === null || incoming.method === 'HEAD') {
    await response.body?.cancel()
    outgoing.end()
    return
  }
  // A body may keep its first byte to itself: the head does not wait for it.
  outgoing.flushHeaders()
  await send(response.body.getReader(), outgoing, call.signal)
}

async function send(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  outgoing: ServerResponse,
  gone: AbortSignal,
): Promise<void> {
  const cancel = () => void reader.cancel(gone.reason).catch(() => {})
  if (gone.aborted) cancel()
  else gone.addEventListener('abort', cancel, { once: true })
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (gone.aborted) return
      if (done) break
      await written(outgoing, value)
    }
  } catch {
    // A body that errors is a connection that is to die; what came before it has been sent.
    outgoing.destroy()
    return
  }
  outgoing.end()
}

/** Resolves once the chunk has left, or the connection has. */
function written(outgoing: ServerResponse, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const onClose = () => resolve()
    outgoing.once('close', onClose)
    outgoing.write(chunk, () => {
      outgoing.off('close', onClose)
      resolve()
    })
  })
}

function toRequest(origin: string, incoming: IncomingMessage, signal: AbortSignal): Request {
  const { method = 'GET', url = '/' } = incoming
  const headers = new Headers()
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value)
  }
  const hasBody = method !== 'GET' && method !== 'HEAD'
  const init: RequestInit & { duplex?: 'half' } = { method, headers, signal }
  if (hasBody) {
    init.body = toStream(incoming)
    init.duplex = 'half'
  }
  // Joined, not resolved: a path that begins with two slashes would name another host.
  return new Request(url.startsWith('/') ? origin + url : url, init)
}

function toStream(incoming: IncomingMessage): ReadableStream<Uint8Array<ArrayBuffer>> {
  let cancelled = false
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      incoming.on('data', (chunk: Uint8Array) => {
        if (cancelled) return
        controller.enqueue(new Uint8Array(chunk))
        incoming.pause()
      })
      incoming.once('end', () => {
        if (!cancelled) controller.close()
      })
      incoming.once('error', (error) => controller.error(error))
      incoming.pause()
    },
    pull() {
      incoming.resume()
    },
    cancel() {
      // The rest is thrown away, not the connection: it still has to carry the answer.
      cancelled = true
      incoming.resume()
    },
  })
}
