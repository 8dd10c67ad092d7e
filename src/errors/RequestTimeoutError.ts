import { HttpError } from './HttpError'

/**
 * 408: the server waited too long for the request (RFC 9110, 15.5.9). Not the local clock: that
 * is a TimeoutError.
 */
export class RequestTimeoutError extends HttpError {
  static override readonly brand: string = 'RequestTimeoutError'
}
