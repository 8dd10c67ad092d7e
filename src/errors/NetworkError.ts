import { PortolanError } from './PortolanError'

/**
 * No answer, or half of one: the name did not resolve, the connection was refused, reset, or cut in
 * the middle of the body. Told by the place where it was thrown, so that every runtime agrees.
 */
export class NetworkError extends PortolanError {
  static override readonly brand: string = 'NetworkError'
}
