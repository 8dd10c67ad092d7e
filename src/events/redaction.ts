import type { ReplayableBody } from '../call/body'
import { kindOf } from '../call/kindOf'

/** Headers that fetch takes away by itself when a redirect leads to another origin. */
export const knownToFetch: readonly string[] = ['authorization', 'proxy-authorization', 'cookie']
/** Headers that hold secrets whoever sends them. */
const alwaysSecret: readonly string[] = [...knownToFetch, 'x-api-key', 'api-key', 'x-auth-token']

/**
 * A URL that may be shown: no user info, no fragment, the names of its query without their values, no
 * JSON Web Token in its path (RFC 7519: they begin with `eyJ`). Total: any text gives a text.
 */
export function redactUrl(url: string): string {
  return url
    .replace(/#.*$/s, '')
    .replace(/\/\/[^/?]*@/, '//')
    .replace(/\/eyJ[\w-]+\.[\w-]+\.[\w-]*/g, '/…')
    .replace(/\?.*$/s, (query) => query.replace(/=[^&]*/g, '=…'))
}

/** A text for people, without secrets: Deno and Bun name the whole URL in their network errors. */
export function concealText(text: string, secrets: readonly string[]): string {
  return conceal(text.replace(/[a-z]+:\/\/[^\s"'<>()]*[^\s"'<>():.,;]/gi, redactUrl), secrets)
}

/** The start of a server's text. What is cut before it is redacted may end in half a secret. */
export function excerpt(text: string, length: number, secrets: readonly string[] = []): string {
  return concealText(text, secrets).slice(0, length)
}

/**
 * The same data with every secret in its texts, names and numbers replaced, and fit for JSON:
 * without cycles and BigInts.
 */
export function conceal<T>(value: T, secrets: readonly string[]): T {
  const clean = (inner: unknown, within: readonly unknown[]): unknown => {
    if (typeof inner === 'string') {
      return secrets.reduce((text, secret) => text.replaceAll(secret, '[redacted]'), inner)
    }
    if (Object(inner) !== inner) {
      const hit = secrets.includes(String(inner))
      return hit ? '[redacted]' : typeof inner === 'bigint' ? String(inner) : inner
    }
    if (within.includes(inner)) return '[circular]'
    const each = (item: unknown): unknown => clean(item, [...within, inner])
    if (Array.isArray(inner)) return inner.map(each)
    if (kindOf(inner) !== 'Object') return inner
    return Object.fromEntries(Object.entries(inner as object).map(each) as [string, unknown][])
  }
  return clean(value, []) as T
}

/** The lower-case names whose values are secret: those that always are, and the given ones. */
export function secretNames(given: readonly string[]): ReadonlySet<string> {
  return new Set([...alwaysSecret, ...given].map((name) => name.toLowerCase()))
}

/** Where to look for the values that must not be shown. */
export interface Exposed {
  url: string
  headers: Readonly<Record<string, string>>
  body?: ReplayableBody | undefined
}

/**
 * The secret values of a request in all the forms in which they may be echoed, the longest first.
 * They are found by the names of their places, and only when something went wrong: the way of a
 * good call does not pay for it.
 *
 * @param values further ones that no place holds as they are
 */
export function collectSecrets(
  { url, headers, body }: Exposed,
  names: ReadonlySet<string>,
  values: readonly string[] = [],
): string[] {
  const found = new Set<string>()
  const add = (_: unknown, value: unknown): unknown => {
    if (Object(value) === value) return value
    const text = String(value)
    const encoded = new URLSearchParams({ '': text }).toString().slice(1)
    for (const form of [
      text,
      encoded,
      encoded.replaceAll('+', '%20'),
      JSON.stringify(text).slice(1, -1),
    ]) {
      // Shorter ones are parts of ordinary words; replacing them would only garble the text.
      if (form.length > 2) found.add(form)
    }
    return value
  }
  /** Called for every name in the request; what a secret name holds is secret all through. */
  const visit = (name: string, value: unknown): unknown => {
    if (names.has(name.toLowerCase())) JSON.stringify(value, add)
    return value
  }
  for (const value of values) add('', value)
  for (const [name, value] of Object.entries(headers)) {
    visit(name, value)
    // What follows the scheme, as in "Bearer …".
    visit(name, value.slice(value.indexOf(' ') + 1))
  }
  for (const pair of headers.cookie?.split(/; */) ?? []) {
    const value = pair.slice(pair.indexOf('=') + 1)
    add('', value)
    for (const [, decoded] of new URLSearchParams(`=${value}`)) add('', decoded)
  }
  const text = body?.text ?? ''
  for (const fields of [url.replace(/^[^?]*/, ''), text]) {
    for (const [name, value] of new URLSearchParams(fields)) visit(name, value)
  }
  try {
    JSON.parse(text, visit)
  } catch {
    // No JSON, then.
  }
  return [...found].sort((one, other) => other.length - one.length)
}
