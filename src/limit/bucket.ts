import { never } from '../options'
import type { QuotaTerms } from './LocalQuota'

/**
 * A token bucket of `burst` tokens that fills at `limit` tokens a `window`, kept as one number: the
 * theoretical arrival time of the generic cell rate algorithm (GCRA). No timer fills it.
 */
export class Bucket {
  #arrival = -never

  /** @param terms looked at whenever they are needed: they may change */
  constructor(readonly terms: QuotaTerms) {}

  /** Ms until `units` conform; 0: they do now. Takes nothing. */
  wait(units: number, now: number): number {
    const ahead = Math.max(0, this.#arrival - now)
    // Sums of fractions of a ms miss by less than this; a wait that small would only spin.
    const wait = ahead + this.#time(units - this.terms.burst)
    return wait > 1e-6 ? wait : 0
  }

  take(units: number, now: number): void {
    this.#arrival = Math.max(this.#arrival, now) + this.#time(units)
  }

  /** @param held for how long they were out, in ms: what dripped in meanwhile has come back by itself */
  refund(units: number, held = 0): void {
    this.#arrival -= Math.max(0, this.#time(units) - held)
  }

  available(now: number): number {
    const free = this.terms.burst - Math.max(0, this.#arrival - now) / this.#time(1)
    return Math.max(0, Math.floor(free + 1e-9))
  }

  #time(units: number): number {
    return (units * this.terms.window) / this.terms.limit
  }
}
