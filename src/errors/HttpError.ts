import { type ErrorFacts, PortolanError } from './PortolanError'

/**
 * The server answered, and the answer is an error: any status of 400 and above, or a redirect that
 * was not followed. Statuses with a name of their own have a class of their own.
 *
 * @example
 * if (error instanceof HttpError) console.log(error.status, error.data, error.requestId)
 */
export class HttpError extends PortolanError {
  static override readonly brand: string = 'HttpError'

  declare readonly status: number

  constructor(message: string, facts: ErrorFacts & { status: number }) {
    super(message, facts)
  }
}
