import { MageError } from './MageError'

/** Mage did not expect this: an unknown resource, a missing pipeline, bad numbers, a wrong trigger token. It comes with status 200, and a traceback or nothing at all; also an `InternalServerError`. Not retried by itself. */
export class MageInternalError extends MageError {
  static override readonly brand: string = 'MageInternalError'
}
