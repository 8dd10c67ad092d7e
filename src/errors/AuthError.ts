import { PortolanError } from './PortolanError'

/** No credential could be had: a log-in or a token function failed. `cause` tells why. */
export class AuthError extends PortolanError {
  static override readonly brand: string = 'AuthError'
}
