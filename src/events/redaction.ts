import type { SecretPlaces } from '../auth/Auth'
import type { ReplayableBody } from '../call/body'

/** Headers that hold secrets whoever sends them. */
const alwaysSecret: readonly string[] = [
  'authorization',
  'proxy-authorization',
  'cookie',
  'x-api-key',
  'api-key',
  'x-auth-token',
]

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

/**
 * The same data with every secret in its texts, names and numbers replaced, and fit for JSON:
 * without cycles and BigInts.
 */
export function conceal<T>(value: T, secrets: readonly string[]): T {
  const inside: unknown[] = []
  const clean = (inner: unknown): unknown => {
    if (typeof inner === 'string') {
      return secrets.reduce((text, secret) => text.replaceAll(secret, '[redacted]'), inner)
    }
    if (typeof inner !== 'object' || inner === null) {
      const hit = secrets.includes(String(inner))
      return hit ? '[redacted]' : typeof inner === 'bigint' ? String(inner) : inner
    }
    if (inside.includes(inner)) return '[circular]'
    inside.push(inner)
    let copy: unknown = inner
    if (Array.isArray(inner)) copy = inner.map(clean)
    else if (Object.prototype.toString.call(inner) === '[object Object]') {
      const pairs = Object.entries(inner).map(([name, each]) => [clean(name), clean(each)])
      copy = Object.fromEntries(pairs)
    }
    inside.pop()
    return copy
  }
  return clean(value) as T
}

/** The lower-case names whose values are secret: those that always are, and the given ones. */
export function secretNames(...given: (readonly string[])[]): ReadonlySet<string> {
  return new Set([alwaysSecret, ...given].flat().map((name) => name.toLowerCase()))
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
 */
export function collectSecrets(
  { url, headers, body }: Exposed,
  places: SecretPlaces | undefined,
  redact: readonly string[],
): string[] {
  const names = secretNames(redact, Object.values(places ?? {}).flat())
  const found = new Set<string>()
  const add = (value: string): void => {
    const encoded = new URLSearchParams([['', value]]).toString().slice(1)
    const forms = [
      value,
      encoded,
      encoded.replaceAll('+', '%20'),
      JSON.stringify(value).slice(1, -1),
    ]
    // Shorter ones are parts of ordinary words; replacing them would only garble the text.
    for (const form of forms) if (form.length > 2) found.add(form)
  }
  const visit = (name: string, value: unknown, secret: boolean): void => {
    const hit = secret || names.has(name.toLowerCase())
    if (typeof value === 'object' && value) {
      for (const [key, inner] of Object.entries(value)) visit(key, inner, hit)
    } else if (hit) add(String(value))
  }
  for (const name of Object.keys(headers)) {
    const value = headers[name] as string
    if (!names.has(name)) continue
    const credential = value.slice(value.indexOf(' ') + 1)
    add(value)
    add(credential)
    if (/^basic /i.test(value)) {
      const pair = attempt(() => utf8(atob(credential)))
      const colon = pair.indexOf(':')
      for (const part of [pair, pair.slice(0, colon), pair.slice(colon + 1)]) add(part)
    }
  }
  for (const pair of (headers.cookie ?? '').split(/; */)) {
    const value = pair.slice(pair.indexOf('=') + 1)
    add(value)
    add(attempt(() => decodeURIComponent(value)))
  }
  const query = url.includes('?') ? url.slice(url.indexOf('?')) : ''
  for (const fields of [query, body?.text ?? '']) {
    for (const [name, value] of new URLSearchParams(fields)) visit(name, value, false)
  }
  attempt(() => {
    visit('', JSON.parse(body?.text ?? ''), false)
    return ''
  })
  return [...found].sort((one, other) => other.length - one.length)
}

function attempt(decode: () => string): string {
  try {
    return decode()
  } catch {
    return ''
  }
}

function utf8(binary: string): string {
  return new TextDecoder().decode(Uint8Array.from(binary, (letter) => letter.charCodeAt(0)))
}
