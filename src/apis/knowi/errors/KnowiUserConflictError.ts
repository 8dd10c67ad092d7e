import { KnowiError } from './KnowiError'

/** 409; also a `ConflictError`. */
export class KnowiUserConflictError extends KnowiError {
  static override readonly brand: string = 'KnowiUserConflictError'
}
