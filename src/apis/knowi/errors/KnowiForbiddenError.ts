import { KnowiError } from './KnowiError'

/** 403; also a `ForbiddenError`. */
export class KnowiForbiddenError extends KnowiError {
  static override readonly brand: string = 'KnowiForbiddenError'
}
