import { HttpError } from './HttpError'

/**
 * 402: the account has to pay first (RFC 9110, 15.5.3).
 */
export class PaymentRequiredError extends HttpError {
  static override readonly brand: string = 'PaymentRequiredError'
}
