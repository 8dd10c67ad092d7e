import type { Call } from '../call/Call'

/** One operation of an API, whoever calls it: a client, a hook, a mock. */
export interface Operation {
  /** Its name in the tree, such as `dashboards.list`. */
  readonly id: string
  /** Whether it only reads. */
  readonly kind: 'query' | 'mutation'
  /** For people: what it does and what it takes. */
  readonly help?: string
}

/** Carries an operation out; or only writes it down, for those who want to know what is called. */
export type Invoke = <T>(operation: Operation, args: readonly unknown[]) => Call<T>

/**
 * An API as a tree of methods. It knows nothing of how a call is made: the same tree sends requests,
 * is recorded by hooks and answered by mocks.
 */
export type Tree<Api> = (invoke: Invoke) => Api
