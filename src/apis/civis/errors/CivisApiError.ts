import { errorClassFor } from '../../../errors/forStatus'
import { HttpError } from '../../../errors/HttpError'
import { countAs, type ErrorFacts } from '../../../errors/PortolanError'
import { conceal } from '../../../events/redaction'

/**
 * Civis answered with an error. The message is `(STATUS) what Civis said (METHOD path)`. Every one
 * is also `instanceof` the core's class of its status, so `NotFoundError` catches it at 404.
 *
 * @example
 * if (error instanceof CivisApiError) console.log(error.status, error.errorMessage)
 */
export class CivisApiError extends HttpError {
  static override readonly brand: string = 'CivisApiError'

  /** What Civis said, without status and path. */
  readonly errorMessage: string

  constructor(message: string, facts: ErrorFacts & { status: number; errorMessage?: string }) {
    super(message, facts)
    this.errorMessage = conceal(facts.errorMessage ?? this.message, facts.secrets ?? [])
    countAs(this, errorClassFor(facts.status))
  }
}
