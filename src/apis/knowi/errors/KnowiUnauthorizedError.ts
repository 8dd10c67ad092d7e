import { KnowiError } from './KnowiError'

/** 401; also a `UnauthorizedError`. */
export class KnowiUnauthorizedError extends KnowiError {
  static override readonly brand: string = 'KnowiUnauthorizedError'
}
