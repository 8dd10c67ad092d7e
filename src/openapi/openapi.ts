import { attempted, type Call } from '../call/Call'
import { buildClient, type Client } from '../client'
import { type ClientOptions, clientKinds } from '../clientOptions'
import { systemClock } from '../clock/systemClock'
import { type Invoke, plant } from '../operation/operation'
import type { PageRule } from '../operation/pages'
import { checkOptions, type Kinds } from '../options'
import { type RequestTerms, requestFor } from './encode/request'
import { type Credential, guardFor } from './encode/security'
import { baseFor, type ServerTerms } from './encode/servers'
import type { OperationSpec } from './OperationSpec'
import { type Opened, openDocument, readKinds, type TableOptions } from './operationTable'
import { pagesFor } from './pages'
import { checkTable } from './table/OperationTable'
import { Chart, type TableOperation } from './tree/Chart'
import { type TreeOptions, treeOf } from './tree/grow'
import { operationHelp } from './tree/help'
import type { ApiClient, LooseApi } from './types'

/** How arguments become a request, where an API wants it otherwise than its document says. */
export type EncodingOptions = Pick<
  RequestTerms,
  'sentAs' | 'arrayStyle' | 'nested' | 'nulls' | 'emptyBody'
>

/** Options of an API's client: how its document is read, and all of the core's. */
export interface OpenApiOptions extends ClientOptions, Omit<TableOptions, 'docs'>, TreeOptions {
  /**
   * Where calls go, whatever the document says.
   *
   * @default the document's first server
   */
  baseURL?: string | URL
  /**
   * What the document's security schemes are met with, by their names; each operation gets what it
   * asks for. With `auth` in its place, every operation gets that, but for those that ask for
   * nothing.
   */
  credentials?: Readonly<Record<string, Credential>>
  /** For the `{names}` of the document's servers. */
  serverVariables?: Readonly<Record<string, string>>
  /** Where the document was read; its relative servers are joined to it. */
  specURL?: string | URL
  encoding?: EncodingOptions
  /**
   * How the pages of an operation follow each other, for `iterate` and `pages`; undefined: it has
   * none.
   *
   * @default by the usual names of query parameters, Link headers and marks in the body
   */
  pages?: (operation: OperationSpec) => PageRule | undefined
}

export const openApiKinds: Kinds = {
  ...clientKinds,
  ...readKinds,
  credentials: 'object',
  serverVariables: 'object',
  specURL: 'string or object',
  encoding: 'object',
  pages: 'function',
  snakeCase: 'boolean',
  shown: 'function',
}

/**
 * Grows a client from a document (OpenAPI 3.0, 3.1, Swagger 2.0), its JSON text, or a table of
 * operations. Nothing is sent before the first call. Resources stand at the top, all else behind `$`.
 *
 * @throws {ConfigError} for options that are wrong or unknown, for what is no such document, and
 * where a credential would go to an origin that nobody named
 * @example
 * const github = openapi(document, { baseURL: 'https://api.github.com', auth: bearer(token) })
 * const issues = await github.repos.listIssues('unjs', 'ofetch', { state: 'open' })
 * for await (const issue of github.repos.listIssues.iterate('unjs', 'ofetch')) console.log(issue)
 */
export function openapi<Api extends object = LooseApi>(
  document: object | string,
  options: OpenApiOptions = {},
): Api & ApiClient {
  checkOptions('openapi', options, openApiKinds)
  const opened = openDocument(document, options)
  return grow(opened, options, (core) => buildClient(core, {})) as unknown as Api & ApiClient
}

/**
 * The same for a table alone. What reads documents and names operations then stays out of a bundle:
 * a third of the whole.
 *
 * @throws {ConfigError} like `openapi`
 * @example
 * import table from './github.json' with { type: 'json' } // by operationTable(document)
 * const github = fromTable(table, { auth: bearer(token) })
 */
export function fromTable<Api extends object = LooseApi>(
  table: object,
  options: Omit<
    OpenApiOptions,
    'naming' | 'skip' | 'strict' | 'closed' | 'trailingSlash' | 'parse'
  > = {},
): Api & ApiClient {
  const { naming, skip, strict, closed, trailingSlash, parse, ...kinds } = openApiKinds
  checkOptions('fromTable', options, kinds)
  checkTable(table)
  const opened = { table, docs: () => table.docs }
  return grow(opened, options, (core) => buildClient(core, {})) as unknown as Api & ApiClient
}

/** @param make the core client, of options that are all the core's */
export function grow(
  opened: Opened,
  options: OpenApiOptions,
  make: (core: ClientOptions) => Client,
): ApiClient {
  const { table } = opened
  const { auth, credentials, allowedOrigins, specURL, onWarning = warnByConsole } = options
  const guard = guardFor(table.schemes, credentials, Boolean(auth))
  const servers: ServerTerms = {
    baseURL: options.baseURL,
    servers: table.servers,
    variables: options.serverVariables,
    source: specURL && String(specURL),
    allowedOrigins,
    secret: guard.secret,
  }
  const base = baseFor(servers)
  const client = make({ ...coreOf(options), baseURL: base })
  const terms: RequestTerms = {
    ...options.encoding,
    stringifyJson: options.stringifyJson,
    guard,
    servers,
    base,
  }
  const invoke = invokeBy(client, terms, onWarning)
  const secrets = Object.values(table.schemes).flatMap((scheme) =>
    scheme.in === 'query' && scheme.name ? [scheme.name] : [],
  )
  const chart = new Chart(table, {
    pages: options.pages ?? ((spec) => pagesFor(spec, secrets)),
    docs: opened.docs,
    help: operationHelp,
  })
  const tree = treeOf(chart, options)
  const api = tree(invoke)
  Object.defineProperties(api, { $client: { value: client }, $table: { value: table } })
  const { clock = systemClock } = options
  return plant(api, { tree, invoke, baseURL: base, clock }) as unknown as ApiClient
}

function invokeBy(client: Client, terms: RequestTerms, warn: (warning: string) => void): Invoke {
  const warned = new Set<string>()
  return <T>(operation: unknown, args: readonly unknown[], signal?: AbortSignal) => {
    const { id, spec } = operation as TableOperation
    if (spec.warning && !warned.has(id)) {
      warned.add(id)
      warn(`${id}: ${spec.warning}`)
    }
    return attempted(() => {
      const { method, path, options } = requestFor(spec, args, terms)
      return client.request<T>(method, path, signal ? { ...options, signal } : options) as Call<T>
    })
  }
}

function warnByConsole(warning: string): void {
  console.warn(warning)
}

/** Those of the options that the core knows. */
export function coreOf(options: OpenApiOptions): ClientOptions {
  return Object.fromEntries(
    Object.entries(options).filter(([name]) => Object.hasOwn(clientKinds, name)),
  )
}
