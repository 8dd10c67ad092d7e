import { errorClassFor } from '../../../errors/forStatus'
import { HttpError } from '../../../errors/HttpError'
import { countAs, type ErrorFacts } from '../../../errors/PortolanError'
import { conceal } from '../../../events/redaction'

/** What Mage said. */
export interface MageErrorFacts extends ErrorFacts {
  status: number
  httpStatus?: number | undefined
  code?: unknown
  type?: string | undefined
  errors?: readonly string[] | undefined
  fieldErrors?: Readonly<Record<string, readonly string[]>> | undefined
}

/**
 * Mage answered with an error, whatever the status of its answer. Every one is also `instanceof` the
 * core's class of its `status`, so `NotFoundError` catches a `MageRecordNotFoundError`. Tell them
 * apart by class, `type` or `status`: Mage's messages may be those of an earlier error.
 */
export class MageError extends HttpError {
  static override readonly brand: string = 'MageError'

  /** The status of the answer, most often 200. `status` is the one that Mage means. */
  readonly httpStatus: number
  /** `error.code` as it was sent, where it was: 200 is possible. */
  declare readonly code?: unknown
  /** `error.type` as it was sent, where it was. */
  declare readonly type?: string
  /** What was wrong, one text each; those of fields begin with the name of the field. */
  readonly errors: readonly string[]
  /** The same by field; `__all__` for what is no one field's. Empty where Mage sent a list. */
  readonly fieldErrors: Readonly<Record<string, readonly string[]>>

  constructor(message: string, facts: MageErrorFacts) {
    super(message, facts)
    this.httpStatus = facts.httpStatus ?? facts.status
    // Servers repeat what they were sent.
    const clean = <T>(said: T): T => conceal(said, facts.secrets ?? [])
    if (facts.code !== undefined) this.code = clean(facts.code)
    if (facts.type !== undefined) this.type = clean(facts.type)
    this.errors = clean(facts.errors ?? [])
    this.fieldErrors = clean(facts.fieldErrors ?? {})
    countAs(this, errorClassFor(facts.status))
  }
}
