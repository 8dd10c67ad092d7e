import { MageError } from './MageError'

/** No such record in the database, or a log-in that failed; also a `NotFoundError`. A pipeline that is missing is a `MageInternalError`. */
export class MageRecordNotFoundError extends MageError {
  static override readonly brand: string = 'MageRecordNotFoundError'
}
