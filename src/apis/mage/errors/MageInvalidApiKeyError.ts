import { MageError } from './MageError'

/** The API key is missing, unknown or not the front end's; also an `UnauthorizedError`. */
export class MageInvalidApiKeyError extends MageError {
  static override readonly brand: string = 'MageInvalidApiKeyError'
}
