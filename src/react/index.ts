'use client'

/** Hooks on a client, by TanStack Query. */
export { ApiProvider, type ApiProviderProps } from './context'
export {
  type ApiHooks,
  type ApiPages,
  createApiHooks,
  type UseApiInfiniteQueryOptions,
  type UseApiMutationOptions,
  type UseApiQueryOptions,
  type UseApiSuspenseQueryOptions,
} from './createApiHooks'
export type { RateLimitStatus } from './useRateLimitOf'
