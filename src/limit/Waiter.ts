import type { Abortable } from '../clock/abort'
import type { Ask, Permit } from './Governor'
import type { Lane } from './Lane'
import { Place } from './queue'

/** A call in the queue: as few fields as do, since there may be ten thousand. */
export class Waiter extends Place implements Abortable {
  /** When it looks next, where waiters wake themselves. */
  dueAt: number | undefined

  constructor(
    readonly lane: Lane,
    readonly ask: Ask,
    readonly admit: (permit: Permit) => void,
    readonly refuse: (error: unknown) => void,
  ) {
    super()
  }

  abort(reason: unknown): void {
    this.lane.dismiss(this, reason)
  }
}
