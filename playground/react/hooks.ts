import type { Client } from 'portolan'
import { createApiHooks } from 'portolan/react'

/** Made once for an app; every component takes its hooks from here. */
export const {
  useApi,
  useApiEvents,
  useApiInfiniteQuery,
  useApiMutation,
  useApiQuery,
  useApiSuspenseQuery,
  useRateLimit,
} = createApiHooks<Client>()

export interface User {
  id: number
  name: string
}

export interface Order {
  id: number
  total: number
}
