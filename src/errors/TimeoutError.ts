import { type ErrorFacts, PortolanError } from './PortolanError'

/** What a call was doing: waiting for its turn, for a credential, for a retry, for an answer. */
export type Phase = 'queue' | 'auth' | 'backoff' | 'headers' | 'body'

/**
 * A local clock ran out: `timeout` (one attempt) or `totalTimeout` (the whole call).
 *
 * @example
 * if (error instanceof TimeoutError && error.phase === 'body') console.log('the download stalled')
 */
export class TimeoutError extends PortolanError {
  static override readonly brand: string = 'TimeoutError'

  /** What the call was doing when the clock ran out. */
  readonly phase: Phase
  /** Which clock: `timeout` is 'attempt', `totalTimeout` is 'total'. */
  readonly scope: 'attempt' | 'total'

  constructor(message: string, facts: ErrorFacts & { phase: Phase; scope: 'attempt' | 'total' }) {
    super(message, facts)
    this.phase = facts.phase
    this.scope = facts.scope
  }
}
