import { HttpError } from './HttpError'

/**
 * 429: the server's quota is used up (RFC 6585, 4). The whole quota pauses; this error comes
 * only when waiting did not help or was not allowed.
 */
export class TooManyRequestsError extends HttpError {
  static override readonly brand: string = 'TooManyRequestsError'
}
