import type { Recipe } from '../../call/recipe'
import { KnowiError } from './errors/KnowiError'

/** Decides once whether the token is good: GET dashboards must answer with a `list` (contract 1.2). */
export class Verification {
  /** Marks the request of the verification itself, and names it in metrics. */
  readonly meta = { endpoint: 'verify' }
  #verified = false
  #pending: Promise<void> | undefined

  constructor(
    readonly getDashboards: (meta: object) => Promise<unknown>,
    readonly wanted: boolean,
  ) {}

  /** What a call has to wait for, if anything. */
  before(recipe: Recipe): Promise<void> | undefined {
    if (!this.wanted || this.#verified || recipe.meta === this.meta) return undefined
    return this.verify()
  }

  /** One request for all who wait. A failure is not remembered: the next call tries again. */
  verify(): Promise<void> {
    this.#pending ??= this.#run().finally(() => {
      this.#pending = undefined
    })
    return this.#pending
  }

  /** A 401 says that the token went bad. */
  forget(): void {
    this.#verified = false
  }

  async #run(): Promise<void> {
    const data = await this.getDashboards(this.meta)
    if (!Object.hasOwn(Object(data), 'list')) {
      throw new KnowiError(
        'The verification failed: GET dashboards answered without a list. Is this the API of Knowi?',
        { status: 200, data, method: 'GET' },
      )
    }
    this.#verified = true
  }
}
