import { KnowiError } from './KnowiError'

/** 500 and above; also a `ServerError`. */
export class KnowiServer5xxError extends KnowiError {
  static override readonly brand: string = 'KnowiServer5xxError'
}
