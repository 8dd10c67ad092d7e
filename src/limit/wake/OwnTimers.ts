import type { Lane } from '../Lane'
import type { Waiter } from '../Waiter'
import type { Wake } from './Wake'

/** How often a waiter looks, at the least, in ms. */
const longestNap = 100
/** A waiter that has not looked for so long is gone, together with its request. */
const givenUp = 5000
/** A request that was cut off never gives its permit back: after this it is taken from it, in ms. */
const longestHold = 600_000

/**
 * Each waiter wakes itself. In workerd timers and promises belong to the request that made them: one
 * request may not wake another, and one that waits without a timer of its own is taken for hung.
 */
export class OwnTimers implements Wake {
  constructor(readonly lane: Lane) {}

  joined(waiter: Waiter, now: number): void {
    const { clock, hasPlace, queue, quota } = this.lane
    const wait = hasPlace ? quota.wait(waiter.units, now) : longestNap
    // Those behind need not look as closely as the one whose turn it is.
    const least = queue.head() === waiter ? 1 : 20
    const ms = Math.max(least, Math.ceil(Math.min(wait, waiter.ask.deadline - now, longestNap)))
    waiter.dueAt = now + ms
    clock.after(ms, () => this.#look(waiter))
  }

  changed(): void {}

  stop(): void {}

  /** A waiter wakes and sees whether its turn has come. */
  #look(waiter: Waiter): void {
    const { lane } = this
    const { queue } = lane
    const now = lane.clock.now()
    if (!queue.has(waiter) || lane.expire(waiter, now)) return
    for (
      let first = queue.head();
      first && (first.dueAt ?? 0) + givenUp < now;
      first = queue.head()
    ) {
      lane.remove(first)
    }
    for (const permit of lane.out) {
      if (permit.takenAt + longestHold > now) break
      permit.release()
    }
    if (queue.head() !== waiter || !lane.admitNext(now)) this.joined(waiter, now)
  }
}
