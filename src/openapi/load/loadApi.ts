import type { Auth } from '../../auth/Auth'
import { buildClient, type Client } from '../../client'
import type { ClientOptions } from '../../clientOptions'
import { systemClock } from '../../clock/systemClock'
import { checkNumber, checkOptions, must } from '../../options'
import { coreOf, grow, type OpenApiOptions, openApiKinds, openapi } from '../openapi'
import { operationTable, readOptionsOf } from '../operationTable'
import type { ApiClient, LooseApi } from '../types'
import { digest } from './digest'
import { type Downloaded, keptTable, type SpecCache, type Validators } from './keptTable'

/** Options of `loadApi`: where the document is, how it is kept, and all of `openapi`'s. */
export interface LoadApiOptions extends OpenApiOptions {
  /** A URL; or the document, its text, a table, or a function that gives any of these. */
  spec: string | URL | object | (() => unknown)
  /** Keeps the table for longer than the process lives. @default in memory alone */
  specCache?: SpecCache
  /**
   * How long a downloaded document is used before the server is asked whether it has changed, in ms.
   *
   * @default 15 minutes in a page, 24 hours elsewhere
   */
  specTtl?: number
  /**
   * Use a kept document that has expired where the server cannot be reached.
   *
   * @default false
   */
  staleOnError?: boolean
  /**
   * Download the document, whatever is kept.
   *
   * @default false
   */
  forceRefresh?: boolean
}

const minute = 60_000

/**
 * Grows a client from a document that it downloads itself, once for all that ask at the same time,
 * and keeps as a table. The credential goes along if the document is at the origin of `baseURL` or
 * of `allowedOrigins`; where no `baseURL` is given, the document's own origin is trusted.
 *
 * @throws {ConfigError} rejects with it, as `openapi` throws it; with the core's errors where the
 * download fails
 * @example
 * const pets = await loadApi({ spec: 'https://pets.example.com/openapi.json', auth: bearer(token) })
 * const list = await pets.pets.list({ limit: 10 })
 */
export async function loadApi<Api extends object = LooseApi>(
  options: LoadApiOptions,
): Promise<Api & ApiClient> {
  checkOptions('loadApi', options, {
    ...openApiKinds,
    spec: '',
    specCache: 'object or function',
    specTtl: 'number',
    staleOnError: 'boolean',
    forceRefresh: 'boolean',
  })
  const { spec, specCache, specTtl, staleOnError, forceRefresh, ...rest } = options
  if (specTtl !== undefined) checkNumber('specTtl (in ms)', specTtl, 0, Number.POSITIVE_INFINITY)
  if (
    specCache &&
    !(typeof specCache.getItem === 'function' && typeof specCache.setItem === 'function')
  )
    must('specCache', 'a store with getItem and setItem')
  if (!isURL(spec)) {
    const given: unknown = typeof spec === 'function' ? await spec() : spec
    return openapi<Api>(given as object, rest)
  }

  const url = absolute(spec)
  const { baseURL = url.origin, onWarning = (warning: string) => console.warn(warning) } = rest
  const client = buildClient({ ...coreOf(rest), baseURL }, {})
  const trusted = [String(baseURL), ...(rest.allowedOrigins ?? [])].some((each) =>
    isAt(each, url.origin),
  )
  const reading = readOptionsOf(rest)
  const auth = trusted ? rest.auth : undefined
  const table = await keptTable({
    key: await keyOf(url, reading, auth, rest.signal),
    download: (known) => download(trusted ? client : stranger(rest, url), url, known, reading),
    clock: rest.clock ?? systemClock,
    ttl: specTtl ?? (typeof document === 'undefined' ? 24 * 60 : 15) * minute,
    cache: specCache,
    force: forceRefresh,
    staleOnError,
    signal: rest.signal,
    warn: onWarning,
  })
  const settled = { ...rest, specURL: rest.specURL ?? url.href }
  const grown = grow({ table, docs: () => table.docs }, settled, (core) =>
    client.extend({ baseURL: core.baseURL as string }),
  )
  return grown as unknown as Api & ApiClient
}

function isURL(spec: unknown): spec is string | URL {
  if (spec instanceof URL) return true
  // A text of JSON or YAML has more than one line, or is an object.
  return typeof spec === 'string' && !/^\s*[{[]|\n/.test(spec)
}

function absolute(spec: string | URL): URL {
  const page = (globalThis as { location?: { href: string } }).location?.href
  try {
    return new URL(String(spec), page)
  } catch {
    return must('spec', `a whole URL, a document or its text, not '${String(spec).slice(0, 80)}'`)
  }
}

/** A base that is relative to a page is at its origin, and so is a document that is. */
function isAt(base: string, origin: string): boolean {
  try {
    return absolute(base).origin === origin
  } catch {
    return false
  }
}

/** A client for a document at an origin that nobody trusted: it knows no secret. */
function stranger(options: ClientOptions, url: URL): Client {
  const { auth: _, headers, query, beforeAttempt, ...rest } = coreOf(options)
  return buildClient({ ...rest, baseURL: url.origin }, {})
}

async function download(
  client: Client,
  url: URL,
  { etag, lastModified }: Validators,
  reading: ReturnType<typeof readOptionsOf>,
): Promise<Downloaded> {
  const { data, response } = await client
    .get(url, {
      parseAs: 'text',
      headers: {
        accept: 'application/json, application/yaml;q=0.9, */*;q=0.5',
        'if-none-match': etag,
        'if-modified-since': lastModified,
      },
    })
    .withResponse()
  return {
    table: response.status === 304 ? undefined : operationTable(data, reading),
    etag: response.headers.get('etag') ?? undefined,
    lastModified: response.headers.get('last-modified') ?? undefined,
  }
}

/**
 * A kept table is for who asked, and for how it was read. The credential goes in as a digest of what
 * it puts on a request.
 */
async function keyOf(
  url: URL,
  reading: object,
  auth: Auth | undefined,
  signal: AbortSignal | undefined,
): Promise<string> {
  const options = JSON.stringify({ ...reading, onWarning: undefined }, (_, value) =>
    typeof value === 'function' ? String(value) : value,
  )
  const target = { method: 'GET', url: url.href, headers: {}, credential: undefined }
  try {
    await auth?.apply(target, signal ?? new AbortController().signal)
  } catch {
    // Then the download fails as well, and says why.
  }
  return `portolan-${await digest(JSON.stringify([url.href, options, target]))}`
}
