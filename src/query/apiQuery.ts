import type { DataTag, SkipToken } from '@tanstack/query-core'
import type { Call } from '../call/Call'
import { entryOf } from './entry'
import type { ApiQueryKey, ScopeOptions } from './key'

/** What a cache holds of an answer: null for one without data, since TanStack Query knows no undefined. */
export type Cached<Data> = undefined extends Data ? Exclude<Data, undefined> | null : Data

/** What the query function of TanStack Query is given, as far as we need it. */
export interface QueryContext {
  readonly signal: AbortSignal
}

/** Options for `useQuery`, `prefetchQuery` and their kin, in every framework of TanStack Query. */
export interface ApiQueryOptions<Data> {
  queryKey: DataTag<ApiQueryKey, Data>
  queryFn: (context: QueryContext) => Promise<Data>
  /** Calls are repeated once, by the client, within its quota and its deadline. */
  retry: false
}

/** The same for a selector that may choose to call nothing. */
export interface SkippableApiQueryOptions<Data> extends Omit<ApiQueryOptions<Data>, 'queryFn'> {
  queryFn: ApiQueryOptions<Data>['queryFn'] | SkipToken
}

/**
 * A call of a client as options of a query. The selector says which call; it runs at once, on a
 * stand-in that only writes down what it calls, and nothing is sent before the query wants data.
 * When nobody waits for the query any more, its call ends: in the queue, too.
 *
 * @throws {ConfigError} for a selector that makes no call or several, and for arguments that a key
 * cannot hold, such as functions and streams
 * @example
 * useQuery({ ...apiQuery(civis, (api) => api.workflows.list({ limit: 10 })), staleTime: 60_000 })
 * useQuery(apiQuery(api, (api) => (id ? api.get<User>('users/{id}', { params: { id } }) : skipToken)))
 */
export function apiQuery<Api extends object, Data>(
  api: Api,
  select: (api: Api) => Call<Data>,
  options?: ScopeOptions,
): ApiQueryOptions<Cached<Data>>
export function apiQuery<Api extends object, Data>(
  api: Api,
  select: (api: Api) => Call<Data> | SkipToken,
  options?: ScopeOptions,
): SkippableApiQueryOptions<Cached<Data>>
export function apiQuery(
  api: object,
  select: (api: never) => unknown,
  options: ScopeOptions = {},
): SkippableApiQueryOptions<unknown> {
  const { roots, key, recorded } = entryOf('apiQuery', api, select, options)
  const queryFn =
    typeof recorded === 'symbol'
      ? (recorded as SkipToken)
      : async ({ signal }: QueryContext): Promise<unknown> =>
          (await roots.invoke(recorded.operation, recorded.args, signal)) ?? null
  return { queryKey: key as DataTag<ApiQueryKey, unknown>, queryFn, retry: false }
}
