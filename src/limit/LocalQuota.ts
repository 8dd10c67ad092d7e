import type { QuotaFacts } from '../headers/rateLimit'
import { never } from '../options'
import { Bucket } from './bucket'
import type { Quota } from './Governor'
import { WindowLog } from './window'

/** What is known of a quota: `limit` units in any `window` ms, at most `burst` of them at once. */
export interface QuotaTerms {
  limit: number
  window: number
  burst: number
}

/** While no window is known, units that follow each other this closely are of one, in ms. */
const idle = 1000

/**
 * The quota of one key in this process: a window log AND a token bucket, and a pause.
 *
 * Terms come from the user, from quota headers, or are a guess: out of a refusal and the units that
 * were good before it. Until then there is no limit. A refusal in spite of known terms halves the
 * burst, and each window without one gives back a quarter. A guess grows by one after every four
 * windows without a refusal; each refusal doubles these, up to 32.
 */
export class LocalQuota implements Quota {
  readonly terms: QuotaTerms
  readonly #bucket: Bucket
  readonly #log: WindowLog
  known: boolean
  blockedUntil: number = -never
  missedAt: number = -never
  /** When our window began, and when the last unit left. */
  #since = 0
  #lastAt = -never
  /** Units of our window that were answered well. */
  #good = 0
  /** Windows without a miss, and how many of them a guess needs to grow. */
  #clean = 0
  #patience = 4

  constructor(readonly told: QuotaTerms | undefined) {
    this.known = Boolean(told)
    this.terms = { limit: never, window: 0, burst: never, ...told }
    this.#bucket = new Bucket(this.terms)
    this.#log = new WindowLog(this.terms)
  }

  wait(units: number, now: number): number {
    return Math.max(
      0,
      this.blockedUntil - now,
      this.#bucket.wait(units, now),
      this.#log.wait(units, now),
    )
  }

  reserve(units: number, now: number): number {
    const { terms } = this
    // What was learned must not hold back for ever what costs more.
    terms.burst = Math.max(terms.burst, units)
    terms.limit = Math.max(terms.limit, units)
    const wait = this.wait(units, now)
    if (wait === 0) {
      this.#bucket.take(units, now)
      this.#log.take(units)
    }
    return wait
  }

  sent(units: number, now: number): number {
    const { window } = this.terms
    if (now > (window ? this.#since + window : this.#lastAt + idle)) this.#turn(now)
    this.#lastAt = now
    return this.#log.sent(units, now)
  }

  answered(units: number, sentAt: number, now: number, good: boolean): void {
    this.#log.answered(units, sentAt, now)
    if (!good) return
    if (sentAt > this.missedAt) this.#good += units
    // It left with those of which one was refused.
    else if (!this.known) this.terms.limit += units
  }

  heard(
    { remaining, reset, ...said }: QuotaFacts,
    sentAt: number,
    used: number,
    now: number,
  ): void {
    const { terms } = this
    if (!this.told) {
      const { limit = this.known ? terms.limit : remaining + 1 } = said
      const { window = limit === terms.limit ? Math.max(terms.window, reset) : reset } = said
      if (window) {
        if (!this.known || limit !== terms.limit) terms.burst = limit
        Object.assign(terms, { limit, window })
        this.known = true
      }
    }
    this.#log.heard(remaining, reset, sentAt, used, now)
  }

  missed(pause: number, now: number): void {
    const { terms } = this
    this.missedAt = now
    this.#clean = 0
    if (this.known) terms.burst = Math.max(1, terms.burst / 2)
    else if (this.#good) {
      terms.limit = this.#good
      terms.window = now + pause - this.#since
      this.#patience = Math.min(32, this.#patience * 2)
    }
    // Nothing at all came through: the window is longer than was thought.
    else if (terms.window) terms.window += pause
    this.#begin(now + pause)
  }

  refund(units: number, held?: number): void {
    this.#bucket.refund(units, held)
    this.#log.refund(units)
  }

  block(ms: number, now: number): void {
    this.blockedUntil = Math.max(this.blockedUntil, now + ms)
  }

  available(now: number): number {
    const { limit } = this.terms
    if (now < this.blockedUntil) return 0
    return limit < never ? Math.min(this.#bucket.available(now), this.#log.available(now)) : limit
  }

  idle(now: number): boolean {
    return now >= this.blockedUntil && this.#log.available(now) >= this.terms.limit
  }

  /** A window of ours is over; it and those that went by unused were without a miss. */
  #turn(now: number): void {
    const { terms, told } = this
    const windows = terms.window && (now - this.#since) / terms.window
    if (this.known) {
      terms.burst = Math.min(told?.burst ?? terms.limit, terms.burst * 1.25 ** windows)
    } else {
      this.#clean += windows
      terms.limit += Math.floor(this.#clean / this.#patience)
      this.#clean %= this.#patience
    }
    this.#begin(now)
  }

  #begin(at: number): void {
    this.#since = at
    this.#good = 0
  }
}
