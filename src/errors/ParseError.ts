import { PortolanError } from './PortolanError'

/**
 * The body came whole and is not what it should be: JSON that does not parse. `data` holds its
 * text. A body that was cut on the way is a NetworkError.
 */
export class ParseError extends PortolanError {
  static override readonly brand: string = 'ParseError'
}
