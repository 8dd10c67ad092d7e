import type { HttpError } from '../errors/HttpError'
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
  const { method, headers, body, signal, ...rest } = init ?? {}
  const recipe = recipeFrom(
    house,
    method ?? request?.method ?? 'GET',
    request?.url ?? (input as string | URL),
    {
      headers: headers ?? request?.headers,
      signal: signal ?? request?.signal,
      // Read once into bytes, so that it can go out again.
      body: body ?? (request && (await bytesOf(request))),
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

/** Not every runtime shows the body of a Request as a stream. */
async function bytesOf(request: Request): Promise<ArrayBuffer | undefined> {
  if (/^(GET|HEAD)$/i.test(request.method)) return undefined
  const bytes = await request.arrayBuffer()
  return bytes.byteLength > 0 ? bytes : undefined
}

function deviations(request: Request): FetchOptions {
  const found: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(standard)) {
    const given = request[name as keyof typeof standard]
    if (given !== undefined && given !== value) found[name] = given
  }
  return found
}
