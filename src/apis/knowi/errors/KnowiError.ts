import { errorClassFor } from '../../../errors/forStatus'
import { HttpError } from '../../../errors/HttpError'
import { countAs, type ErrorFacts } from '../../../errors/PortolanError'
import { conceal } from '../../../events/redaction'

/** What Knowi said, in the order in which it said it. */
export interface KnowiErrorFacts extends ErrorFacts {
  status: number
  codes?: readonly string[] | undefined
  messages?: readonly string[] | undefined
  documentationUrl?: string | undefined
}

/**
 * Knowi answered with an error, in either of its two shapes: `{ type: 'error.list', errors: [{ code,
 * message }] }` or `{ message, documentation_url }`. Every one is also `instanceof` the core's class
 * of its status, so `NotFoundError` catches a `KnowiNotFoundError`.
 */
export class KnowiError extends HttpError {
  static override readonly brand: string = 'KnowiError'

  /** Codes of the entries, in the server's order. Empty where it gave none. */
  readonly codes: readonly string[]
  /** Messages of the entries, in the server's order. */
  readonly messages: readonly string[]
  /** Where Knowi says more about it. */
  declare readonly documentationUrl?: string

  constructor(message: string, facts: KnowiErrorFacts) {
    super(message, facts)
    // Servers repeat what they were sent.
    const clean = <T>(said: T): T => conceal(said, facts.secrets ?? [])
    this.codes = clean(facts.codes ?? [])
    this.messages = clean(facts.messages ?? [])
    if (facts.documentationUrl !== undefined) this.documentationUrl = clean(facts.documentationUrl)
    countAs(this, errorClassFor(facts.status))
  }
}
