import { HttpError } from './HttpError'

/**
 * 423: the resource is locked (RFC 4918, 11.3).
 */
export class LockedError extends HttpError {
  static override readonly brand: string = 'LockedError'
}
