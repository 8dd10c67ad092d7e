import { must } from '../../options'
import type { OperationSpec, ServerSpec } from '../OperationSpec'

/** Where a document's operations are served, and what its user says about it. */
export interface ServerTerms {
  /** The user's word: it wins over everything that the document says. */
  readonly baseURL?: string | URL | undefined
  /** Of the document. */
  readonly servers?: readonly ServerSpec[] | undefined
  /** For the `{names}` of the document's servers. */
  readonly variables?: Readonly<Record<string, string>> | undefined
  /** Where the document was read; relative servers are joined to it. */
  readonly source?: string | undefined
  /** Origins that the user trusts. */
  readonly allowedOrigins?: readonly string[] | undefined
  /** Whether there is a credential that must not go astray. */
  readonly secret: boolean
}

/**
 * The base URL of a document's client: the user's own, else the document's first server.
 *
 * A credential goes only where its user sent it: to `baseURL`, to the origin that the document was
 * read from, to `allowedOrigins`; and over plain HTTP only to the own machine, unless the user named
 * that origin.
 *
 * @throws {ConfigError} for a server that is no URL, or that would get a credential unasked
 */
export function baseFor(terms: ServerTerms): string {
  const { baseURL, servers = [], source, secret } = terms
  if (baseURL !== undefined && baseURL !== '') return String(baseURL)
  const [first = { url: '/' }] = servers
  for (const name of Object.keys(terms.variables ?? {})) {
    if (!Object.hasOwn(first.variables ?? {}, name)) {
      must(`serverVariables.${name}`, `left out: '${first.url}' has no {${name}}`)
    }
  }
  const filled = filledIn(first, terms, 'servers[0]')
  const url = resolved(filled, source)
  // Without an origin of its own, it is the page's, as with any client.
  if (!url) return /^[/.]/.test(filled) ? filled : `/${filled}`
  const named = namedBy(terms, url.origin)
  if (secret && !named) {
    must(
      'baseURL',
      `given: the document is served by ${url.origin}, and a credential goes only where you send it`,
    )
  }
  const allowed = origins(terms).includes(url.origin)
  if (secret && url.protocol === 'http:' && !allowed && !isLoopback(url.hostname)) {
    must('baseURL', `given: ${url.origin} of the document would get the credential unencrypted`)
  }
  return whole(url)
}

/**
 * Where one operation is served, if not by the client's base: an absolute URL without a slash at its
 * end. The user's `baseURL` stands for all of them.
 *
 * @param base of the client, by `baseFor`
 * @throws {ConfigError} for an origin that is neither the client's nor in `allowedOrigins`
 */
export function ownServer(
  { id, servers }: Pick<OperationSpec, 'id' | 'servers'>,
  terms: ServerTerms,
  base: string,
): string | undefined {
  const [first] = servers ?? []
  if (!first || (terms.baseURL !== undefined && terms.baseURL !== '')) return undefined
  const home = resolved(base, undefined)
  const url = resolved(filledIn(first, terms, `${id}: servers[0]`), terms.source ?? home?.href)
  if (!url) return must('baseURL', `given: ${id} has a server of its own, '${first.url}'`)
  const allowed = origins(terms).includes(url.origin)
  if (url.origin !== home?.origin && !allowed) {
    must(`${id}: its server ${url.origin}`, 'named in allowedOrigins, or replaced by a baseURL')
  }
  return whole(url)
}

function filledIn({ url, variables = {} }: ServerSpec, terms: ServerTerms, where: string): string {
  return url.replace(/\{([^{}]*)\}/g, (_, name: string) => {
    const variable = Object.hasOwn(variables, name) ? variables[name] : undefined
    const given = terms.variables && Object.hasOwn(terms.variables, name)
    const value = given ? terms.variables?.[name] : variable?.default
    if (typeof value !== 'string') {
      return must(`serverVariables.${name}`, `given as a text: ${where} is '${url}'`)
    }
    const known = variable?.enum ?? []
    if (given && known.length > 0 && !known.includes(value)) {
      must(`serverVariables.${name}`, `one of ${known.join(', ')}`)
    }
    // A value must not bring a host, a port or a path of its own.
    if (given && known.length === 0 && !/^(?!\.{1,2}$)[\w.~-]+$/.test(value)) {
      must(`serverVariables.${name}`, "made of letters, digits, '.', '_', '~' and '-' alone")
    }
    return value
  })
}

/** undefined: relative, with nothing to join it to. */
function resolved(text: string, source: string | undefined): URL | undefined {
  let url: URL | undefined
  try {
    url = new URL(text, source)
  } catch {
    if (source || /^[a-z][a-z\d+.-]*:|^\/\//i.test(text)) must(`The server '${text}'`, 'a URL')
    return undefined
  }
  if (!/^https?:$/.test(url.protocol)) must(`The server '${text}'`, 'at http: or https:')
  if (url.username || url.password || url.search || url.hash) {
    must(`The server of '${url.host}'`, 'without user name, password, query and fragment')
  }
  return url
}

function namedBy(terms: ServerTerms, origin: string): boolean {
  const { source } = terms
  return (
    (source !== undefined && new URL(source).origin === origin) || origins(terms).includes(origin)
  )
}

function origins({ allowedOrigins = [] }: ServerTerms): string[] {
  return allowedOrigins.flatMap((text) => resolved(text, undefined)?.origin ?? [])
}

function isLoopback(host: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(host)
}

function whole({ href }: URL): string {
  return href.replace(/\/+$/, '')
}
