import type { Call } from '../call/Call'
import type { Clock } from '../clock/clock'
import type { PageRule } from './pages'

/** One operation of an API, whoever calls it: a client, a hook, a mock. */
export interface Operation {
  /** Its name in the tree, such as `dashboards.list`; of a bare verb, the method. */
  readonly id: string
  /** Whether it only reads. */
  readonly kind: 'query' | 'mutation'
  /** How its pages follow each other, where it has any. */
  readonly pages?: PageRule
  /** For people: what it does and what it takes. */
  readonly help?: string
  /**
   * The place of the argument that says how it is called (timeout, retry, priority …) and not what
   * is asked for. Names of cached data leave it out.
   */
  readonly options?: number
}

/**
 * Carries an operation out; or only writes it down, for those who want to know what is called.
 *
 * A client's own also takes a signal that ends the call, so that nobody else needs to know where
 * among the arguments its operations take one.
 */
export type Invoke = <T>(
  operation: Operation,
  args: readonly unknown[],
  signal?: AbortSignal,
) => Call<T>

/**
 * An API as a tree of methods. It knows nothing of how a call is made: the same tree sends requests,
 * is recorded by hooks and answered by mocks.
 */
export type Tree<Api> = (invoke: Invoke) => Api

/** What a client was grown from. */
export interface Roots {
  readonly tree: Tree<unknown>
  /** Carries an operation of the tree out, for real. */
  readonly invoke: Invoke
  /** Where the API is, as the client was told: with it, cached data of two places is told apart. */
  readonly baseURL: string | URL | undefined
  /** What the client tells the time by. */
  readonly clock: Clock
}

/** Where a client keeps its roots. The same across copies of the library. */
export const rootsKey: unique symbol = Symbol.for('portolan.roots') as never

/** A client that keeps its roots, so that what is called on it can be recorded. */
export interface Planted {
  readonly [rootsKey]: Roots
}

/** Lets a client keep its roots, where neither `Object.keys` nor an inspector shows them. */
export function plant<Api extends object>(api: Api, roots: Roots): Api {
  return Object.defineProperty(api, rootsKey, { value: roots })
}
