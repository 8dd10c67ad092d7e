import { MageError } from './MageError'

/** What was sent does not pass the checks, whatever `code` says; also a `BadRequestError`. */
export class MageRecordInvalidError extends MageError {
  static override readonly brand: string = 'MageRecordInvalidError'
}
