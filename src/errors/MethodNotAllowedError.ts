import { HttpError } from './HttpError'

/**
 * 405: the resource knows no such method (RFC 9110, 15.5.6).
 */
export class MethodNotAllowedError extends HttpError {
  static override readonly brand: string = 'MethodNotAllowedError'
}
