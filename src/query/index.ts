/** Calls of a client as options of TanStack Query, for React, Vue, Solid, Svelte and Angular alike. */
export {
  type ApiInfiniteQueryOptions,
  type ApiPage,
  type ApiPageParam,
  apiInfiniteQuery,
  type InfiniteOptions,
  type SkippableApiInfiniteQueryOptions,
} from './apiInfiniteQuery'
export {
  type ApiMutationOptions,
  apiMutation,
  type Invalidating,
  type MutationOptions,
} from './apiMutation'
export {
  type ApiQueryOptions,
  apiQuery,
  type Cached,
  type QueryContext,
  type SkippableApiQueryOptions,
} from './apiQuery'
export { type ApiQueryKey, apiKeyPrefix, type Json, type KeyedApi, type ScopeOptions } from './key'
