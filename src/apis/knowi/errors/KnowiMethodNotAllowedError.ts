import { KnowiError } from './KnowiError'

/** 405; also a `MethodNotAllowedError`. */
export class KnowiMethodNotAllowedError extends KnowiError {
  static override readonly brand: string = 'KnowiMethodNotAllowedError'
}
