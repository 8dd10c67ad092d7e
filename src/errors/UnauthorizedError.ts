import { HttpError } from './HttpError'

/**
 * 401: the credential is missing, wrong or expired (RFC 9110, 15.5.2). It is sent once more if
 * the credential can be renewed.
 */
export class UnauthorizedError extends HttpError {
  static override readonly brand: string = 'UnauthorizedError'
}
