import { never } from '../options'
import type { QuotaTerms } from './LocalQuota'

/** Units that count from one moment. */
interface Entry {
  at: number
  units: number
}

/**
 * Some runtimes cut their clock to whole milliseconds, so that an answer seems to have come up to
 * one earlier than it did.
 */
const grain = 1

/** How late a request may reach the server while nothing is known of its answer, in ms. */
const transit = 250

/**
 * A log of what was sent: never more than `limit` units in any `window`.
 *
 * A unit counts from the moment its answer arrived, since the server counted it before that: the
 * next request leaves a window after the answer and so arrives more than a window after the first,
 * whatever the latency. Until the answer is there it counts from 250 ms after sending, so that
 * a slow server does not hold up those that could go.
 */
export class WindowLog {
  // Answers come in the order of the clock, so this stays sorted without sorting.
  readonly #answered: Entry[] = []
  #first = 0
  /** Units without an answer, by the moment they were sent, oldest first. */
  readonly #pending = new Map<number, number>()
  /** Units that were taken and not sent yet: a credential may take its time. They do not age. */
  #held = 0
  #used = 0
  /** Units that others use up, as the server told, and until when they count at the most. */
  #others = 0
  #othersUntil = -never

  /** @param terms looked at whenever they are needed: they may change */
  constructor(readonly terms: Pick<QuotaTerms, 'limit' | 'window'>) {}

  take(units: number): void {
    this.#used += units
    this.#held += units
  }

  /** @returns the units that count now: what the server may have counted when the request arrives */
  sent(units: number, now: number): number {
    this.#forget(now)
    this.#held -= units
    if (units) this.#pending.set(now, (this.#pending.get(now) ?? 0) + units)
    return this.#used
  }

  answered(units: number, sentAt: number, now: number): void {
    this.#forget(now)
    // What has left the log stays out: its server is slow, not its way.
    if (!this.#withdraw(units, sentAt)) return
    const last = this.#answered.at(-1)
    if (last?.at === now) last.units += units
    else this.#answered.push({ at: now, units })
  }

  /**
   * The server said that `left` units are left until the reset. What the log knows it knows better;
   * the rest was used by others, and counts until the reset. So this only ever lowers what is free.
   *
   * @param sentAt when the request left whose answer this is, and what `sent` gave for it
   */
  heard(left: number, reset: number, sentAt: number, usedThen: number, now: number): void {
    if (now >= this.#othersUntil) {
      // From a window that is over.
      if (sentAt < this.#othersUntil) return
      this.#others = 0
      this.#othersUntil = never
    }
    let counted = this.#used - this.#held
    for (const [at, units] of this.#pending) if (at > sentAt) counted -= units
    this.#others = Math.max(this.#others, this.terms.limit - Math.max(counted, usedThen) - left)
    // Whole seconds are up to one too many: the earliest of a window's answers is nearest.
    this.#othersUntil = Math.min(this.#othersUntil, now + reset)
  }

  /** Units that were taken and not sent. */
  refund(units: number): void {
    this.#held -= units
    this.#used -= units
  }

  /** Ms until `units` more may go out; 0: now. Takes nothing. `units` may be those of many calls. */
  wait(units: number, now: number): number {
    if (this.#used + this.#others + units <= this.terms.limit) return 0
    this.#forget(now)
    const wait = this.#waitFor(units, now)
    if (now >= this.#othersUntil) return wait
    return Math.min(
      this.#waitFor(units + this.#others, now),
      Math.max(wait, this.#othersUntil - now),
    )
  }

  available(now: number): number {
    this.#forget(now)
    const others = now < this.#othersUntil ? this.#others : 0
    return Math.max(0, this.terms.limit - this.#used - others)
  }

  get #span(): number {
    return this.terms.window + grain
  }

  #waitFor(units: number, now: number): number {
    let over = this.#used + units - this.terms.limit
    if (over <= 0) return 0
    // Beyond what the log holds, each further `limit` of units waits for a further window.
    const rounds = Math.max(0, Math.ceil((over - this.#used) / this.terms.limit))
    over -= rounds * this.terms.limit
    let at = now - this.#span
    for (const entry of this.#entries()) {
      if (over <= 0) break
      at = entry.at
      over -= entry.units
    }
    if (over > 0) at = now + transit
    return at + this.#span * (rounds + 1) - now
  }

  /** All that counts, by the moment from which it counts. */
  *#entries(): Generator<Entry> {
    let index = this.#first
    for (const [sentAt, units] of this.#pending) {
      const at = sentAt + transit
      let entry = this.#answered[index]
      while (entry && entry.at <= at) {
        yield entry
        index += 1
        entry = this.#answered[index]
      }
      yield { at, units }
    }
    for (; index < this.#answered.length; index += 1) yield this.#answered[index] as Entry
  }

  #withdraw(units: number, sentAt: number): boolean {
    const left = this.#pending.get(sentAt)
    if (left === undefined) return false
    if (left > units) this.#pending.set(sentAt, left - units)
    else this.#pending.delete(sentAt)
    return true
  }

  #forget(now: number): void {
    const oldest = now - this.#span
    const answered = this.#answered
    for (
      let entry = answered[this.#first];
      entry && entry.at <= oldest;
      entry = answered[this.#first]
    ) {
      this.#used -= entry.units
      this.#first += 1
    }
    if (this.#first === answered.length || this.#first > 1000) {
      answered.splice(0, this.#first)
      this.#first = 0
    }
    for (const [sentAt, units] of this.#pending) {
      if (sentAt + transit > oldest) break
      this.#pending.delete(sentAt)
      this.#used -= units
    }
  }
}
