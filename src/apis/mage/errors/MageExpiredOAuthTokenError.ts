import { MageError } from './MageError'

/** The token is past its end, or its session was logged out; also an `UnauthorizedError`. */
export class MageExpiredOAuthTokenError extends MageError {
  static override readonly brand: string = 'MageExpiredOAuthTokenError'
}
