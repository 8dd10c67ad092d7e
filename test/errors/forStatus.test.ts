import { describe, expect, test } from 'vitest'
import { errorClassFor } from '../../src/errors/forStatus'
import * as errors from '../../src/errors/index'
import { rejection, stage } from '../stage'

const { HttpError, PortolanError, ServerError } = errors

const named = {
  400: errors.BadRequestError,
  401: errors.UnauthorizedError,
  402: errors.PaymentRequiredError,
  403: errors.ForbiddenError,
  404: errors.NotFoundError,
  405: errors.MethodNotAllowedError,
  406: errors.NotAcceptableError,
  408: errors.RequestTimeoutError,
  409: errors.ConflictError,
  410: errors.GoneError,
  412: errors.PreconditionFailedError,
  413: errors.ContentTooLargeError,
  415: errors.UnsupportedMediaTypeError,
  422: errors.UnprocessableContentError,
  423: errors.LockedError,
  429: errors.TooManyRequestsError,
  500: errors.InternalServerError,
  502: errors.BadGatewayError,
  503: errors.ServiceUnavailableError,
  504: errors.GatewayTimeoutError,
}
const cases = Object.entries(named).map(([status, type]) => [Number(status), type] as const)

describe('a status with a name', () => {
  test.each(cases)('%i is an error of its own class and of no other', async (status, type) => {
    const error = await rejection(stage(() => new Response(null, { status })).api.get('x'))
    expect(error.name).toBe(type.brand)
    expect(error.status).toBe(status)
    expect(error instanceof type).toBe(true)
    expect(error instanceof HttpError).toBe(true)
    expect(error instanceof PortolanError).toBe(true)
    expect(error instanceof ServerError).toBe(status >= 500)
    for (const [other, otherType] of cases) {
      if (other !== status) expect(error instanceof otherType).toBe(false)
    }
  })
})

describe('a status without a name', () => {
  test.each([300, 302, 411, 418, 425, 451, 499])('%i is an HttpError', (status) => {
    expect(errorClassFor(status)).toBe(HttpError)
  })

  test.each([501, 505, 507, 520, 599])('%i is a ServerError', (status) => {
    expect(errorClassFor(status)).toBe(ServerError)
  })
})
