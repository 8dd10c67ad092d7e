import { KnowiError } from './KnowiError'

/** 400; also a `BadRequestError`. */
export class KnowiBadRequestError extends KnowiError {
  static override readonly brand: string = 'KnowiBadRequestError'
}
