import { MageError } from './MageError'

/** Any other failure of a resource; also a `BadRequestError`. */
export class MageApiResourceError extends MageError {
  static override readonly brand: string = 'MageApiResourceError'
}
