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

/** Without a window to go by, units that follow each other this closely are of one, in ms. */
const idle = 1000

/** A limit that is but guessed is tried out after so many windows without a miss; doubled by a miss. */
const shortestPatience = 4
const longestPatience = 64

/**
 * The quota of one key in this process: a window log AND a token bucket, and a pause.
 *
 * Three sources of terms, from the best: the user, quota headers, and a guess out of a refusal and
 * the units that were good before it. Without any there is no limit. Terms of the first two are
 * kept; a refusal in spite of them halves the burst, and each window without one gives back a
 * quarter. A guessed limit is tried out in the same steps.
 */
export class LocalQuota implements Quota {
  readonly #bucket: Bucket
  readonly #log: WindowLog
  readonly #told: boolean
  readonly #mostBurst: number
  #guessed = true
  /** When our window began, the last unit left, and the last miss was. */
  #since = 0
  #lastAt = -never
  missedAt: number = -never
  /** Units of our window that were answered well. */
  #good = 0
  /** Windows without a miss, and how many a guess needs to grow. */
  #clean = 0
  #patience = shortestPatience
  blockedUntil: number = -never

  constructor(terms: QuotaTerms | undefined) {
    const { limit, window, burst } = terms ?? { limit: never, window: 0, burst: never }
    this.#told = terms !== undefined
    this.#guessed = !this.#told
    this.#mostBurst = burst
    this.#bucket = new Bucket(limit, window, burst)
    this.#log = new WindowLog(limit, window)
  }

  get limit(): number {
    return this.#log.limit
  }

  get window(): number {
    return this.#log.window
  }

  /** Whether the terms are somebody's word. */
  get known(): boolean {
    return !this.#guessed
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
    // What was learned must not hold back for ever what costs more.
    if (units > this.#bucket.burst) this.#bucket.burst = units
    if (units > this.limit) this.#become(units, this.window)
    const wait = this.wait(units, now)
    if (wait === 0) {
      this.#bucket.take(units, now)
      this.#log.take(units)
    }
    return wait
  }

  sent(units: number, now: number): number {
    const end = this.window ? this.#since + this.window : this.#lastAt + idle
    if (now > end) this.#turn(now)
    this.#lastAt = now
    return this.#log.sent(units, now)
  }

  answered(units: number, sentAt: number, now: number, good: boolean): void {
    this.#log.answered(units, sentAt, now)
    if (!good) return
    if (sentAt > this.missedAt) this.#good += units
    // It left with those of which one was refused.
    else if (this.#guessed) this.#become(this.limit + units, this.window)
  }

  heard(said: QuotaFacts, sentAt: number, usedThen: number, now: number): void {
    const { remaining, reset } = said
    if (!this.#told) {
      const own = this.limit === never ? 1 : this.limit
      const limit = Math.max(said.limit ?? own, remaining, 1)
      const known = this.#guessed || limit !== this.limit ? 0 : this.window
      const window = said.window ?? Math.max(known, reset)
      if (window > 0) {
        this.#guessed = false
        this.#become(limit, window)
      }
    }
    this.#log.heard(remaining, reset, sentAt, usedThen, now)
  }

  missed(pause: number, now: number): void {
    const { window } = this
    const bucket = this.#bucket
    this.missedAt = now
    if (!this.#guessed) bucket.burst = Math.max(1, bucket.burst / 2)
    else if (this.#good) this.#become(this.#good, now + pause - this.#since)
    // Nothing at all came through: the window is longer than was thought.
    else if (window) this.#become(this.limit, window + pause)
    if (this.#good) this.#patience = Math.min(longestPatience, this.#patience * 2)
    this.#good = this.#clean = 0
    this.#since = now + pause
  }

  refund(units: number, held?: number): void {
    this.#bucket.refund(units, held)
    this.#log.refund(units)
  }

  block(ms: number, now: number): void {
    this.blockedUntil = Math.max(this.blockedUntil, now + ms)
  }

  available(now: number): number {
    if (now < this.blockedUntil) return 0
    return this.limit === never
      ? never
      : Math.min(this.#bucket.available(now), this.#log.available(now))
  }

  /** True where nothing counts: a new quota would give no more. */
  idle(now: number): boolean {
    return now >= this.blockedUntil && this.#log.available(now) >= this.limit
  }

  #become(limit: number, window: number): void {
    const bucket = this.#bucket
    // A burst that was halved stays so, unless the limit is another.
    if (limit !== this.limit) bucket.burst = Math.min(this.#mostBurst, limit)
    bucket.limit = this.#log.limit = limit
    bucket.window = this.#log.window = window
  }

  /** A window begins: those that went by without a miss earn more. */
  #turn(now: number): void {
    const { limit, window } = this
    const bucket = this.#bucket
    if (window) {
      this.#clean += Math.floor((now - this.#since) / window)
      const patience = this.#guessed ? this.#patience : 1
      const steps = Math.floor(this.#clean / patience)
      const growth = 1.25 ** steps
      this.#clean -= steps * patience
      bucket.burst = Math.min(this.#mostBurst, limit, bucket.burst * growth)
      // Never without bound: the log keeps what a limit lets through.
      if (this.#guessed && steps) {
        this.#become(Math.min(1e6, Math.floor(Math.max(limit + steps, limit * growth))), window)
      }
    }
    this.#since = now
    this.#good = 0
  }
}
