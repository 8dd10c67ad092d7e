import { ServerError } from './ServerError'

/** 503: the server is overloaded or in maintenance (RFC 9110, 15.6.4). */
export class ServiceUnavailableError extends ServerError {
  static override readonly brand: string = 'ServiceUnavailableError'
}
