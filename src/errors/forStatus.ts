import { BadGatewayError } from './BadGatewayError'
import { BadRequestError } from './BadRequestError'
import { ConflictError } from './ConflictError'
import { ContentTooLargeError } from './ContentTooLargeError'
import { ForbiddenError } from './ForbiddenError'
import { GatewayTimeoutError } from './GatewayTimeoutError'
import { GoneError } from './GoneError'
import { HttpError } from './HttpError'
import { InternalServerError } from './InternalServerError'
import { LockedError } from './LockedError'
import { MethodNotAllowedError } from './MethodNotAllowedError'
import { NotAcceptableError } from './NotAcceptableError'
import { NotFoundError } from './NotFoundError'
import { PaymentRequiredError } from './PaymentRequiredError'
import { PreconditionFailedError } from './PreconditionFailedError'
import { RequestTimeoutError } from './RequestTimeoutError'
import { ServerError } from './ServerError'
import { ServiceUnavailableError } from './ServiceUnavailableError'
import { TooManyRequestsError } from './TooManyRequestsError'
import { UnauthorizedError } from './UnauthorizedError'
import { UnprocessableContentError } from './UnprocessableContentError'
import { UnsupportedMediaTypeError } from './UnsupportedMediaTypeError'

type HttpErrorClass = typeof HttpError

const classes: Readonly<Record<number, HttpErrorClass>> = {
  400: BadRequestError,
  401: UnauthorizedError,
  402: PaymentRequiredError,
  403: ForbiddenError,
  404: NotFoundError,
  405: MethodNotAllowedError,
  406: NotAcceptableError,
  408: RequestTimeoutError,
  409: ConflictError,
  410: GoneError,
  412: PreconditionFailedError,
  413: ContentTooLargeError,
  415: UnsupportedMediaTypeError,
  422: UnprocessableContentError,
  423: LockedError,
  429: TooManyRequestsError,
  500: InternalServerError,
  502: BadGatewayError,
  503: ServiceUnavailableError,
  504: GatewayTimeoutError,
}

/** The class for a status: its own, else ServerError from 500 on, else HttpError. */
export function errorClassFor(status: number): HttpErrorClass {
  return classes[status] ?? (status >= 500 ? ServerError : HttpError)
}
