import { KnowiError } from './KnowiError'

/** 408; also a `RequestTimeoutError`. */
export class KnowiRequestTimeoutError extends KnowiError {
  static override readonly brand: string = 'KnowiRequestTimeoutError'
}
