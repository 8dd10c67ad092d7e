import type { Call } from '../call/Call'
import { ConfigError } from '../errors/ConfigError'
import { type Recorded, record, rootsOf } from '../operation/record'
import type { Cached } from './apiQuery'
import { type KeyedApi, keyedApi, resourceOf, type ScopeOptions } from './key'

/** As much of TanStack Query's client as is needed to make cached data stale. */
export interface Invalidating {
  invalidateQueries(filters: { queryKey: readonly unknown[] }): unknown
}

export interface MutationOptions<Variables> extends ScopeOptions {
  /**
   * What becomes stale once the call is over, failed or not: keys or beginnings of keys. false:
   * nothing.
   *
   * @default everything of the same resource
   */
  invalidates?:
    | false
    | readonly (readonly unknown[])[]
    | ((variables: Variables) => readonly (readonly unknown[])[])
    | undefined
  /** Where that data is cached. @default the client that runs the mutation (TanStack Query 5.89) */
  queryClient?: Invalidating | undefined
}

/** Options for `useMutation`, in every framework of TanStack Query. */
export interface ApiMutationOptions<Data, Variables> {
  mutationKey: readonly [api: KeyedApi]
  mutationFn: (variables: Variables, context?: { client?: Invalidating }) => Promise<Data>
  /** Calls are repeated once, by the client, where that is safe. */
  retry: false
}

/**
 * A call of a client as options of a mutation. Once it is over, what is cached of the same resource
 * is stale, and fetched again where it is shown; the mutation does not wait for that.
 *
 * @throws {ConfigError} at once for an api that is none; the mutation fails with one for a selector
 * that makes no call or several
 * @example
 * const rename = useMutation(
 *   apiMutation(api, (api, { id, name }: User) =>
 *     api.patch('users/{id}', { params: { id }, json: { name } }),
 *   ),
 * )
 */
export function apiMutation<Api extends object, Data, Variables = void>(
  api: Api,
  select: (api: Api, variables: Variables) => Call<Data>,
  options: MutationOptions<Variables> = {},
): ApiMutationOptions<Cached<Data>, Variables> {
  const { scope, invalidates, queryClient } = options
  const roots = rootsOf('apiMutation', api)
  const keyed = keyedApi(roots, scope)
  return {
    mutationKey: [keyed],
    async mutationFn(variables, context) {
      const recorded = record('apiMutation', api, (recording) =>
        select(recording, variables),
      ) as Recorded
      const client = queryClient ?? context?.client
      if (invalidates !== false && !client) {
        throw new ConfigError(
          'apiMutation: this TanStack Query does not say which client runs a mutation. Give the option queryClient, or invalidates: false.',
        )
      }
      const invalidate = (): void => {
        const stale =
          typeof invalidates === 'function'
            ? invalidates(variables)
            : (invalidates ?? [[keyed, resourceOf(roots, recorded)]])
        for (const queryKey of stale || []) client?.invalidateQueries({ queryKey })
      }
      try {
        const data = await roots.invoke(recorded.operation, recorded.args)
        invalidate()
        return (data ?? null) as Cached<Data>
      } catch (error) {
        // What failed may have been done all the same, unless it was never sent.
        if (!(error instanceof ConfigError)) invalidate()
        throw error
      }
    },
    retry: false,
  }
}
