import { type Cancellation, unwatch, watch } from '../clock/abort'
import type { HttpError } from '../errors/HttpError'
import { must } from '../options'
import { errorFor } from './consume'
import { type Consume, exchange } from './exchange'
import type { House } from './House'
import { type FetchOptions, recipeFrom } from './recipe'

/** What a Request says that fetch would not say by itself. Any other field is left as it is. */
const standard = {
  redirect: 'follow',
  credentials: 'same-origin',
  cache: 'default',
  integrity: '',
  keepalive: false,
} as const

/** How much of a Request's body is kept, in bytes, so that it can go out again. */
const keptBody = 10 * 1024 * 1024

/**
 * A drop-in fetch on the same loop: it waits for its turn, carries the credential to its own origin
 * only, is repeated where that is safe, and gives back whatever Response came last, 4xx and 5xx
 * included, with its body unread.
 */
export async function fetchLike(
  house: House,
  input: string | URL | Request,
  init: RequestInit | null | undefined,
): Promise<Response> {
  const request = typeof input === 'object' && 'url' in input ? input : undefined
  const { method, headers, body, signal = request?.signal, ...rest } = init ?? {}
  const signals = signal ? [signal, ...house.signals] : house.signals
  const recipe = recipeFrom(
    house,
    method ?? request?.method ?? 'GET',
    request?.url ?? (input as string | URL),
    {
      headers: headers ?? request?.headers,
      signal: signal ?? undefined,
      body: body ?? (request && (await bodyOf(request, signals))),
      fetchOptions: { ...(request && deviations(request)), ...rest },
    },
    true,
  )

  let refused: { error: HttpError; response: Response } | undefined
  const consume: Consume<Response> = async (response, attempt) => {
    attempt.handOn()
    if (response.status < 400) return response
    refused = { error: errorFor(response, attempt), response }
    throw refused.error
  }
  const rescue = (error: unknown): Response | undefined =>
    refused?.error === error ? refused?.response : undefined
  return exchange(recipe, consume, house, { rescue })
}

/**
 * The body of a Request, read once: bytes that can go out any number of times, or, where there are
 * too many to keep, a stream of them that goes out once. In a browser always bytes, for not every
 * browser shows the body of a Request as a stream, and not every one sends streams.
 */
async function bodyOf(
  request: Request,
  signals: readonly Cancellation[],
): Promise<BodyInit | undefined> {
  if (request.bodyUsed) must('The Request', 'one whose body is still unread')
  const { document, importScripts } = globalThis as { document?: unknown; importScripts?: unknown }
  if (!request.body || document || importScripts) {
    const bytes = await request.arrayBuffer()
    return bytes.byteLength > 0 ? bytes : undefined
  }
  const reader = request.body.getReader()
  const cancel = (reason: unknown): Promise<void> => reader.cancel(reason).catch(() => {})
  // Ends the reading; the call then finds that it is over before it has begun.
  const reading = { abort: cancel }
  const chunks: Uint8Array<ArrayBuffer>[] = []
  watch(signals, reading)
  try {
    for (let size = 0; size <= keptBody; ) {
      const { done, value } = await reader.read()
      if (done) return size > 0 ? new Blob(chunks).arrayBuffer() : undefined
      chunks.push(value)
      size += value.length
    }
  } finally {
    unwatch(signals, reading)
  }
  return new ReadableStream({
    async pull(controller) {
      const chunk = chunks.shift() ?? (await reader.read()).value
      if (chunk) controller.enqueue(chunk)
      else controller.close()
    },
    cancel,
  })
}

function deviations(request: Request): FetchOptions {
  const found: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(standard)) {
    const given = request[name as keyof typeof standard]
    if (given !== undefined && given !== value) found[name] = given
  }
  return found
}
