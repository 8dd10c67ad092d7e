import { HttpError } from './HttpError'

/**
 * 409: the request conflicts with the state of the resource (RFC 9110, 15.5.10).
 */
export class ConflictError extends HttpError {
  static override readonly brand: string = 'ConflictError'
}
