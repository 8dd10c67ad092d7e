import { must } from '../options'

/** What a query parameter may be. Arrays are repeated, dates become ISO 8601, undefined is dropped. */
export type QueryValue =
  | string
  | number
  | bigint
  | boolean
  | Date
  | undefined
  | readonly QueryValue[]

/** A query: a record, or what the platform has for it. */
export type QueryInput = Readonly<Record<string, QueryValue>> | URLSearchParams

/**
 * @param where for the message
 * @throws {ConfigError} for half of a surrogate pair, which no URL can hold
 */
export function encode(where: string, text: string): string {
  try {
    return encodeURIComponent(text)
  } catch {
    return must(where, 'well-formed text')
  }
}

/** Adds one encoded pair to a URL that may have a query already. */
export function withQuery(url: string, name: string, value: string): string {
  return appendQuery(url, pair(name, value))
}

function pair(name: string, value: string): string {
  return `${encode('query', name)}=${encode(`query.${name}`, value)}`
}

/** Adds a finished query text to a URL. */
export function appendQuery(url: string, query: string): string {
  if (query === '') return url
  return `${url}${url.includes('?') ? (/[?&]$/.test(url) ? '' : '&') : '?'}${query}`
}

/** `{ tag: ['a', 'b'], since: date }` → `tag=a&tag=b&since=2026-01-01T00%3A00%3A00.000Z` */
export function serializeQuery(query: QueryInput): string {
  const pairs: string[] = []
  const add = (name: string, value: unknown): void => {
    if (value === undefined) return
    if (Array.isArray(value)) {
      for (const item of value) add(name, item)
    } else pairs.push(pair(name, textOf(name, value)))
  }
  const { entries } = query as URLSearchParams
  const all = typeof entries === 'function' ? entries.call(query) : Object.entries(query)
  for (const [name, value] of all) add(name, value)
  return pairs.join('&')
}

function textOf(name: string, value: unknown): string {
  const text = value instanceof Date ? value.toJSON() : value
  if (/^(st|b)/.test(typeof text) || Number.isFinite(text)) return String(text)
  return must(`query.${name}`, 'a text, number, boolean, date or array, or set querySerializer')
}
