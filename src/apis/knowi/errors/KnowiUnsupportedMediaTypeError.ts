import { KnowiError } from './KnowiError'

/** 415; also a `UnsupportedMediaTypeError`. */
export class KnowiUnsupportedMediaTypeError extends KnowiError {
  static override readonly brand: string = 'KnowiUnsupportedMediaTypeError'
}
