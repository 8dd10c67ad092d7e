import { MageError } from './MageError'

/** Action, attribute, filter or scope are not allowed to this user; also a `ForbiddenError`. */
export class MageUnauthorizedAccessError extends MageError {
  static override readonly brand: string = 'MageUnauthorizedAccessError'
}
