import type { Recipe } from '../call/recipe'
import type { Cancellation } from '../clock/abort'
import type { QuotaFacts } from '../headers/rateLimit'
import type { RetryBudget } from '../retry/RetryBudget'

/** What a call asks of a governor before each of its attempts. */
export interface Ask {
  /** Origin of the request: the quota's key unless the governor has a `key` of its own. */
  readonly key: string
  /** The request that wants to go out. */
  readonly recipe: Recipe
  /** Units of the quota that it uses. */
  readonly cost: number
  /** 0 high, 1 normal, 2 low. */
  readonly priority: 0 | 1 | 2
  /** A repeat: it goes before the newcomers of its class, in the order of its kind. */
  readonly front: boolean
  /** On the governor's clock: after this, waiting is of no use. Infinity: never. */
  readonly deadline: number
  /** The longest pause, in ms, that this call sits out. */
  readonly maxPause: number
  /** An abort of any of these takes the call out of the queue; the wait rejects with its reason. */
  readonly signals: readonly Cancellation[]
}

/** The right to send one request. */
export interface Permit {
  /** The request leaves now. Between permit and departure a credential may have taken its time. */
  sent(): void
  /**
   * Called at the headers of the answer.
   *
   * @returns ms for which this answer paused the quota: a repeat need not wait on its own
   */
  learn(facts: AnswerFacts): number | undefined
  /** The call is done with its place among those in flight. Further calls do nothing. */
  release(): void
  /** Nothing was sent: the quota gets its units back. Implies `release`. */
  refund(): void
}

/** What an answer tells a governor. */
export interface AnswerFacts {
  readonly status: number
  readonly headers: Headers
  /** When the request left, on the clock of the client. */
  readonly sentAt: number
}

/** How a quota stands. Times in ms. */
export interface GovernorState {
  /** Requests per `window`: told, learned or guessed; undefined while no limit is known. */
  limit: number | undefined
  window: number | undefined
  /** Units that could go out at once, as far as is known. */
  available: number
  /** Calls in the queue. */
  waiting: number
  /** Requests out, and their bodies. */
  inFlight: number
  /** Wall time (ms since the epoch) until which the quota is paused, or undefined. */
  blockedUntil: number | undefined
}

/**
 * Decides how fast requests go out. All clients that were given the same governor share it.
 *
 * `acquire` gives the permit at once where one is free, so that a free call does not wait for a
 * turn of the event loop. It throws or rejects with a QuotaError where it refuses, with the
 * signal's own reason after an abort, and with a TimeoutError when the deadline passes in the queue.
 */
export interface Governor {
  acquire(ask: Ask): Permit | Promise<Permit>
  /** @param key which quota, where the governor has several: an origin, or what its `key` gives */
  state(key?: string): GovernorState
  /** Refuses everything that waits and everything to come with a ClosedError. */
  close(): void
  /** What the repeats of all its clients draw on. @default one for each client */
  readonly budget?: RetryBudget
}

/**
 * Where the units of one quota are counted. The local one is a token bucket and a window log; a
 * store that several processes share can stand in its place.
 */
export interface Quota {
  /** Takes `units` and returns 0 where they are free; otherwise takes nothing and returns `wait`. */
  reserve(units: number, now: number): number
  /** Ms until `units` could be free, as far as is known. Takes nothing. */
  wait(units: number, now: number): number
  /** A request that took `units` leaves now. @returns the units that count at this moment */
  sent(units: number, now: number): number
  /** The answer to a request that left at `sentAt` is there. A good one is no refusal and no failure. */
  answered(units: number, sentAt: number, now: number, good: boolean): void
  /** What that answer says of the quota; `usedThen` is what `sent` gave for its request. */
  heard(said: QuotaFacts, sentAt: number, usedThen: number, now: number): void
  /** The server refused what was thought to be free, and asks for a pause of so many ms. */
  missed(pause: number, now: number): void
  /** Gives units back that were taken and not sent, after having been `held` for so many ms. */
  refund(units: number, held?: number): void
  /** Nothing is free for the next `ms`. A shorter pause never cuts a longer one. */
  block(ms: number, now: number): void
  /** Units that are free now. */
  available(now: number): number
  /** True where nothing is taken: a new quota of the same terms would be no different. */
  idle(now: number): boolean
  /** Until when `block` holds, on the clock of `now`. */
  readonly blockedUntil: number
  /** When the last miss was. */
  readonly missedAt: number
  /** The limit is Infinity while none is known. `burst`: how many may go out at once. */
  readonly terms: { readonly limit: number; readonly window: number; readonly burst: number }
  /** Whether the terms are somebody's word, and not a guess. */
  readonly known: boolean
}
