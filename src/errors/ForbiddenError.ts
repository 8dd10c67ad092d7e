import { HttpError } from './HttpError'

/**
 * 403: the credential is good but may not do this (RFC 9110, 15.5.4).
 */
export class ForbiddenError extends HttpError {
  static override readonly brand: string = 'ForbiddenError'
}
