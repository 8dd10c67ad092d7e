import {
  type DefaultError,
  type InfiniteData,
  type SkipToken,
  type UseInfiniteQueryOptions,
  type UseInfiniteQueryResult,
  type UseMutationOptions,
  type UseMutationResult,
  type UseQueryOptions,
  type UseQueryResult,
  type UseSuspenseQueryOptions,
  type UseSuspenseQueryResult,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  useSuspenseQuery,
} from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { Call } from '../call/Call'
import type { Client } from '../client'
import { ConfigError } from '../errors/ConfigError'
import type { EventName, Listener } from '../events/events'
import {
  type ApiPage,
  type ApiPageParam,
  apiInfiniteQuery,
  type InfiniteOptions,
} from '../query/apiInfiniteQuery'
import { apiMutation, type MutationOptions } from '../query/apiMutation'
import { apiQuery, type Cached } from '../query/apiQuery'
import type { ApiQueryKey, ScopeOptions } from '../query/key'
import { useProvided } from './context'
import { type RateLimitStatus, useRateLimitOf } from './useRateLimitOf'

/** What the hooks say themselves. */
type Ours = 'queryKey' | 'queryFn' | 'initialPageParam' | 'getNextPageParam' | 'mutationFn'

/** The options of `useQuery`, and `scope`. */
export type UseApiQueryOptions<Data, Selected = Data> = ScopeOptions &
  Omit<UseQueryOptions<Data, DefaultError, Selected, ApiQueryKey>, Ours>

/** The options of `useSuspenseQuery`, and `scope`. */
export type UseApiSuspenseQueryOptions<Data, Selected = Data> = ScopeOptions &
  Omit<UseSuspenseQueryOptions<Data, DefaultError, Selected, ApiQueryKey>, Ours>

/** All pages that were read. */
export type ApiPages<Data> = InfiniteData<ApiPage<Data>, ApiPageParam | null>

/** The options of `useInfiniteQuery`, `scope` and `pages`. */
export type UseApiInfiniteQueryOptions<Data, Selected = ApiPages<Data>> = InfiniteOptions &
  Omit<
    UseInfiniteQueryOptions<
      ApiPage<Data>,
      DefaultError,
      Selected,
      ApiQueryKey,
      ApiPageParam | null
    >,
    Ours
  >

/** The options of `useMutation`, `scope` and `invalidates`. */
export type UseApiMutationOptions<Data, Variables, Before = unknown> = Omit<
  MutationOptions<Variables>,
  'queryClient'
> &
  Omit<UseMutationOptions<Data, DefaultError, Variables, Before>, Ours>

/** Hooks on a client of this type. */
export interface ApiHooks<Api> {
  /** The client itself. @throws {ConfigError} outside of an ApiProvider, as all of these do */
  useApi(): Api
  /**
   * What a call gives, cached and shared by all components that ask for the same.
   *
   * @throws {ConfigError} as it renders: for a selector that makes no call or several, and for
   * arguments that a key cannot hold, or that the operation refuses unless `throwOnError` is given
   * @example
   * const { data, error } = useApiQuery((api) => api.workflows.list({ limit: 10 }))
   */
  useApiQuery<Data, Selected = Cached<Data>>(
    select: (api: Api) => Call<Data> | SkipToken,
    options?: UseApiQueryOptions<Cached<Data>, Selected>,
  ): UseQueryResult<Selected, DefaultError>
  /** The same in a `Suspense`: data is there, errors go to the error boundary. */
  useApiSuspenseQuery<Data, Selected = Cached<Data>>(
    select: (api: Api) => Call<Data>,
    options?: UseApiSuspenseQueryOptions<Cached<Data>, Selected>,
  ): UseSuspenseQueryResult<Selected, DefaultError>
  /**
   * A list with pages; each page is `{ data, next }`.
   *
   * @example
   * const { data, fetchNextPage, hasNextPage } = useApiInfiniteQuery((api) => api.jobs.list())
   * const jobs = data?.pages.flatMap((page) => page.data)
   */
  useApiInfiniteQuery<Data, Selected = ApiPages<Cached<Data>>>(
    select: (api: Api) => Call<Data> | SkipToken,
    options?: UseApiInfiniteQueryOptions<Cached<Data>, Selected>,
  ): UseInfiniteQueryResult<Selected, DefaultError>
  /**
   * A call to make when something happens. What is cached of the same resource is stale afterwards.
   *
   * @example
   * const remove = useApiMutation((api, id: number) => api.widgets.delete(id))
   * <button onClick={() => remove.mutate(7)}>Delete</button>
   */
  useApiMutation<Data, Variables = void, Before = unknown>(
    select: (api: Api, variables: Variables) => Call<Data>,
    options?: UseApiMutationOptions<Cached<Data>, Variables, Before>,
  ): UseMutationResult<Cached<Data>, DefaultError, Variables, Before>
  /**
   * How the quota stands. Renders again when something changes that was read of it, at most ten
   * times a second; a quota that only other clients use is looked at once a second.
   *
   * @param key which quota, where the governor has several
   * @example
   * const { waiting, resumesIn } = useRateLimit()
   * if (resumesIn) return <p>{waiting} waiting, resuming in {resumesIn} s</p>
   */
  useRateLimit(key?: string): RateLimitStatus
  /** Listens to an event of the client for as long as the component is there. */
  useApiEvents<Name extends EventName>(name: Name, listener: Listener<Name>): void
}

/**
 * Makes hooks that know the types of a client. They take the client from the nearest `ApiProvider`,
 * or call the one that is given here, for pages that talk to several APIs.
 *
 * @example
 * export const { useApiQuery, useApiMutation } = createApiHooks<typeof api>()
 * @example
 * export const { useApiQuery: useCivisQuery } = createApiHooks(civis)
 */
export function createApiHooks<Api extends object>(own?: Api): ApiHooks<Api> {
  return {
    useApi: () => useProvided(own) as Api,
    useApiQuery(select, { scope, ...options } = {}) {
      const query = apiQuery(useProvided(own) as Api, select, { scope })
      return useQuery({ ...query, throwOnError, ...options })
    },
    useApiSuspenseQuery(select, { scope, ...options } = {}) {
      const query = apiQuery(useProvided(own) as Api, select, { scope })
      return useSuspenseQuery({ ...query, ...options })
    },
    useApiInfiniteQuery(select, { scope, pages, ...options } = {}) {
      const query = apiInfiniteQuery(useProvided(own) as Api, select, { scope, pages })
      return useInfiniteQuery({ ...query, throwOnError, ...options })
    },
    useApiMutation(select, { scope, invalidates, ...options } = {}) {
      const queryClient = useQueryClient()
      const settings = { scope, invalidates, queryClient }
      return useMutation({ ...apiMutation(useProvided(own) as Api, select, settings), ...options })
    },
    useRateLimit: (key) => useRateLimitOf(coreOf(useProvided(own)), key),
    useApiEvents(name, listener) {
      const core = coreOf(useProvided(own))
      const latest = useRef(listener)
      useEffect(() => {
        latest.current = listener
      })
      useEffect(() => core.on(name, (event) => latest.current(event)), [core, name])
    },
  }
}

function coreOf(api: { readonly $client?: Client }): Client {
  return api.$client ?? (api as Client)
}

/** A mistake of the program is for the error boundary, like those that show as the hook is called. */
const throwOnError = (error: unknown): boolean => error instanceof ConfigError
