import { KnowiError } from './KnowiError'

/** 402; also a `PaymentRequiredError`. */
export class KnowiPaymentRequiredError extends KnowiError {
  static override readonly brand: string = 'KnowiPaymentRequiredError'
}
