import { ConfigError } from '../errors/ConfigError'
import { must } from '../options'
import type { Origins } from './recipe'

const absolute = /^[a-z][a-z\d+.-]*:\/\//i

/**
 * Where a client's calls go: to its own origin, and to others only where `allowedOrigins` names them.
 *
 * @param secret whether there is a credential: without an origin of its own it could go anywhere
 * @throws {ConfigError} where `baseURL` or an allowed origin is no URL
 */
export function originsFor(
  baseURL: string | URL | undefined,
  allowedOrigins: readonly string[],
  secret: boolean,
): Origins {
  const allowed = new Set(allowedOrigins.map((origin) => parse('allowedOrigins', origin).origin))
  const given = baseURL && String(baseURL)
  // One that starts like this is joined to the page, at the call: a module that makes a client may
  // be loaded on a server first.
  const whole = given && !/^(\/(?!\/)|\.)/.test(given) ? parse('baseURL', given) : undefined

  const home = (): URL => {
    if (whole) return whole
    const page = (globalThis as { location?: { href: string } }).location?.href
    if (!page || !absolute.test(page)) {
      throw new ConfigError(
        given
          ? `baseURL '${given}' is relative, and there is no page to join it to; give the whole URL.`
          : 'A path needs a baseURL to be joined to; give the client one.',
      )
    }
    return new URL(given ?? '/', page)
  }
  const fixed = whole && trimEnd(whole.href)

  return {
    resolve(path, foreign) {
      if (absolute.test(path)) {
        const { href, origin } = parse('path', path)
        const trusted = allowed.has(origin) || (given ? home().origin === origin : !secret)
        if (trusted || foreign) return { url: href, origin, trusted }
        throw new ConfigError(
          `'${origin}' is not the client's origin; name it in allowedOrigins if it may get the credential.`,
        )
      }
      const { href, origin } = home()
      const rest = path.replace(/^\/+/, '')
      return {
        url: (fixed ?? trimEnd(href)) + (/^(\?|$)/.test(rest) ? '' : '/') + rest,
        origin,
        trusted: true,
      }
    },
  }
}

function parse(where: string, text: string): URL {
  let url: URL | undefined
  try {
    url = new URL(text)
  } catch {
    // Said below, in our words.
  }
  if (!url || !/^https?:$/.test(url.protocol)) {
    return must(where, "a whole URL, such as 'https://api.example.com/v1'")
  }
  if (url.username || url.password)
    must(where, 'without user name and password; use auth: basic(…)')
  if (where === 'baseURL' && (url.search || url.hash)) {
    must(where, 'without query and fragment; use the option query')
  }
  return url
}

function trimEnd(text: string): string {
  return text.replace(/\/+$/, '')
}
