import type { Auth, SecretPlaces } from '../../auth/Auth'
import { apiKey } from '../../auth/apiKey'
import { basic } from '../../auth/basic'
import { bearer, type TokenSource } from '../../auth/bearer'
import { ConfigError } from '../../errors/ConfigError'
import { checkOptions, must } from '../../options'
import type { OperationSpec, SecurityAlternative, SecuritySchemeSpec } from '../OperationSpec'

/** User name and password, for a scheme of HTTP Basic. */
export interface BasicCredential {
  readonly username: string
  readonly password?: string
}

/**
 * What a scheme is met with: a key or token, user name and password, a function that gives either
 * before each attempt, or an Auth of your own.
 */
export type Credential = TokenSource | BasicCredential | (() => Given | Promise<Given>) | Auth

type Given = string | BasicCredential

/** Finds for each operation the credential that it asks for. */
export interface Guard {
  /** Whether there is anything that must not go astray. */
  readonly secret: boolean
  /**
   * What the call of an operation is to carry: undefined for the client's own `auth`, false for
   * nothing.
   *
   * @throws {ConfigError} where credentials were given, and none of them is asked for
   */
  authFor(operation: Pick<OperationSpec, 'id' | 'security'>): Auth | false | undefined
}

/**
 * Puts the user's credentials beside the document's schemes.
 *
 * Of the alternatives of an operation the first one is taken for which every credential is at hand,
 * and all of it is sent. One that asks for nothing comes last, wherever it stands: who gave a
 * credential wants to be known. Without credentials by name, the client's own `auth` goes with every
 * operation but those that ask for none (`security: []`).
 *
 * @param schemes of the document, by name
 * @param credentials by the names of their schemes
 * @param hasAuth whether the client has an `auth` of its own
 * @throws {ConfigError} for a name that the document does not have, and a value that does not fit
 * @example
 * guardFor(schemes, { api_key: key, bearerAuth: () => session.token }, false)
 */
export function guardFor(
  schemes: Readonly<Record<string, SecuritySchemeSpec>>,
  credentials: Readonly<Record<string, Credential>> | undefined,
  hasAuth: boolean,
): Guard {
  const kinds = Object.fromEntries(Object.keys(schemes).map((name) => [name, '']))
  if (credentials && Object.keys(kinds).length === 0) {
    must('credentials', 'left out: the document names no security schemes; use auth')
  }
  if (credentials) checkOptions('credentials', credentials, kinds)
  const auths = new Map<string, Auth | undefined>()
  for (const [name, value] of Object.entries(credentials ?? {})) {
    if (value !== undefined)
      auths.set(name, authOf(name, schemes[name] as SecuritySchemeSpec, value))
  }
  const secret = hasAuth || auths.size > 0
  for (const [name, { type }] of Object.entries(schemes)) {
    // Met by whoever opens the connection; there is nothing to put on.
    if (type === 'mutualTLS') auths.set(name, auths.get(name))
  }

  return {
    secret,
    authFor({ id, security }) {
      if (security === undefined) return undefined
      const met = (alternative: SecurityAlternative): boolean =>
        Object.keys(alternative).every((name) => auths.has(name))
      const asking = security.filter((alternative) => Object.keys(alternative).length > 0)
      const chosen = asking.find(met)
      if (chosen) {
        const all = Object.keys(chosen).flatMap((name) => auths.get(name) ?? [])
        return all.length > 0 && allOf(all)
      }
      if (asking.length === 0) return false
      if (hasAuth) return undefined
      if (secret && asking.length === security.length) {
        const wanted = asking.map((alternative) => Object.keys(alternative).join(' and '))
        throw new ConfigError(
          `${id}: credentials must hold what it asks for: ${wanted.join(', or ')}.`,
        )
      }
      return false
    },
  }
}

function authOf(name: string, scheme: SecuritySchemeSpec, value: Credential): Auth | undefined {
  const where = `credentials.${name}`
  if (typeof value === 'object' && value && 'apply' in value) return value
  if (scheme.type === 'mutualTLS') return undefined
  if (scheme.type === 'apiKey') {
    const { name: key = '', in: place = 'header' } = scheme
    return apiKey({ name: key, in: place, value: textSource(where, value) })
  }
  const kind = scheme.type === 'http' ? (scheme.scheme ?? '').toLowerCase() : scheme.type
  if (kind === 'basic') return basicOf(where, value)
  if (/^(bearer|oauth2|openIdConnect)$/.test(kind)) return bearer(textSource(where, value))
  return must(where, `an Auth of your own: there is none here for HTTP's ${kind}`)
}

function textSource(where: string, value: Credential): TokenSource {
  if (typeof value === 'function') return value as () => string | Promise<string>
  if (typeof value === 'string' && value !== '') return value
  return must(where, 'a text that is not empty, a function that gives one, or an Auth')
}

function basicOf(where: string, value: Credential): Auth {
  const made = (given: unknown): Auth => {
    if (typeof given === 'string') {
      const colon = given.indexOf(':')
      return colon < 0 ? basic(given) : basic(given.slice(0, colon), given.slice(colon + 1))
    }
    const { username, password } = Object(given) as Partial<BasicCredential>
    if (typeof username !== 'string') must(where, "{ username, password } or 'username:password'")
    return basic(username, password)
  }
  if (typeof value !== 'function') return made(value)
  return {
    async apply(target, signal) {
      await made(await value()).apply(target, signal)
    },
    secrets: () => ({ headers: ['authorization'] }),
  }
}

/** Several credentials on one request. */
function allOf(auths: readonly Auth[]): Auth {
  const [first, ...others] = auths
  if (first && others.length === 0) return first
  return {
    async apply(target, signal) {
      const put: unknown[] = []
      for (const auth of auths) {
        target.credential = undefined
        await auth.apply(target, signal)
        put.push(target.credential)
      }
      target.credential = put
    },
    async renew(refused) {
      const put = Array.isArray(refused) ? refused : []
      const renewed = await Promise.all(auths.map((auth, index) => auth.renew?.(put[index])))
      return renewed.includes(true)
    },
    secrets() {
      const all = auths.map((auth) => auth.secrets())
      const places: SecretPlaces = {}
      for (const place of ['headers', 'query', 'body', 'cookies'] as const) {
        places[place] = all.flatMap((one) => one[place] ?? [])
      }
      return places
    },
  }
}
