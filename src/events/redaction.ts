import type { SecretPlaces } from '../auth/Auth'
import type { ReplayableBody } from '../call/body'

const alwaysSecret = [
  'authorization',
  'proxy-authorization',
  'cookie',
  'x-api-key',
  'api-key',
  'x-auth-token',
]

/**
 * A URL that may be shown: no user info, no fragment, the names of its query without their values.
 * Total: any text gives a text.
 */
export function redactUrl(url: string): string {
  return url
    .replace(/#.*$/s, '')
    .replace(/\/\/[^/?]*@/, '//')
    .replace(/\?.*$/s, (query) => query.replace(/=[^&]*/g, '=…'))
}

/** The same text, or the same JSON data, with every secret in it replaced. */
export function conceal<T>(value: T, secrets: readonly string[]): T {
  if (typeof value !== 'string') {
    if (!secrets.length || !value) return value
    try {
      return JSON.parse(conceal(JSON.stringify(value), secrets))
    } catch {
      return undefined as T
    }
  }
  // Deno and Bun name the whole URL in their network errors.
  let text: string = value.replace(/[a-z]+:\/\/[^\s"'<>()]*[^\s"'<>():.,;]/gi, redactUrl)
  for (const secret of secrets) {
    for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) {
      text = text.replaceAll(form, '[redacted]')
    }
  }
  return text as T
}

/** Where to look for the values that must not be shown. */
export interface Exposed {
  url: string
  headers: Readonly<Record<string, string>>
  body?: ReplayableBody | undefined
}

/**
 * The secret values of a request, found by the names of their places. Called only when something
 * went wrong: the way of a good call does not pay for it.
 */
export function collectSecrets(
  { url, headers, body }: Exposed,
  places: SecretPlaces | undefined,
  redact: readonly string[],
): string[] {
  const names = new Set(
    [...alwaysSecret, ...redact, ...Object.values(places ?? {}).flat()].map((name) =>
      name.toLowerCase(),
    ),
  )
  const found = new Set<string>()
  const add = (value: string): void => {
    // Shorter ones are parts of ordinary words; replacing them would only garble the text.
    if (value.length > 2) found.add(value)
  }
  // Headers, a query, a cookie, a form and JSON all say name, sign, value.
  const pairs = `${JSON.stringify(headers)} ${url} ${headers.cookie} ${body?.text}`
  for (const [, name, quoted, bare = ''] of pairs.matchAll(
    /([\w.$[\]-]+)"?\s*[:=]\s*(?:"((?:[^"\\]|\\.)*)"|([^"&;,\s}]+))/g,
  )) {
    if (!names.has((name as string).toLowerCase())) continue
    const value = quoted ?? bare
    const [scheme, credential = ''] = value.split(' ')
    add(value)
    add(credential)
    add(decoded(decodeURIComponent, bare.replaceAll('+', ' ')))
    if (/^basic$/i.test(scheme as string)) decoded(atob, credential).split(':').forEach(add)
  }
  return [...found]
}

function decoded(decode: (text: string) => string, text: string): string {
  try {
    return decode(text)
  } catch {
    return text
  }
}
