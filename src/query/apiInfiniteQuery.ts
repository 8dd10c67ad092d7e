import type { DataTag, InfiniteData, SkipToken } from '@tanstack/query-core'
import type { Call } from '../call/Call'
import { ConfigError } from '../errors/ConfigError'
import type { Roots } from '../operation/operation'
import type { PageRule } from '../operation/pages'
import type { Recorded } from '../operation/record'
import type { Cached, QueryContext } from './apiQuery'
import { joined, partsOf } from './arguments'
import { entryOf } from './entry'
import type { ApiQueryKey, ScopeOptions } from './key'

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

/** The same for a selector that may choose to call nothing. */
export interface SkippableApiInfiniteQueryOptions<Data>
  extends Omit<ApiInfiniteQueryOptions<Data>, 'queryFn'> {
  queryFn: ApiInfiniteQueryOptions<Data>['queryFn'] | SkipToken
}

export interface InfiniteOptions extends ScopeOptions {
  /**
   * How the pages follow each other.
   *
   * @default what the operation knows of its pages
   */
  pages?: PageRule | undefined
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
  options?: InfiniteOptions,
): ApiInfiniteQueryOptions<Cached<Data>>
export function apiInfiniteQuery<Api extends object, Data>(
  api: Api,
  select: (api: Api) => Call<Data> | SkipToken,
  options?: InfiniteOptions,
): SkippableApiInfiniteQueryOptions<Cached<Data>>
export function apiInfiniteQuery(
  api: object,
  select: (api: never) => unknown,
  options: InfiniteOptions = {},
): SkippableApiInfiniteQueryOptions<unknown> {
  const { roots, key, recorded } = entryOf('apiInfiniteQuery', api, select, options)
  const [keyed, resource, id, ...asked] = key
  return {
    // Apart from the same call as a query, whose data has another shape.
    queryKey: [keyed, resource, `${id} pages`, ...asked] as never,
    queryFn:
      typeof recorded === 'symbol'
        ? (recorded as SkipToken)
        : pageReader(roots, recorded, options.pages ?? recorded.operation.pages),
    initialPageParam: null,
    getNextPageParam: (page) => page.next,
    retry: false,
  }
}

function pageReader(
  { invoke }: Roots,
  recorded: Recorded,
  rule: PageRule | undefined,
): ApiInfiniteQueryOptions<unknown>['queryFn'] {
  const { operation } = recorded
  if (!rule) {
    throw new ConfigError(
      `apiInfiniteQuery: nothing is known of the pages of ${operation.id}. Give the option pages, or use apiQuery.`,
    )
  }
  const parts = partsOf(recorded)
  return async ({ signal, pageParam }) => {
    const at = pageParam as ApiPageParam | null
    const args = at ? joined(at.asked, parts) : (rule.first?.(recorded.args) ?? recorded.args)
    const { data, response } = await invoke(operation, args, signal).withResponse()
    const { number = 1, countBefore } = at ?? {}
    const count = rule.items(data).length
    const next = rule.next({ args, data, response, number, count, countBefore })
    return {
      data: data ?? null,
      next: next
        ? {
            asked: partsOf({ operation, args: next }).asked,
            number: number + 1,
            countBefore: count,
          }
        : null,
    }
  }
}
