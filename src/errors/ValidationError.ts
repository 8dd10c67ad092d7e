import type { StandardSchemaV1 } from '@standard-schema/spec'
import { type ErrorFacts, PortolanError } from './PortolanError'

/** The body parsed but does not fit the `schema`. `issues` tells where; `data` holds the value. */
export class ValidationError extends PortolanError {
  static override readonly brand: string = 'ValidationError'

  /** What the schema found wrong, as the Standard Schema gives it. */
  declare readonly issues: readonly StandardSchemaV1.Issue[]

  constructor(message: string, facts: ErrorFacts & { issues: readonly StandardSchemaV1.Issue[] }) {
    super(message, facts)
    // Issues may quote the value, as `data` does: readable, but not printed.
    Object.defineProperty(this, 'issues', { value: facts.issues })
  }
}
