import { skipToken } from '@tanstack/react-query'
import { expectTypeOf } from 'vitest'
import type { Knowi } from '../../src/apis/knowi/index'
import type { Dashboard } from '../../src/apis/knowi/schemas'
import type { Client } from '../../src/index'
import { ApiProvider, createApiHooks } from '../../src/react/index'

// Checked by `npm run typecheck`; never run.

interface User {
  id: number
}
declare const api: Client
declare const id: number | undefined
const hooks = createApiHooks<Client>()
const knowi = createApiHooks<Knowi>()
const own = createApiHooks(api)

export function useEverything(): void {
  expectTypeOf(hooks.useApi()).toEqualTypeOf<Client>()
  expectTypeOf(own.useApi()).toEqualTypeOf<Client>()

  // Queries
  const users = hooks.useApiQuery((api) => api.get<User[]>('users'), { staleTime: 5, scope: 'a' })
  expectTypeOf(users.data).toEqualTypeOf<User[] | undefined>()
  if (users.isSuccess) expectTypeOf(users.data).toEqualTypeOf<User[]>()
  const count = hooks.useApiQuery((api) => api.get<User[]>('users'), {
    select: (all) => all.length,
  })
  expectTypeOf(count.data).toEqualTypeOf<number | undefined>()
  const one = hooks.useApiQuery((api) => (id ? api.get<User>('x') : skipToken))
  expectTypeOf(one.data).toEqualTypeOf<User | undefined>()
  expectTypeOf(knowi.useApiQuery((api) => api.dashboards.get(7)).data).toEqualTypeOf<
    Dashboard | undefined
  >()
  expectTypeOf(hooks.useApiSuspenseQuery((api) => api.get<User>('x')).data).toEqualTypeOf<User>()
  // @ts-expect-error: the key is made of the call
  hooks.useApiQuery((api) => api.get('x'), { queryKey: ['mine'] })
  // @ts-expect-error: so is the function
  hooks.useApiQuery((api) => api.get('x'), { queryFn: async () => 7 })
  // @ts-expect-error: an unknown option
  hooks.useApiQuery((api) => api.get('x'), { stale: 5 })
  // @ts-expect-error: there is no such operation
  knowi.useApiQuery((api) => api.dashboard.get(7))
  // @ts-expect-error: what suspends cannot skip
  hooks.useApiSuspenseQuery((api) => (id ? api.get('x') : skipToken))

  // Pages
  const pages = hooks.useApiInfiniteQuery((api) => api.get<User[]>('users'))
  expectTypeOf(pages.data?.pages[0]?.data).toEqualTypeOf<User[] | undefined>()

  // Mutations
  const remove = hooks.useApiMutation((api, id: number) =>
    api.delete<User>('x', { params: { id } }),
  )
  remove.mutate(7)
  expectTypeOf(remove.data).toEqualTypeOf<User | undefined>()
  // @ts-expect-error: a number is asked for
  remove.mutate('7')
  // @ts-expect-error: what the call is to change is missing
  remove.mutate()
  hooks.useApiMutation((api) => api.post('x')).mutate()
  hooks.useApiMutation((api, name: string) => api.put<User>('x', { json: { name } }), {
    onMutate: (name) => ({ before: name.length }),
    onError: (_error, _name, given) => {
      expectTypeOf(given?.before).toEqualTypeOf<number | undefined>()
    },
    onSuccess: (user) => {
      expectTypeOf(user).toEqualTypeOf<User>()
    },
  })

  // The quota and the events
  expectTypeOf(hooks.useRateLimit().resumesIn).toEqualTypeOf<number | undefined>()
  hooks.useApiEvents('throttled', ({ retryAfter }) => {
    expectTypeOf(retryAfter).toEqualTypeOf<number | undefined>()
  })
  // @ts-expect-error: no such event
  hooks.useApiEvents('thrott', () => {})
}

export const provided = <ApiProvider api={api}>x</ApiProvider>
// @ts-expect-error: a provider needs its client
export const bare = <ApiProvider>x</ApiProvider>
