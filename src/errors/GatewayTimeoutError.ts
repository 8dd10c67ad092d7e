import { ServerError } from './ServerError'

/** 504: a gateway waited in vain for the server behind it (RFC 9110, 15.6.5). */
export class GatewayTimeoutError extends ServerError {
  static override readonly brand: string = 'GatewayTimeoutError'
}
