import { KnowiError } from './KnowiError'

/** 404; also a `NotFoundError`. */
export class KnowiNotFoundError extends KnowiError {
  static override readonly brand: string = 'KnowiNotFoundError'
}
