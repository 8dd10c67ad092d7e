import { isPlain } from '../call/kindOf'
import { nextLink } from '../headers/link'
import type { Page, PageRule } from '../operation/pages'
import type { OperationSpec, ParameterSpec } from './OperationSpec'
import { plain } from './tree/pick'

// Names that documents give to what asks for a page, without their case and signs. They were counted
// over some 2,600 documents.
const numbers = /^(page|pagenum(ber)?|pageno|pageindex|currentpage)$/
const offsets = /^(offset|skip|startat|startindex)$/
const cursors =
  /^(cursor|pagecursor|nextcursor|pagetoken|nextpagetoken|nexttoken|continuationtoken|continuation|startingafter|after|marker)$/

// And to what a page says of the next one.
const marks =
  /^(nextcursor|nextpagetoken|nexttoken|continuationtoken|nextpagecursor|nextmarker|endcursor|cursor)$/
const links = /^(next|nextlink|nexturl|nextpage|nextpageurl|odatanextlink|nexthref)$/
const wrappers = /^(meta|metadata|responsemetadata|pagination|paging|pageinfo|links|cursors)$/
const more = /^(hasmore|hasnext|hasnextpage|more)$/
const lists =
  /^(items|data|results?|records|entries|values?|list|rows|objects|elements|content|hits)$/

/** What of an operation's query asks for a page. */
interface Asking {
  readonly number: ParameterSpec | undefined
  readonly offset: ParameterSpec | undefined
  readonly cursor: ParameterSpec | undefined
}

type Query = Readonly<Record<string, unknown>>

/**
 * How the pages of a GET follow each other, where its query asks for one. The answer decides: a Link
 * header (RFC 8288), else a link or a mark in the body, else the next number or offset, until a page
 * is empty, shorter than the one before, or says that it is the last.
 *
 * @param secrets query parameters that a link must not bring back
 */
export function pagesFor(
  { verb, parameters }: OperationSpec,
  secrets: readonly string[] = [],
): PageRule | undefined {
  if (verb !== 'GET') return undefined
  const find = (names: RegExp): ParameterSpec | undefined =>
    parameters.find((spec) => spec.in === 'query' && names.test(plain(spec.name)))
  const asking = { number: find(numbers), offset: find(offsets), cursor: find(cursors) }
  if (!asking.number && !asking.offset && !asking.cursor) return undefined
  const arity = parameters.filter((spec) => spec.in === 'path').length
  return {
    items: itemsIn,
    next(page) {
      const query = nextQuery(page, asking, secrets)
      return query && argsWith(page.args, arity, query)
    },
  }
}

/** What the query of the next page says; undefined: there is none. */
function nextQuery(page: Page, asking: Asking, secrets: readonly string[]): Query | undefined {
  const { data, response, args } = page
  const header = response.headers.get('link')
  if (header !== null) {
    const next = nextLink(header)
    return next === undefined ? undefined : queryOf(next, secrets)
  }
  const said = found(data, links)
  const target = Object(said).href ?? said
  const link = typeof target === 'string' ? target : undefined
  if (link?.includes('?')) return queryOf(link, secrets)
  if (asking.cursor) {
    const { name } = asking.cursor
    const mark = found(data, marks) ?? link ?? (lastId(page, name) as unknown)
    const usable = (typeof mark === 'string' && mark !== '') || typeof mark === 'number'
    if (usable && String(mark) !== String(givenFor(args, name))) return { [name]: mark }
    if (usable || !(asking.number || asking.offset) || found(data, marks) !== undefined)
      return undefined
  }
  if (isLast(page)) return undefined
  const { number, offset } = asking
  if (number) {
    const current = Number(givenFor(args, number.name) ?? number.first ?? 1)
    return { [number.name]: current + 1 }
  }
  if (!offset) return undefined
  // SCIM counts from one (RFC 7644, 3.4.2.4).
  const first = plain(offset.name) === 'startindex' ? 1 : 0
  return { [offset.name]: Number(givenFor(args, offset.name) ?? first) + page.count }
}

/** Whether no page follows one that has no link to it. */
function isLast({ data, response, number, count, countBefore }: Page): boolean {
  if (count === 0 || found(data, more) === false) return true
  const { headers } = response
  if (headers.get('x-next-page') === '') return true
  const total = headers.get('x-total-pages') ?? headers.get('x-pagination-total-pages') ?? ''
  if (/^\d{1,9}$/.test(total)) return number >= Number(total)
  // Never told by the size that was asked for: servers give less.
  return countBefore !== undefined && count < countBefore
}

/** `starting_after` goes on from the last item, as long as the page says that there is more. */
function lastId({ data }: Page, name: string): unknown {
  if (plain(name) !== 'startingafter' || found(data, more) !== true) return undefined
  return Object(itemsIn(data).at(-1)).id
}

/** A value under one of some names, at the top of a page or in what wraps its marks. */
function found(data: unknown, names: RegExp): unknown {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return undefined
  const entries = Object.entries(data)
  const own = entries.find(([name]) => names.test(plain(name)))
  if (own) return own[1]
  for (const [name, value] of entries) {
    const inner = wrappers.test(plain(name)) ? found(value, names) : undefined
    if (inner !== undefined) return inner
  }
  return undefined
}

/** The items of a page: itself, a list by one of the usual names, or its only list. */
export function itemsIn(data: unknown): readonly unknown[] {
  if (Array.isArray(data)) return data
  const entries = Object.entries(Object(data))
  const arrays = entries.filter(([, value]) => Array.isArray(value))
  const [, usual] = arrays.find(([name]) => lists.test(plain(name))) ?? []
  if (usual) return usual as unknown[]
  if (arrays.length === 1) return arrays[0]?.[1] as unknown[]
  const wrapped = entries.find(([name, value]) => lists.test(plain(name)) && value !== data)
  return wrapped && typeof wrapped[1] === 'object' ? itemsIn(wrapped[1]) : []
}

/** The query of a link. Its path is the server's affair: the operation keeps its own. */
function queryOf(link: string, secrets: readonly string[]): Query {
  const { searchParams } = new URL(link, 'https://relative.invalid')
  const query: Record<string, unknown> = Object.create(null)
  for (const name of new Set(searchParams.keys())) {
    const values = searchParams.getAll(name)
    if (!secrets.includes(name)) query[name] = values.length > 1 ? values : values[0]
  }
  return query
}

/** What a call says for a name, in whatever spelling. */
function givenFor(args: readonly unknown[], name: string): unknown {
  const options = args.find(isPlain) as Query | undefined
  const own = Object(options?.$query) as Query
  const [, value] =
    [...Object.entries(own), ...Object.entries(options ?? {})].find(
      ([key]) => plain(key) === plain(name) && !key.startsWith('$'),
    ) ?? []
  return value
}

/** The arguments of a call with another query; everything else stays. */
function argsWith(args: readonly unknown[], arity: number, query: Query): unknown[] {
  const names = new Set(Object.keys(query).map(plain))
  const others = (values: unknown): [string, unknown][] =>
    Object.entries(Object(values)).filter(([name]) => !names.has(plain(name)))
  const at = args.findIndex(isPlain)
  const options = at < 0 ? {} : (args[at] as Query)
  const before = at < 0 ? args.slice(0, arity) : args.slice(0, at)
  const kept = others(options).filter(([name]) => name !== '$query')
  const asked = { ...Object.fromEntries(others(options.$query)), ...query }
  return [...before, { ...Object.fromEntries(kept), $query: asked }]
}
