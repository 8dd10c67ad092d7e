import type { Call } from '../call/Call'
import type { PageRule } from './pages'

/** One operation of an API, whoever calls it: a client, a hook, a mock. */
export interface Operation {
  /** Its name in the tree, such as `dashboards.list`. */
  readonly id: string
  /** Whether it only reads. */
  readonly kind: 'query' | 'mutation'
  /** How its pages follow each other, where it has any. */
  readonly pages?: PageRule
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

/** Where a client keeps the tree that it was grown from. The same across copies of the library. */
export const treeKey: unique symbol = Symbol.for('portolan.tree') as never

/** A client that keeps its tree, so that what is called on it can be recorded. */
export interface Planted<Api> {
  readonly [treeKey]: Tree<Api>
}

/** Lets a client keep its tree, where neither `Object.keys` nor an inspector shows it. */
export function plant<Api extends object>(api: Api, tree: Tree<unknown>): Api {
  return Object.defineProperty(api, treeKey, { value: tree })
}
