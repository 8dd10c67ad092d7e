import type { SecretPlaces } from '../auth/Auth'
import { secretNames } from '../events/redaction'
import type { ReplayableBody } from './body'
import { discard } from './consume'
import type { Transport } from './transport'

/** As fetch has it (Fetch, 4.4, HTTP-redirect fetch). */
const mostHops = 20
/** These fetch takes away by itself at another origin. */
const knownToFetch = ['authorization', 'proxy-authorization', 'cookie']

/** What must not be carried to another origin. */
export interface Baggage {
  /** Lower-case names of the headers of this request that hold secrets. */
  headers: readonly string[]
  /** Whether the body holds one. */
  sealed: boolean
  body: ReplayableBody | undefined
}

/**
 * What a request carries that fetch would take along to any origin, or undefined where fetch may
 * follow redirects by itself. In browsers it must: they show no redirect to a page.
 */
export function baggageOf(
  headers: Readonly<Record<string, string>>,
  body: ReplayableBody | undefined,
  places: SecretPlaces | undefined,
  redact: readonly string[],
): Baggage | undefined {
  const names = secretNames(redact, places?.headers ?? [])
  const secret = Object.keys(headers).filter((name) => names.has(name))
  const sealed = Boolean(body && places?.body?.length)
  if (!sealed && secret.every((name) => knownToFetch.includes(name))) return undefined
  const { document, importScripts } = globalThis as { document?: unknown; importScripts?: unknown }
  return document || importScripts ? undefined : { headers: secret, sealed, body }
}

/**
 * Follows redirects by hand, with methods changed as fetch changes them and without secrets at
 * another origin. What cannot be followed is given back as it is.
 */
export async function followed(
  first: Response,
  firstUrl: string,
  firstInit: RequestInit,
  baggage: Baggage,
  send: Transport,
): Promise<Response> {
  let response = first
  let url = firstUrl
  let init = firstInit
  for (let hops = 0; hops < mostHops; hops += 1) {
    const target = targetOf(response, url)
    const next =
      target && nextInit(response.status, init, baggage, target.origin === new URL(url).origin)
    if (!next) break
    discard(response)
    url = target.href
    init = next
    response = await send(url, init)
  }
  return response
}

function targetOf({ status, headers }: Response, url: string): URL | undefined {
  const location = headers.get('location')
  if (location === null || ![301, 302, 303, 307, 308].includes(status)) return undefined
  try {
    const target = new URL(location, url)
    return /^https?:$/.test(target.protocol) ? target : undefined
  } catch {
    return undefined
  }
}

function nextInit(
  status: number,
  init: RequestInit,
  baggage: Baggage,
  sameOrigin: boolean,
): RequestInit | undefined {
  const next: RequestInit = { ...init }
  const headers = { ...(init.headers as Record<string, string>) }
  const becomesGet =
    status === 303
      ? !/^(GET|HEAD)$/.test(init.method ?? '')
      : status < 303 && init.method === 'POST'
  if (becomesGet) {
    next.method = 'GET'
    delete next.body
    for (const name of Object.keys(headers)) if (name.startsWith('content-')) delete headers[name]
  } else if (init.body !== undefined) {
    const { body, sealed } = baggage
    if (!body?.replayable || (sealed && !sameOrigin)) return undefined
    next.body = body.make()
  }
  if (!sameOrigin) for (const name of baggage.headers) delete headers[name]
  next.headers = headers
  return next
}
