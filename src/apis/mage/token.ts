import type { StandardSchemaV1 } from '@standard-schema/spec'
import { number, object, pipe, regex, string } from 'valibot'
import { ConfigError } from '../../errors/ConfigError'

/** What a raw token holds. */
export interface DecodedToken {
  /** What goes into a header: 43 URL-safe characters. */
  token: string
  /** When it ends, in seconds since the epoch. */
  expires: number
}

/** Both spellings of a token. The raw one is not known where only the decoded one was given. */
export interface Spellings {
  raw?: string
  decoded: string
  /** In ms since the epoch, where the raw token tells. */
  expires?: number
}

const decodedToken = /^[\w-]{43}$/
const rawToken = /^[\w-]+\.[\w-]+\.[\w-]*$/

/**
 * Decodes a raw token, as a session of Mage's has it: the middle part of a JWT, which no secret is
 * needed for. Its signature is not checked; the server does that.
 *
 * @throws {ConfigError} for a text that is no raw token
 * @example
 * const { token, expires } = decodeToken(session.token)
 * const left = expires * 1000 - Date.now()
 */
export function decodeToken(raw: string): DecodedToken {
  const decoded = payloadOf(raw)
  if (decoded) return decoded
  throw new ConfigError(
    'decodeToken(raw): this is no raw token of Mage; it is the text with two dots that a session has as its token.',
  )
}

/** @throws {ConfigError} for a token that is spelled in neither way */
export function spellingsOf(token: unknown): Spellings {
  if (typeof token === 'string' && decodedToken.test(token)) return { decoded: token }
  const payload = payloadOf(token)
  if (payload) {
    return { raw: token as string, decoded: payload.token, expires: payload.expires * 1000 }
  }
  throw new ConfigError(
    'token must be a token of Mage: raw (a JWT with two dots, as a session has it) or decoded (43 URL-safe characters).',
  )
}

function payloadOf(raw: unknown): DecodedToken | undefined {
  if (typeof raw !== 'string' || !rawToken.test(raw)) return undefined
  const result = payloadSchema()['~standard'].validate(jsonIn(raw.split('.')[1]))
  if (result instanceof Promise || result.issues) return undefined
  const { token, expires } = result.value
  return { token, expires }
}

function payloadSchema(): StandardSchemaV1<unknown, DecodedToken> {
  return object({ token: pipe(string(), regex(decodedToken)), expires: number() })
}

function jsonIn(part = ''): unknown {
  try {
    return JSON.parse(atob(part.replaceAll('-', '+').replaceAll('_', '/')))
  } catch {
    return null
  }
}
