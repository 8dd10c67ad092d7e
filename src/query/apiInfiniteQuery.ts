import type { DataTag, InfiniteData } from '@tanstack/query-core'
import type { Answer, Call } from '../call/Call'
import { ConfigError } from '../errors/ConfigError'
import type { PageRule } from '../operation/pages'
import { record, rootsOf } from '../operation/record'
import type { Cached, QueryContext } from './apiQuery'
import { joined, partsOf } from './arguments'
import { type ApiQueryKey, keyOf, type ScopeOptions } from './key'

/** Where a page is: what TanStack Query calls its parameter. Fit for JSON where the arguments are. */
export interface ApiPageParam {
  /** What the call of this page asks for; timeouts, headers and the like are those of the first. */
  readonly asked: readonly unknown[]
  /** 2 for the second. */
  readonly number: number
  /** How many items the page before it had. */
  readonly countBefore: number
}

/** A page of a list. */
export interface ApiPage<Data> {
  readonly data: Data
  /** Where the next one is; null where this is the last. */
  readonly next: ApiPageParam | null
}

/** Options for `useInfiniteQuery`, `prefetchInfiniteQuery` and their kin. */
export interface ApiInfiniteQueryOptions<Data> {
  queryKey: DataTag<ApiQueryKey, InfiniteData<ApiPage<Data>, ApiPageParam | null>>
  queryFn: (context: QueryContext & { readonly pageParam: unknown }) => Promise<ApiPage<Data>>
  initialPageParam: ApiPageParam | null
  getNextPageParam: (page: ApiPage<Data>) => ApiPageParam | null
  /** Calls are repeated once, by the client, within its quota and its deadline. */
  retry: false
}

export interface InfiniteOptions extends ScopeOptions {
  /**
   * How the pages follow each other.
   *
   * @default what the operation knows of its pages
   */
  pages?: PageRule
}

/**
 * A list with pages as options of an infinite query: one call a page, each made when it is asked
 * for. Pages are `{ data, next }`.
 *
 * @throws {ConfigError} as `apiQuery` does, and for an operation without pages
 * @example
 * const { data, fetchNextPage } = useInfiniteQuery(
 *   apiInfiniteQuery(civis, (api) => api.workflows.list({ limit: 50 })),
 * )
 * const workflows = data?.pages.flatMap((page) => page.data)
 */
export function apiInfiniteQuery<Api extends object, Data>(
  api: Api,
  select: (api: Api) => Call<Data>,
  { scope, pages: given }: InfiniteOptions = {},
): ApiInfiniteQueryOptions<Cached<Data>> {
  const roots = rootsOf('apiInfiniteQuery', api)
  const recorded = record('apiInfiniteQuery', api, select)
  if (typeof recorded === 'symbol') {
    throw new ConfigError('apiInfiniteQuery: to call nothing, use the option enabled.')
  }
  const { operation, args: first } = recorded
  const rule = given ?? operation.pages
  if (!rule) {
    throw new ConfigError(
      `apiInfiniteQuery: ${operation.id} has no pages that Portolan knows. Give the option pages, or use apiQuery.`,
    )
  }
  const parts = partsOf(recorded)
  const [keyed, resource, id, ...asked] = keyOf(roots, recorded, scope)

  const queryFn = async ({
    signal,
    pageParam,
  }: QueryContext & { pageParam: unknown }): Promise<ApiPage<Cached<Data>>> => {
    const at = pageParam as ApiPageParam | null
    const args = at ? joined(at.asked, parts) : first
    const call = roots.invoke<Data>(operation, args, signal)
    const { data, response }: Answer<Data> = await call.withResponse()
    const { number = 1, countBefore } = at ?? {}
    const count = rule.items(data).length
    const next = rule.next({ args, data, response, number, count, countBefore })
    return {
      data: (data ?? null) as Cached<Data>,
      next: next
        ? {
            asked: partsOf({ operation, args: next }).asked,
            number: number + 1,
            countBefore: count,
          }
        : null,
    }
  }
  return {
    // Apart from the same call as a query, whose data has another shape.
    queryKey: [keyed, resource, `${id} pages`, ...asked] as never,
    queryFn,
    initialPageParam: null,
    getNextPageParam: (page) => page.next,
    retry: false,
  }
}
