import { encode } from '../../call/query'
import { must } from '../../options'

/**
 * Writes a text down for a place of the request: percent-encoded for a URL, as it is for a header.
 *
 * @param where operation and parameter, for the message
 */
export type Write = (where: string, text: string) => string

const hex = (letter: string): string => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`

/** Everything but the unreserved characters of RFC 3986, 2.3. */
export const strict: Write = (where, text) =>
  /^[\w.~-]*$/.test(text) ? text : encode(where, text).replace(/[!'()*]/g, hex)

/**
 * As `allowReserved` has it (RFC 6570, 3.2.3): reserved characters and percent-encoded triples stay.
 * Not so those that no query may hold (`#`, `[`, `]`) and those that would end the value or be read
 * as a space (`&`, `+`), which OpenAPI 3.1 leaves to the sender.
 */
export const reserved: Write = (where, text) =>
  text.replace(
    /(%[\da-fA-F]{2})|%|[^\w.~:/?@!$'()*,;=%-]+/gu,
    (other, triple?: string) => triple ?? strict(where, other),
  )

/** Names of cookies are tokens (RFC 6265, 4.1.1), and servers do not decode them. */
export const cookieName: Write = (where, text) =>
  /^[\w!#$&'*+.^`|~-]+$/.test(text) ? text : strict(where, text)

/** For headers and the parts of a form. */
export const verbatim: Write = (_, text) => text

/**
 * A single value as text: dates are ISO 8601 in UTC.
 *
 * @throws {ConfigError} for what has no text of its own: null, NaN, objects, functions
 */
export function textOf(where: string, value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
      if (Number.isFinite(value)) return String(value)
      break
    case 'bigint':
    case 'boolean':
      return String(value)
    case 'object': {
      const text = value instanceof Date ? value.toJSON() : undefined
      if (text) return text
    }
  }
  return must(where, `a text, number, boolean or date here, not ${kindOf(value)}`)
}

function kindOf(value: unknown): string {
  if (typeof value === 'number') return String(value)
  if (Array.isArray(value)) return 'an array'
  if (value instanceof Date) return 'a date that is none'
  return value === null ? 'null; leave it out' : typeof value
}
