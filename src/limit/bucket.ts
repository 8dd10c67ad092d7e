import { never } from '../options'

/**
 * A token bucket of `burst` tokens that fills at `limit` tokens a `window`, kept as one number: the
 * theoretical arrival time of the generic cell rate algorithm (GCRA). No timer fills it.
 */
export class Bucket {
  #arrival = -never

  constructor(
    public limit: number,
    public window: number,
    public burst: number,
  ) {}

  /** Ms until `units` conform; 0: they do now. Takes nothing. */
  wait(units: number, now: number): number {
    const ahead = Math.max(0, this.#arrival - now)
    // Sums of fractions of a ms miss by less than this; a wait that small would only spin.
    const wait = ahead + (units - this.burst) * this.#interval
    return wait > 1e-6 ? wait : 0
  }

  take(units: number, now: number): void {
    this.#arrival = Math.max(this.#arrival, now) + units * this.#interval
  }

  /** @param held for how long they were out, in ms: what dripped in meanwhile has come back by itself */
  refund(units: number, held = 0): void {
    this.#arrival -= Math.max(0, units * this.#interval - held)
  }

  available(now: number): number {
    const free = this.burst - Math.max(0, this.#arrival - now) / this.#interval
    return Math.max(0, Math.floor(free + 1e-9))
  }

  get #interval(): number {
    return this.window / this.limit
  }
}
