import { KnowiError } from './KnowiError'

/** 406; also a `NotAcceptableError`. */
export class KnowiNotAcceptableError extends KnowiError {
  static override readonly brand: string = 'KnowiNotAcceptableError'
}
