import { checkHeader } from '../headers/headers'
import { must } from '../options'
import type { Auth, AuthTarget } from './Auth'

/** A token, or a function that gives one; it is asked before each attempt. */
export type TokenSource = string | (() => string | Promise<string>)

/**
 * `Authorization: Bearer <token>` (RFC 6750, 2.1).
 *
 * With a function, a 401 asks the function once more; if its token differs from the refused one,
 * the request is sent again.
 *
 * @param source the token, or a function that gives it; an empty one is a missing one
 * @throws {ConfigError} where the token is missing or holds what no header may hold
 * @example
 * createClient({ baseURL, auth: bearer(() => session.token) })
 */
export function bearer(source: TokenSource): Auth {
  if (typeof source !== 'function') {
    const value = headerFor(source)
    return { apply: (target) => put(target, source, value), secrets }
  }
  return {
    apply(target) {
      const token = source()
      if (typeof token === 'string') return put(target, token, headerFor(token))
      return Promise.resolve(token).then((late) => put(target, late, headerFor(late)))
    },
    async renew(refused) {
      const token = await source()
      return Boolean(token) && token !== refused
    },
    secrets,
  }
}

const secrets = (): { headers: string[] } => ({ headers: ['authorization'] })

function put(target: AuthTarget, token: string, value: string): void {
  // A call's own Authorization wins over the client's.
  target.headers.authorization ??= value
  target.credential = token
}

function headerFor(token: unknown): string {
  if (typeof token !== 'string' || token.trim() === '') {
    must('bearer(token)', 'a text, or a function that gives one; not empty')
  }
  return checkHeader('authorization', `Bearer ${token}`)
}
