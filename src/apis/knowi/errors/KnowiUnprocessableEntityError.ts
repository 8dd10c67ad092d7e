import { KnowiError } from './KnowiError'

/** 422; also a `UnprocessableContentError`. */
export class KnowiUnprocessableEntityError extends KnowiError {
  static override readonly brand: string = 'KnowiUnprocessableEntityError'
}
