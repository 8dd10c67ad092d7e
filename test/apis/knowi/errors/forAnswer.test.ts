import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { knowiError } from '../../../../src/apis/knowi/errors/forAnswer'
import * as knowiExports from '../../../../src/apis/knowi/index'
import * as coreExports from '../../../../src/index'

// Copies, since a namespace is not meant to be looked into by computed names.
const knowi = { ...knowiExports }
const core = { ...coreExports }

const answer = (status: number, data?: unknown) => ({
  status,
  data,
  line: `${status} from GET /x`,
  message: `${status} from GET /x`,
})
const list = {
  type: 'error.list',
  errors: [
    { code: 'c1', message: 'm1' },
    { code: 'c2', message: 'm2' },
  ],
}

it('repeats no secret that Knowi repeats, in none of its fields', () => {
  for (const data of [
    { type: 'error.list', errors: [{ code: 'c-5f2d9', message: 'no k-5f2d9' }] },
    { message: 'no k-5f2d9', documentation_url: 'https://docs.test/k-5f2d9' },
  ]) {
    const error = knowiError({ ...answer(401, data), secrets: ['k-5f2d9', 'c-5f2d9'] })
    const text = inspect(error) + JSON.stringify(error)
    expect(text).toContain('[redacted]')
    expect(text).not.toContain('5f2d9')
  }
})

describe('the error of an answer', () => {
  it.each([
    [400, 'KnowiBadRequestError', 'BadRequestError'],
    [401, 'KnowiUnauthorizedError', 'UnauthorizedError'],
    [402, 'KnowiPaymentRequiredError', 'PaymentRequiredError'],
    [403, 'KnowiForbiddenError', 'ForbiddenError'],
    [404, 'KnowiNotFoundError', 'NotFoundError'],
    [405, 'KnowiMethodNotAllowedError', 'MethodNotAllowedError'],
    [406, 'KnowiNotAcceptableError', 'NotAcceptableError'],
    [408, 'KnowiRequestTimeoutError', 'RequestTimeoutError'],
    [409, 'KnowiUserConflictError', 'ConflictError'],
    [410, 'KnowiError', 'GoneError'],
    [415, 'KnowiUnsupportedMediaTypeError', 'UnsupportedMediaTypeError'],
    [418, 'KnowiError', 'HttpError'],
    [422, 'KnowiUnprocessableEntityError', 'UnprocessableContentError'],
    [423, 'KnowiScrollExistsError', 'LockedError'],
    [429, 'KnowiServer429Error', 'TooManyRequestsError'],
    [500, 'KnowiInternalServiceError', 'InternalServerError'],
    [502, 'KnowiServer5xxError', 'BadGatewayError'],
    [503, 'KnowiServer5xxError', 'ServiceUnavailableError'],
    [504, 'KnowiServer5xxError', 'GatewayTimeoutError'],
    [599, 'KnowiServer5xxError', 'ServerError'],
  ] as const)('of %i is a %s and a %s, with an empty body too', (status, own, general) => {
    for (const data of [list, undefined, [1], 'text']) {
      const error = knowiError(answer(status, data))
      expect(error.name).toBe(own)
      expect(error).toBeInstanceOf(knowi[own])
      expect(error).toBeInstanceOf(knowi.KnowiError)
      expect(error).toBeInstanceOf(core[general])
      expect(error.status).toBe(status)
    }
  })

  it('has the 500 below the class of all server errors', () => {
    expect(knowiError(answer(500))).toBeInstanceOf(knowi.KnowiServer5xxError)
  })

  it('keeps codes and messages in the order of the server', () => {
    const error = knowiError(answer(400, list))
    expect(error).toMatchObject({ codes: ['c1', 'c2'], messages: ['m1', 'm2'] })
    expect(error.message).toBe('400 from GET /x: c1: m1; c2: m2')
  })

  it('reads the documented shape', () => {
    const error = knowiError(
      answer(404, { message: 'no such id', documentation_url: 'https://d.test' }),
    )
    expect(error).toMatchObject({
      codes: [],
      messages: ['no such id'],
      documentationUrl: 'https://d.test',
    })
    expect(error.message).toContain('no such id')
  })

  it.each([
    [{ errors: [{ code: 7, message: 'm' }] }, ['7'], ['m']],
    [{ errors: { code: 'c', message: 'm' } }, ['c'], ['m']],
    [{ errors: ['m', { code: 'c' }] }, ['c'], ['m']],
    [{ errors: 'm' }, [], ['m']],
    [{ errors: [], message: 'm' }, [], ['m']],
  ])('loses no code and no message of %j', (data, codes, messages) => {
    expect(knowiError(answer(400, data))).toMatchObject({ codes, messages })
  })

  it('is a scroll error by its code, whatever the status, which stays the one of the wire', () => {
    const error = knowiError(answer(400, { errors: [{ code: 'x' }, { code: 'scroll_exists' }] }))
    expect(error).toBeInstanceOf(knowi.KnowiScrollExistsError)
    expect(error).toBeInstanceOf(core.BadRequestError)
    expect(error).not.toBeInstanceOf(knowi.KnowiBadRequestError)
    expect(error.status).toBe(400)
  })

  it.each([
    [{ errors: [] }],
    [{ errors: [null, 7, { code: {} }] }],
    [{ type: 'error.list' }],
    [null],
    ['<html>'],
  ])('takes any body: %j', (data) => {
    const error = knowiError(answer(400, data))
    expect(error).toBeInstanceOf(knowi.KnowiBadRequestError)
    expect(error).toMatchObject({ codes: [], messages: [] })
  })
})
