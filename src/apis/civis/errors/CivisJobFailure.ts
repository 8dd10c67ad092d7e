import { HttpError } from '../../../errors/HttpError'
import type { ErrorFacts } from '../../../errors/PortolanError'

/** Which run it was, and how it ended. */
export interface JobFailureFacts extends ErrorFacts {
  jobId: number
  runId: number
  state: string
}

/**
 * A job ran and failed, or was cancelled. The message says from which job and run it comes, and
 * what the run gives as its error, or the last lines of its log. `data` is the run.
 */
export class CivisJobFailure extends HttpError {
  static override readonly brand: string = 'CivisJobFailure'

  readonly jobId: number
  readonly runId: number
  /** `failed` or `cancelled`. */
  readonly state: string
  /** The run's error or log, without job and run. */
  readonly errorMessage: string

  constructor(message: string, facts: JobFailureFacts) {
    const { jobId, runId } = facts
    super(`(From job ${jobId} / run ${runId}) ${message}`, { status: 200, ...facts })
    this.jobId = jobId
    this.runId = runId
    this.state = facts.state
    this.errorMessage = message
  }
}
