import { MageError } from './MageError'

/** The server does not know the token; also an `UnauthorizedError`. A raw token in a header is one. */
export class MageInvalidOAuthTokenError extends MageError {
  static override readonly brand: string = 'MageInvalidOAuthTokenError'
}
