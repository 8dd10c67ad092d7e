import { ConfigError } from '../errors/ConfigError'
import { NetworkError } from '../errors/NetworkError'
import type { PortolanError } from '../errors/PortolanError'
import type { Attempt } from './exchange'
import type { AttemptRequest } from './House'
import { kindOf } from './kindOf'
import type { Recipe } from './recipe'

/** What fetch is told of a request. */
export function requestInit(
  { method, headers, body }: AttemptRequest,
  recipe: Recipe,
  signal: AbortSignal,
): RequestInit {
  const init: RequestInit & { duplex?: 'half' } = { ...recipe.init, method, headers, signal }
  if (body) {
    init.body = body.make()
    // Streams need it said (Fetch, "half"); other bodies must not have it.
    if (kindOf(init.body) === 'ReadableStream') init.duplex = 'half'
  }
  return init
}

/** By its place it is the network's fault, unless fetch could never have built the request. */
export function unanswered(
  attempt: Attempt,
  url: string,
  init: RequestInit,
  cause: unknown,
): PortolanError {
  const facts = attempt.facts()
  try {
    new Request(url, { ...init, body: null, signal: null })
  } catch (cause) {
    return new ConfigError(`fetch cannot build ${attempt.called}.`, { ...facts, cause })
  }
  return new NetworkError(`No answer to ${attempt.called}.`, { ...facts, cause })
}
