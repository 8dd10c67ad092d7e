import { HttpError } from './HttpError'

/**
 * 410: the resource was here and will not come back (RFC 9110, 15.5.11).
 */
export class GoneError extends HttpError {
  static override readonly brand: string = 'GoneError'
}
