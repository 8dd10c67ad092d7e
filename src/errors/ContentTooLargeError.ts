import { HttpError } from './HttpError'

/**
 * 413: the body is larger than the server takes (RFC 9110, 15.5.14).
 */
export class ContentTooLargeError extends HttpError {
  static override readonly brand: string = 'ContentTooLargeError'
}
