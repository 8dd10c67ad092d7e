import { connectionError, isNetworkError } from './networkError'

/**
 * Makes a `fetch` of a function from request to answer, so that a client can be tested without a
 * network and without patching anything global.
 *
 * It behaves as `fetch` does where that matters to a client: only absolute URLs, rejection with the
 * signal's own reason as soon as it aborts, an abort that also ends an upload and a body that is
 * still being read, a TypeError where the connection dies. Redirects are handed back unfollowed.
 *
 * @example
 * const mock = mockKnowi({ accessToken: 'secret' })
 * const client = createClient({ fetch: mockTransport(mock), baseURL: mock.baseURL })
 *
 * @example
 * const fetch = mockTransport(async (request) => Response.json({ url: request.url }))
 */
export function mockTransport(mock: (request: Request) => Promise<Response>): typeof fetch {
  return async (input, init) => {
    const caller = signalOf(input, init)
    // The caller's signal gets one listener that is removed again. A Request would add another to
    // it that stays until collected.
    const call = new AbortController()
    const request = toRequest(input, init, call.signal)
    const release = follow(caller, call)
    let response: Response
    try {
      response = await untilAborted(call.signal, () => mock(request))
      if (isNetworkError(response)) throw connectionError('fetch failed')
    } catch (error) {
      release()
      throw error
    }
    if (caller === undefined || response.body === null) release()
    else response = withBody(response, abortableBody(response.body, call.signal, release))
    return Object.defineProperty(response, 'url', { value: request.url.split('#')[0] })
  }
}

type FetchInput = Parameters<typeof fetch>[0]
type StreamingInit = RequestInit & { duplex?: 'half' }

function signalOf(input: FetchInput, init: RequestInit | undefined): AbortSignal | undefined {
  const own = init?.signal
  if (own !== undefined) return own ?? undefined
  return input instanceof Request ? input.signal : undefined
}

function toRequest(input: FetchInput, init: RequestInit | undefined, signal: AbortSignal): Request {
  if (!(input instanceof Request) && !URL.canParse(String(input))) {
    throw new TypeError('fetch failed: only absolute URLs can be requested.')
  }
  const full: StreamingInit = { ...init, signal }
  const sent = full.body ?? (input instanceof Request ? input.body : undefined)
  if (sent instanceof ReadableStream) {
    // A body taken over from a Request has been let through once: no new conditions for it.
    if (full.body === undefined || full.body === null) {
      full.duplex = 'half'
      full.keepalive = false
    }
    // An abort has to reach the source of an upload, not only its copy inside the request.
    full.body = sent.pipeThrough(new TransformStream(), { signal })
  }
  return new Request(input, full)
}

/** Passes an abort on until released. */
function follow(caller: AbortSignal | undefined, call: AbortController): () => void {
  if (caller === undefined) return () => {}
  const onAbort = () => call.abort(caller.reason)
  if (caller.aborted) onAbort()
  else caller.addEventListener('abort', onAbort, { once: true })
  return () => caller.removeEventListener('abort', onAbort)
}

function untilAborted(signal: AbortSignal, start: () => Promise<Response>): Promise<Response> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason)
      return
    }
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    start().then((response) => {
      // Nobody will read an answer that comes too late.
      if (signal.aborted) response.body?.cancel(signal.reason).catch(() => {})
      resolve(response)
    }, reject)
  })
}

function abortableBody(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  signal: AbortSignal,
  release: () => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader()
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      start(controller) {
        const onAbort = () => {
          controller.error(signal.reason)
          reader.cancel(signal.reason).catch(() => {})
        }
        signal.addEventListener('abort', onAbort, { once: true })
      },
      async pull(controller) {
        try {
          const { done, value } = await reader.read()
          if (!done) {
            controller.enqueue(value)
            return
          }
          controller.close()
        } catch (error) {
          // Also where an abort has ended the stream meanwhile: then this changes nothing.
          controller.error(error)
        }
        release()
      },
      cancel(reason) {
        release()
        return reader.cancel(reason)
      },
    },
    { highWaterMark: 0 },
  )
}

function withBody(response: Response, body: ReadableStream<Uint8Array<ArrayBuffer>>): Response {
  const { status, statusText, headers } = response
  return new Response(body, { status, statusText, headers })
}
