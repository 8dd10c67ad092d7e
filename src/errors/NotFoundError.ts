import { HttpError } from './HttpError'

/**
 * 404: there is nothing at this URL, or nothing that may be shown (RFC 9110, 15.5.5).
 */
export class NotFoundError extends HttpError {
  static override readonly brand: string = 'NotFoundError'
}
