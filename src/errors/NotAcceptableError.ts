import { HttpError } from './HttpError'

/**
 * 406: no form of the resource fits the Accept headers (RFC 9110, 15.5.7).
 */
export class NotAcceptableError extends HttpError {
  static override readonly brand: string = 'NotAcceptableError'
}
