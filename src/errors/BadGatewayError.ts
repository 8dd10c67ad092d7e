import { ServerError } from './ServerError'

/** 502: a gateway got nonsense from the server behind it (RFC 9110, 15.6.3). */
export class BadGatewayError extends ServerError {
  static override readonly brand: string = 'BadGatewayError'
}
