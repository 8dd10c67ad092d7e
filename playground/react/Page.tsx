import {
  type DehydratedState,
  dehydrate,
  HydrationBoundary,
  QueryClient,
  QueryClientProvider,
} from '@tanstack/react-query'
import type { Client } from 'portolan'
import { apiQuery } from 'portolan/query'
import { ApiProvider } from 'portolan/react'
import type { User } from './hooks'
import { UserList } from './UserList'

interface PageProps {
  /** In the browser: one without the server's credential, to the same `baseURL`. */
  api: Client
  queryClient: QueryClient
  state: DehydratedState
}

/** The same on the server and in the browser. */
export function Page({ api, queryClient, state }: PageProps) {
  return (
    <QueryClientProvider client={queryClient}>
      <HydrationBoundary state={state}>
        <ApiProvider api={api}>
          <UserList />
        </ApiProvider>
      </HydrationBoundary>
    </QueryClientProvider>
  )
}

/** On the server, once a request: what the page needs is there before it is rendered. */
export async function load(api: Client): Promise<Pick<PageProps, 'queryClient' | 'state'>> {
  const queryClient = new QueryClient()
  await queryClient.prefetchQuery(apiQuery(api, (api) => api.get<User[]>('users')))
  return { queryClient, state: dehydrate(queryClient) }
}
