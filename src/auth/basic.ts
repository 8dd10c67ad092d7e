import { ConfigError } from '../errors/ConfigError'
import type { Auth } from './Auth'

/**
 * `Authorization: Basic …` (RFC 7617), in UTF-8.
 *
 * @param username must not hold a colon (RFC 7617, 2)
 * @param password may be empty, as for APIs that take a key as user name
 * @throws {ConfigError} where the user name is missing or holds a colon
 * @example
 * createClient({ baseURL, auth: basic('ada', password) })
 */
export function basic(username: string, password = ''): Auth {
  if (typeof username !== 'string' || username === '' || username.includes(':')) {
    throw new ConfigError(
      'basic(username, password): the user name must be a text without a colon.',
    )
  }
  if (typeof password !== 'string') {
    throw new ConfigError(
      'basic(username, password): the password must be a text; it may be empty.',
    )
  }
  const bytes = new TextEncoder().encode(`${username}:${password}`)
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  const value = `Basic ${btoa(binary)}`
  return {
    apply(target) {
      target.headers.authorization ??= value
    },
    secrets: () => ({ headers: ['authorization'], values: [username, password] }),
  }
}
