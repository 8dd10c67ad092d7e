import { HttpError } from './HttpError'

/**
 * 415: the server does not read bodies of this type (RFC 9110, 15.5.16).
 */
export class UnsupportedMediaTypeError extends HttpError {
  static override readonly brand: string = 'UnsupportedMediaTypeError'
}
