import type { Answer, Call } from '../call/Call'
import type { QueryInput, QueryValue } from '../call/query'
import type { CallOptions, Client } from '../client'
import { ConfigError } from '../errors/ConfigError'
import { PortolanError } from '../errors/PortolanError'
import { nextLink } from '../headers/link'
import { checkNumber, must } from '../options'
import { itemsOf, type Page, type PageRule, pagesOf } from './pages'

type Query = Readonly<Record<string, QueryValue>>

/** How the pages of a list are asked for. Made by `byPage`, `byOffset`, `byCursor` and `byLink`. */
export interface Paging {
  /** What the query of the first page says besides the caller's. */
  readonly first?: Query
  /** What the query of the next page says instead, or where it is; undefined: there is none. */
  next(page: Page): { readonly query: Query } | { readonly url: string } | undefined
}

/** Options of `paginate`: those of each call, and these. */
export interface PaginateOptions<Item> extends Omit<CallOptions, 'query' | 'schema' | 'parseAs'> {
  query?: Query
  /** @default byLink() */
  by?: Paging
  /**
   * The items of a page.
   *
   * @default the page where it is an array, else the only array among its properties
   */
  items?: (data: unknown) => readonly Item[]
}

/** The items of a list, or its pages. Nothing is sent before the first is asked for. */
export interface Paginated<Item> extends AsyncIterable<Item> {
  /** The pages in place of the items, each with its response. */
  pages(): AsyncGenerator<Answer<unknown>, void, undefined>
}

/**
 * The items of a list that comes in pages: one call a page, made when it is asked for, through the
 * client's quota. Leave the loop and no further page is asked for; `signal` ends it anywhere.
 *
 * @throws {ConfigError} for a paging that is none, and at the first page for one without items
 * @example
 * for await (const issue of paginate(api, 'issues', { query: { per_page: 100 } })) … // by Link
 * for await (const user of paginate<User>(api, 'users', { by: byPage() })) …
 * for await (const { data, response } of paginate(api, 'users', { by: byOffset() }).pages()) …
 */
export function paginate<Item = unknown>(
  client: Pick<Client, 'get'>,
  path: string | URL,
  options: PaginateOptions<Item> = {},
): Paginated<Item> {
  const { by = byLink(), items = itemsIn, query, params, ...rest } = options
  if (typeof (by as Partial<Paging>).next !== 'function') {
    must('paginate: by', 'made by byPage, byOffset, byCursor or byLink')
  }
  if (typeof items !== 'function') must('paginate: items', 'a function from a page to its items')
  const call = (at: unknown, asked: unknown): Call<unknown> =>
    client.get<unknown>(at as string | URL, {
      ...rest,
      query: asked as QueryInput,
      // A link has its values in it.
      params: at === path ? params : undefined,
    })
  const rule: PageRule = {
    items,
    next(page) {
      const turn = by.next(page)
      if (!turn) return undefined
      if ('query' in turn) return [path, { ...query, ...turn.query }]
      const [before] = page.args
      if (String(before) === turn.url) endless()
      return [turn.url, undefined]
    },
  }
  const first = [path, { ...query, ...by.first }]
  return {
    pages: () => pagesOf(call, first, rule),
    [Symbol.asyncIterator]: () => itemsOf<Item>(call, first, rule),
  }
}

/**
 * Pages by their number. The last is an empty one, that which `X-Pagination-Total-Pages` names
 * where it is sent, or one shorter than the page before it; never told by the size that was asked
 * for, since servers give less.
 *
 * @param options the parameter's name, and the number of the first page
 * @example
 * paginate(api, 'users', { by: byPage({ name: 'page_num' }) })
 */
export function byPage({ name = 'page', start = 1 } = {}): Paging {
  checkNumber('byPage: start', start, 0)
  return {
    first: { [name]: start },
    next: (page) => (isLastPage(page) ? undefined : { query: { [name]: start + page.number } }),
  }
}

/**
 * Pages by how many items came before them: those that were read are counted. Ends like `byPage`.
 *
 * @example
 * paginate(api, 'users', { by: byOffset({ name: '$skip' }), query: { $top: 50 } })
 */
export function byOffset({ name = 'offset', start = 0 } = {}): Paging {
  checkNumber('byOffset: start', start, 0)
  return {
    first: { [name]: start },
    next(page) {
      if (isLastPage(page)) return undefined
      const { [name]: before } = page.args[1] as Record<string, number>
      return { query: { [name]: (before as number) + page.count } }
    },
  }
}

/**
 * Pages by a mark that each page gives for the next; the last one gives none.
 *
 * @param options the parameter's name, and where the mark is: a path into the page such as
 * `meta.next`, or a function
 * @example
 * paginate(api, 'messages', { by: byCursor({ name: 'cursor', from: 'meta.next_cursor' }) })
 */
export function byCursor({
  name = 'cursor',
  from = 'next_cursor',
}: {
  name?: string
  from?: string | ((data: unknown, response: Response) => unknown)
} = {}): Paging {
  const read =
    typeof from === 'function'
      ? from
      : (data: unknown) => from.split('.').reduce<unknown>((value, key) => Object(value)[key], data)
  return {
    next({ data, response, args }) {
      const mark = read(data, response)
      if (mark === undefined || mark === null || mark === '' || mark === false) return undefined
      if (typeof mark !== 'string' && typeof mark !== 'number') {
        return must(`byCursor: the mark for ${name}`, 'a text or a number')
      }
      const { [name]: before } = Object(args[1]) as Record<string, unknown>
      if (before === mark) endless()
      return { query: { [name]: mark } }
    },
  }
}

/**
 * Pages by the `Link` header's `rel="next"` (RFC 8288), as GitHub and many others send it. A link
 * to an origin that is neither the client's nor allowed is refused, like any other URL.
 */
export function byLink(): Paging {
  return {
    next({ response }) {
      const target = nextLink(response.headers.get('link') ?? '')
      if (target === undefined) return undefined
      return { url: response.url ? new URL(target, response.url).href : target }
    },
  }
}

/** Whether no page follows, as far as a page that has no link to the next one can tell. */
export function isLastPage({ response, number, count, countBefore }: Page): boolean {
  if (count === 0) return true
  const header = response.headers.get('x-pagination-total-pages') ?? ''
  if (/^\d{1,15}$/.test(header)) return number >= Number(header)
  return countBefore !== undefined && count < countBefore
}

function itemsIn<Item>(data: unknown): readonly Item[] {
  if (Array.isArray(data)) return data
  const arrays = Object.values(Object(data)).filter((value) => Array.isArray(value))
  if (arrays.length === 1) return arrays[0] as Item[]
  throw new ConfigError('paginate: give items, a function that finds the items in a page.')
}

/** The next page is the one that was just read. */
function endless(): never {
  throw new PortolanError('The list has no end: a page names itself as the next one.')
}
