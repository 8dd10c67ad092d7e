import { HttpError } from './HttpError'

/**
 * 400: the server could not make sense of the request (RFC 9110, 15.5.1).
 */
export class BadRequestError extends HttpError {
  static override readonly brand: string = 'BadRequestError'
}
