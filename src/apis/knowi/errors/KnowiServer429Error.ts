import { KnowiError } from './KnowiError'

/** 429; also a `TooManyRequestsError`. */
export class KnowiServer429Error extends KnowiError {
  static override readonly brand: string = 'KnowiServer429Error'
}
