import type { Waiter } from '../Waiter'

/** How those that wait come to know that their turn is there. */
export interface Wake {
  /** Somebody came to wait. */
  joined(waiter: Waiter, now: number): void
  /** Units or a place came free, someone left, or a pause began. */
  changed(now: number): void
  /** Nobody waits any longer. */
  stop(): void
}
