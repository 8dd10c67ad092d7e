import type { PageRule } from '../../operation/pages'
import { factsOf } from './names'
import type { ListQuery } from './operations'

/** What a list tells about itself. Resources that are not in the database tell nothing. */
export interface ListMetadata {
  /** Records that there are, on all pages. */
  count?: number
  /** Whether there is a further page; null where no page was asked for. */
  next?: boolean | null
  /** Pipelines: records on this page. */
  results?: number
  [further: string]: unknown
}

/** A list as a call gives it. */
export interface MageList<Item> {
  items: Item[]
  metadata: ListMetadata
}

/** Records a page of a resource of the database that was not asked for any number. */
const defaultPage = 40
/** Records a page when such a list is iterated. */
const pageSize = 100

/**
 * Pages by `_limit` and `_offset` (contract 2.4), for as long as Mage says that there is a next one.
 *
 * @param parents how many ids come before the filters
 */
export function pagesFor(resource: string, parents: number): PageRule {
  return {
    items: (data) => (data as MageList<unknown>).items,
    next({ args, data, count }) {
      const { metadata } = data as MageList<unknown>
      if (metadata.next !== true || count === 0) return undefined
      const query = Object(args[parents]) as ListQuery
      const limit = query.limit ?? (factsOf(resource)?.database ? defaultPage : count)
      const following = { ...query, limit, offset: (query.offset ?? 0) + limit }
      return [...args.slice(0, parents), following, ...args.slice(parents + 1)]
    },
  }
}

/** Filters with a page size, where the resource has pages by itself. */
export function pagedFilters(resource: string, filters: unknown): unknown {
  return factsOf(resource)?.database ? { limit: pageSize, ...Object(filters) } : filters
}
