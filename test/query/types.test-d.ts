import { type InfiniteData, QueryClient, skipToken } from '@tanstack/query-core'
import * as v from 'valibot'
import { expectTypeOf } from 'vitest'
import type { Knowi } from '../../src/apis/knowi/index'
import type { Dashboard } from '../../src/apis/knowi/schemas'
import type { Client } from '../../src/index'
import {
  type ApiPage,
  type ApiPageParam,
  apiInfiniteQuery,
  apiMutation,
  apiQuery,
} from '../../src/query/index'

// Checked by `npm run typecheck`; never run.

interface User {
  id: number
}
declare const api: Client
declare const knowi: Knowi
const queryClient = new QueryClient()

// Data has the type of the call, in the query and behind its key
const users = apiQuery(api, (api) => api.get<User[]>('users'))
expectTypeOf(users.queryFn).returns.resolves.toEqualTypeOf<User[]>()
expectTypeOf(users.retry).toEqualTypeOf<false>()
expectTypeOf(queryClient.fetchQuery(users)).resolves.toEqualTypeOf<User[]>()
expectTypeOf(queryClient.getQueryData(users.queryKey)).toEqualTypeOf<User[] | undefined>()
queryClient.setQueryData(users.queryKey, [{ id: 1 }])
// @ts-expect-error: other data than the query has
queryClient.setQueryData(users.queryKey, [{ id: 'one' }])

// Overloads of the client hold
const text = apiQuery(api, (api) => api.get('x', { parseAs: 'text' }))
expectTypeOf(text.queryFn).returns.resolves.toEqualTypeOf<string>()
const schema = v.object({ at: v.pipe(v.string(), v.toDate()) })
const parsed = apiQuery(api, (api) => api.get('x', { schema }))
expectTypeOf(parsed.queryFn).returns.resolves.toEqualTypeOf<{ at: Date }>()
const dashboard = apiQuery(knowi, (api) => api.dashboards.get(7))
expectTypeOf(dashboard.queryFn).returns.resolves.toEqualTypeOf<Dashboard>()
const perhaps = apiQuery(api, (api) => api.get<User | undefined>('x'))
expectTypeOf(perhaps.queryFn).returns.resolves.toEqualTypeOf<User | null>()

// @ts-expect-error: there is no such operation
apiQuery(knowi, (api) => api.dashboards.lst())
// @ts-expect-error: an argument is missing
apiQuery(knowi, (api) => api.dashboards.get())
// @ts-expect-error: no call
apiQuery(api, () => 7)
// @ts-expect-error: data is reshaped by the option select
apiQuery(api, (api) => api.get<User>('x').then(({ id }) => id))
// @ts-expect-error: an answer is not data
apiQuery(api, (api) => api.get<User>('x').withResponse())
// @ts-expect-error: not a call, but many
apiQuery(knowi, (api) => api.dashboards.all())
// @ts-expect-error: a function in a scope
apiQuery(api, (api) => api.get('x'), { scope: () => 'a' })
// @ts-expect-error: an unknown option
apiQuery(api, (api) => api.get('x'), { scoop: 'a' })

// Skipping
declare const id: number | undefined
const skippable = apiQuery(api, (api) => (id ? api.get<User>('x') : skipToken))
expectTypeOf(queryClient.getQueryData(skippable.queryKey)).toEqualTypeOf<User | undefined>()
// @ts-expect-error: there may be no function
skippable.queryFn({ signal: new AbortController().signal })

// Pages
const pages = apiInfiniteQuery(api, (api) => api.get<User[]>('users'))
expectTypeOf(pages.queryFn).returns.resolves.toEqualTypeOf<ApiPage<User[]>>()
expectTypeOf(queryClient.fetchInfiniteQuery(pages)).resolves.toEqualTypeOf<
  InfiniteData<ApiPage<User[]>, ApiPageParam | null>
>()
// @ts-expect-error: a rule has items and next
apiInfiniteQuery(api, (api) => api.get('users'), { pages: { next: () => undefined } })

// Mutations
const rename = apiMutation(api, (api: Client, { id, name }: User & { name: string }) =>
  api.patch<User>('users/{id}', { params: { id }, json: { name } }),
)
expectTypeOf(rename.mutationFn).returns.resolves.toEqualTypeOf<User>()
expectTypeOf(rename.mutationFn).parameter(0).toEqualTypeOf<User & { name: string }>()
// @ts-expect-error: variables are missing
rename.mutationFn()
apiMutation(api, (api: Client) => api.post('x')).mutationFn()
