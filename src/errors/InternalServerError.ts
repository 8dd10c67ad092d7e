import { ServerError } from './ServerError'

/** 500: something broke inside the server (RFC 9110, 15.6.1). */
export class InternalServerError extends ServerError {
  static override readonly brand: string = 'InternalServerError'
}
