import { HttpError } from './HttpError'

/**
 * 422: the body is well-formed and still wrong (RFC 9110, 15.5.21).
 */
export class UnprocessableContentError extends HttpError {
  static override readonly brand: string = 'UnprocessableContentError'
}
