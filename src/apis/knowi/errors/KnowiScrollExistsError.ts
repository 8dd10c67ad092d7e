import { KnowiError } from './KnowiError'

/** 423, or any status with the code `scroll_exists`: another scroll is open. `status` is the wire's. */
export class KnowiScrollExistsError extends KnowiError {
  static override readonly brand: string = 'KnowiScrollExistsError'
}
