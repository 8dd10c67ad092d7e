import { abortedOf } from '../clock/abort'
import type { ErrorFacts } from '../errors/PortolanError'
import { never } from '../options'
import { ask } from './ask'
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

/** How far a call has come, for those who look on. */
export interface Trip {
  sent: number
}

/** Tells of a call that failed for good. */
export async function reported<T>(
  { clock, events }: House,
  recipe: Recipe,
  work: (trip: Trip) => Promise<T>,
): Promise<T> {
  const startedAt = clock.now()
  const trip = { sent: 0 }
  try {
    return await work(trip)
  } catch (error) {
    events.emit('error', recipe, trip.sent, { error, duration: clock.now() - startedAt })
    throw error
  }
}

/**
 * THE loop: every kind of call runs through it. A permit of the quota, the credential, one request,
 * its answer; and again, where the policy says so, from the front of the queue.
 *
 * While a call waits for its first permit it is a waiter and nothing more.
 */
export function exchange<R>(
  recipe: Recipe,
  consume: Consume<R>,
  house: House,
  trip: Trip,
): Promise<R> {
  const aborted = abortedOf(recipe.signals)
  if (aborted) return Promise.reject(aborted.reason)
  const startedAt = house.clock.now()
  const deadline = startedAt + (recipe.totalTimeout || never)
  const run = (): Run<R> => new Run(recipe, consume, house, startedAt, deadline, trip)
  const start = (): Promise<R> => {
    const permit = ask(recipe, house, deadline, 0)
    return 'then' in permit ? permit.then((late) => run().travel(late)) : run().travel(permit)
  }
  const ready = house.dialect.ready?.(recipe)
  if (ready) return run().prepare(ready).then(start)
  try {
    return start()
  } catch (error) {
    return Promise.reject(error)
  }
}
