import type { Caller } from '../auth/Caller'
import { knownToFetch } from '../events/redaction'
import type { ReplayableBody } from './body'
import { discard } from './consume'
import { parseUrl } from './origins'
import type { Transport } from './transport'

/** As fetch has it (Fetch, 4.4, HTTP-redirect fetch). */
const mostHops = 20
/** What must not be carried to another origin. */
export interface Baggage {
  /** Lower-case names of headers that hold secrets. */
  names: ReadonlySet<string>
  /** Whether the body holds one. */
  sealed: boolean
  body: ReplayableBody | undefined
}

/**
 * What a request carries that fetch would take along to any origin, or undefined where fetch may
 * follow redirects by itself. In browsers it must: they show no redirect to a page.
 */
export function baggageOf(
  { headers, body }: { headers: Record<string, string>; body?: ReplayableBody | undefined },
  { secretNames: names, sealsBodies }: Caller,
): Baggage | undefined {
  const sealed = sealsBodies && body !== undefined
  let carries = sealed
  for (const name in headers) carries ||= names.has(name) && !knownToFetch.includes(name)
  const { document, importScripts } = globalThis as { document?: unknown; importScripts?: unknown }
  return carries && !document && !importScripts ? { names, sealed, body } : undefined
}

/**
 * Follows redirects by hand, with methods changed as fetch changes them and without secrets at
 * another origin. What cannot be followed is given back as it is.
 */
export async function followed(
  response: Response,
  from: string,
  { headers: given, ...init }: RequestInit,
  baggage: Baggage,
  send: Transport,
): Promise<Response> {
  const headers = { ...(given as Record<string, string>) }
  let last = response
  let url = from
  for (let hops = 0; hops < mostHops; hops += 1) {
    const { status } = last
    const location = last.headers.get('location')
    const target =
      location !== null && /^30[12378]$/.test(`${status}`) ? parseUrl(location, url) : undefined
    if (!target) break
    const leaves = target.origin !== new URL(url).origin
    if (
      status === 303
        ? !/^(GET|HEAD)$/.test(init.method ?? '')
        : status < 303 && init.method === 'POST'
    ) {
      init.method = 'GET'
      delete init.body
      for (const name of Object.keys(headers)) if (name.startsWith('content-')) delete headers[name]
    } else if (init.body !== undefined) {
      const { body, sealed } = baggage
      if (!body?.replayable || (sealed && leaves)) break
      init.body = body.make()
    }
    if (leaves) for (const name of baggage.names) delete headers[name]
    discard(last)
    url = target.href
    last = await send(url, { ...init, headers: { ...headers } })
  }
  return last
}
