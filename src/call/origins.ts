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
  const allowed = allowedOrigins.map((origin) => parse('allowedOrigins', origin).origin)
  const given = String(baseURL ?? '')
  if (/[?#]/.test(given)) must('baseURL', 'without query; use the option query')
  // One that starts like this is joined to the page, at the call: a module that makes a client may
  // be loaded on a server first.
  const home = /^(\/(?!\/)|\.|$)/.test(given) ? undefined : baseOf(parse('baseURL', given))
  const atHome = (): Base => {
    if (home) return home
    const page = (globalThis as { location?: { href: string } }).location?.href
    const url = parseUrl(given || '/', page)
    return baseOf(url ?? must('baseURL', 'a whole URL where there is no page to join it to'))
  }

  return {
    resolve(path, foreign) {
      if (!absolute.test(path)) {
        const { base, origin } = atHome()
        const rest = path.replace(/^\/+/, '')
        return { url: base + (/^(\?|$)/.test(rest) ? '' : '/') + rest, origin, trusted: true }
      }
      const { href: url, origin } = parse('The URL', path)
      const trusted = allowed.includes(origin) || (given ? atHome().origin === origin : !secret)
      if (!trusted && !foreign)
        must(`'${origin}'`, 'the origin of baseURL, or named in allowedOrigins')
      return { url, origin, trusted }
    },
  }
}

interface Base {
  /** Without slashes at its end. */
  base: string
  origin: string
}

function baseOf({ href, origin }: URL): Base {
  return { base: href.replace(/\/+$/, ''), origin }
}

/** The URL that a text names, or undefined where it names none that can be sent to. */
export function parseUrl(text: string, base?: string): URL | undefined {
  try {
    const url = new URL(text, base)
    return /^https?:$/.test(url.protocol) ? url : undefined
  } catch {
    return undefined
  }
}

function parse(where: string, text: string): URL {
  const url = parseUrl(text) ?? must(where, "whole, such as 'https://api.example.com/v1'")
  if (url.username || url.password)
    must(where, 'without user name and password; use auth: basic(…)')
  return url
}
