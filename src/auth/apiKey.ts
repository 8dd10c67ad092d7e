import { withField } from '../call/body'
import { withQuery } from '../call/query'
import { ConfigError } from '../errors/ConfigError'
import { checkHeader } from '../headers/headers'
import type { Auth, AuthTarget, SecretPlaces } from './Auth'

export interface ApiKeyOptions {
  /** Name of the header, query parameter, body property or cookie. */
  name: string
  /** The key, or a function that gives it before each attempt. */
  value: string | (() => string | Promise<string>)
  /**
   * Where it travels. 'body' needs a request with a JSON or urlencoded body. A browser does not let
   * a page set the Cookie header; there, a cookie key is dropped by the browser.
   *
   * @default 'header'
   */
  in?: 'header' | 'query' | 'body' | 'cookie'
}

/**
 * An API key in a header, the query, the body or a cookie.
 *
 * @throws {ConfigError} where the key or its name is missing, or the body cannot take it
 * @example
 * createClient({ baseURL, auth: apiKey({ name: 'X-API-Key', value: key }) })
 */
export function apiKey(options: ApiKeyOptions): Auth {
  const { name, value, in: place = 'header' } = options
  if (typeof name !== 'string' || name === '') {
    throw new ConfigError(
      'apiKey({ name, value }): name must be the name of the header, parameter, property or cookie.',
    )
  }
  if (!['header', 'query', 'body', 'cookie'].includes(place)) {
    throw new ConfigError(
      `apiKey({ in }): in must be 'header', 'query', 'body' or 'cookie', not '${place}'.`,
    )
  }
  put(probe(), place, name, typeof value === 'function' ? 'later' : value)
  const places: SecretPlaces =
    place === 'header'
      ? { headers: [name] }
      : place === 'query'
        ? { query: [name] }
        : place === 'body'
          ? { body: [name] }
          : { headers: ['cookie'], cookies: [name] }
  return {
    apply(target) {
      const key = typeof value === 'function' ? value() : value
      if (typeof key === 'object') return key.then((late) => put(target, place, name, late))
      put(target, place, name, key)
    },
    secrets: () => places,
  }
}

/** Puts a fixed key onto a request of no consequence, so that a bad one is known at once. */
function probe(): AuthTarget {
  const text = '{}'
  return {
    method: 'POST',
    url: '',
    headers: {},
    body: { replayable: true, type: 'application/json', text, make: () => text },
  }
}

function put(target: AuthTarget, place: string, name: string, key: unknown): void {
  if (typeof key !== 'string' || key === '') {
    throw new ConfigError(
      `apiKey({ value }): the key '${name}' is missing; pass a text, or a function that gives one.`,
    )
  }
  const { headers } = target
  if (place === 'header') {
    headers[name.toLowerCase()] ??= checkHeader(name, key)
  } else if (place === 'query') {
    target.url = withQuery(target.url, name, key)
  } else if (place === 'cookie') {
    const pair = checkHeader('cookie', `${name}=${encodeURIComponent(key)}`)
    headers.cookie = headers.cookie ? `${headers.cookie}; ${pair}` : pair
  } else {
    target.body = withField(target.body, name, key, headers['content-type'])
  }
}
