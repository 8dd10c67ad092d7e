import { PortolanError } from './PortolanError'

/** The client was closed: before the call, or while it was waiting or running. */
export class ClosedError extends PortolanError {
  static override readonly brand: string = 'ClosedError'
}
