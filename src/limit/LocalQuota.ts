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

/**
 * The quota of one key in this process: a token bucket AND a window log, and a pause. Without terms
 * it has no limit, and only a pause holds anything back.
 */
export class LocalQuota implements Quota {
  readonly #bucket: Bucket | undefined
  readonly #log: WindowLog | undefined
  blockedUntil: number = -never

  constructor(terms: QuotaTerms | undefined) {
    if (!terms) return
    this.#bucket = new Bucket(terms.limit, terms.window, terms.burst)
    this.#log = new WindowLog(terms.limit, terms.window)
  }

  wait(units: number, now: number): number {
    return Math.max(
      0,
      this.blockedUntil - now,
      this.#bucket?.wait(units, now) ?? 0,
      this.#log?.wait(units, now) ?? 0,
    )
  }

  reserve(units: number, now: number): number {
    const wait = this.wait(units, now)
    if (wait === 0) {
      this.#bucket?.take(units, now)
      this.#log?.take(units)
    }
    return wait
  }

  sent(units: number, now: number): void {
    this.#log?.sent(units, now)
  }

  answered(units: number, sentAt: number, now: number): void {
    this.#log?.answered(units, sentAt, now)
  }

  refund(units: number, held?: number): void {
    this.#bucket?.refund(units, held)
    this.#log?.refund(units)
  }

  block(ms: number, now: number): void {
    this.blockedUntil = Math.max(this.blockedUntil, now + ms)
  }

  available(now: number): number {
    if (now < this.blockedUntil) return 0
    return Math.min(this.#bucket?.available(now) ?? never, this.#log?.available(now) ?? never)
  }
}
