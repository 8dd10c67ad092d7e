import { HttpError } from './HttpError'

/** The server failed: any status of 500 and above (RFC 9110, 15.6). */
export class ServerError extends HttpError {
  static override readonly brand: string = 'ServerError'
}
