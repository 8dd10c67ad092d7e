import type { Call } from '../call/Call'
import { NetworkError } from '../errors/NetworkError'
import { PortolanError } from '../errors/PortolanError'
import { redactUrl } from '../events/redaction'

/** A call whose answer is read bit by bit; or a Response on its way, of any fetch. */
export type StreamedCall = Call<unknown> | Promise<Response> | Response

/** The answer with its body unread. To be asked at once: a call that has begun reads its body. */
export function responseOf(call: StreamedCall): Promise<Response> {
  const response = 'asResponse' in call ? call.asResponse() : Promise.resolve(call)
  // Whoever reads the stream is told; until then nobody listens.
  response.catch(() => {})
  return response
}

/**
 * The bytes of a body as they arrive. Leaving the loop frees the connection.
 *
 * @throws {NetworkError} where it breaks off
 */
export async function* bytesOf(
  { body, url }: Response,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  if (!body) return
  const reader = body.getReader()
  let ended = false
  try {
    for (;;) {
      const { done, value } = await reader.read()
      ended = done
      if (done) return
      yield value
    }
  } catch (cause) {
    ended = true
    if (signal?.aborted) throw signal.reason
    if (cause instanceof PortolanError) throw cause
    throw new NetworkError(`The stream from ${redactUrl(url) || 'the server'} broke off.`, {
      cause,
    })
  } finally {
    // Not awaited: some streams never answer.
    if (!ended) reader.cancel().catch(() => {})
  }
}

/** The same as text. */
export async function* textOf(
  response: Response,
  signal?: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder()
  for await (const bytes of bytesOf(response, signal)) yield decoder.decode(bytes, { stream: true })
  const rest = decoder.decode()
  if (rest) yield rest
}
