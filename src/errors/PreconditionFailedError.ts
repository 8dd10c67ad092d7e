import { HttpError } from './HttpError'

/**
 * 412: a condition of the request, such as If-Match, did not hold (RFC 9110, 15.5.13).
 */
export class PreconditionFailedError extends HttpError {
  static override readonly brand: string = 'PreconditionFailedError'
}
