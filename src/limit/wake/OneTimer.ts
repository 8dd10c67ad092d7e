import { never } from '../../options'
import type { Lane } from '../Lane'
import type { Waiter } from '../Waiter'
import type { Wake } from './Wake'

/** One timer for a whole queue, and only while somebody waits for a time to come. */
export class OneTimer implements Wake {
  /** No waiter's deadline is before this. It may be too early, never too late. */
  #firstDeadline = never
  #timerAt = never
  #cancel: (() => void) | undefined

  constructor(readonly lane: Lane) {}

  joined(waiter: Waiter, now: number): void {
    const { deadline } = waiter.ask
    this.#firstDeadline = Math.min(this.#firstDeadline, deadline)
    if (deadline < this.#timerAt || this.lane.queue.head() === waiter) this.#arm(now)
  }

  /** Lets everyone go whose turn it is: all permits that a late wake found, not one. */
  changed(now: number): void {
    while (this.lane.admitNext(now));
    this.#arm(now)
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#timerAt = never
  }

  /** At the nearer of the head's turn and the first deadline. */
  #arm(now: number): void {
    const { lane } = this
    const head = lane.queue.head()
    if (!head) this.#firstDeadline = never
    let at = this.#firstDeadline
    // While all places are taken, the next answer wakes the queue.
    if (head && lane.hasPlace) at = Math.min(at, now + lane.quota.wait(head.units, now))
    if (head && at >= this.#timerAt) return
    this.stop()
    if (at === never) return
    this.#timerAt = at
    this.#cancel = lane.clock.after(Math.max(0, Math.ceil(at - now)), () => this.#wake())
  }

  #wake(): void {
    this.stop()
    const { lane } = this
    const now = lane.clock.now()
    if (this.#firstDeadline <= now) {
      this.#firstDeadline = never
      for (const waiter of [...lane.queue]) {
        if (!lane.expire(waiter, now))
          this.#firstDeadline = Math.min(this.#firstDeadline, waiter.ask.deadline)
      }
    }
    this.changed(now)
  }
}
