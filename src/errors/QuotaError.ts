import { type ErrorFacts, PortolanError } from './PortolanError'

/**
 * Why the governor refused: the queue is full, the turn would come after the deadline, the cost is
 * more than the quota ever holds, or the quota is paused for longer than `maxRetryAfter`.
 */
export type QuotaReason = 'queue-full' | 'deadline' | 'cost' | 'paused'

/** The governor refused the call before it was sent. `retryAfter` tells when to come again. */
export class QuotaError extends PortolanError {
  static override readonly brand: string = 'QuotaError'

  readonly reason: QuotaReason

  constructor(message: string, facts: ErrorFacts & { reason: QuotaReason }) {
    super(message, facts)
    this.reason = facts.reason
  }
}
