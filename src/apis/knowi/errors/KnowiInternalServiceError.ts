import { KnowiServer5xxError } from './KnowiServer5xxError'

/** 500; also an `InternalServerError`. */
export class KnowiInternalServiceError extends KnowiServer5xxError {
  static override readonly brand: string = 'KnowiInternalServiceError'
}
