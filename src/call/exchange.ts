import type { ErrorFacts } from '../errors/PortolanError'
import type { House } from './House'
import { Run } from './Run'
import type { Recipe } from './recipe'

/** An attempt, as the consumer of its answer sees it. */
export interface Attempt {
  readonly recipe: Recipe
  readonly house: House
  /** Requests sent for this call, this one included. */
  readonly number: number
  /** When the call began, on its client's clock. */
  readonly startedAt: number
  /** What an error of this attempt should know. */
  facts(response?: Response): ErrorFacts
  /** Method and redacted URL, for messages. */
  readonly called: string
  /** The consumer gives the body away unread: from here on only the signals rule over it. */
  handOn(): void
}

/** Makes a result of an answer. What it throws, the retry policy sees. */
export type Consume<R> = (response: Response, attempt: Attempt) => Promise<R>

/** What comes of a call when its exchange is over, outside of clocks and retries. */
export interface Ending<R> {
  /** Makes the last of a result. */
  finish?: ((result: R, attempt: Attempt, response: Response) => R | Promise<R>) | undefined
  /** Gives back what failed for good as a result all the same. */
  rescue?: (error: unknown) => R | undefined
}

/**
 * THE loop: every kind of call runs through it. A permit of the quota, the credential, one request,
 * its answer; and again, where the policy says so, from the front of the queue.
 */
export function exchange<R>(
  recipe: Recipe,
  consume: Consume<R>,
  house: House,
  ending: Ending<R> = {},
): Promise<R> {
  return new Run(recipe, consume, house).travel(ending)
}
