import type { Expectation } from './answers'

/**
 * What the answers to the client's own operations have to hold. A request is known by its `meta`,
 * which goes along with it through the core.
 */
export class Registry {
  readonly #expectations = new WeakMap<object, Expectation>()

  /** The `meta` of a call: the operation's name as `endpoint`, and what the caller gave. */
  metaFor(operation: Expectation & { readonly id: string }, given?: unknown): object {
    const meta = { ...Object(given), endpoint: operation.id }
    this.#expectations.set(meta, operation)
    return meta
  }

  /** Undefined for requests of other making. */
  find(meta: unknown): Expectation | undefined {
    return typeof meta === 'object' && meta ? this.#expectations.get(meta) : undefined
  }
}
