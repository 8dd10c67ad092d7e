import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { mageError } from '../../../../src/apis/mage/errors/forAnswer'
import * as mageModule from '../../../../src/apis/mage/index'
import {
  MageError,
  MageInternalError,
  MageRecordInvalidError,
} from '../../../../src/apis/mage/index'
import * as core from '../../../../src/index'
import { rejection } from '../../../stage'
import { json, mageBefore } from '../stage'

type AnyClass = new (...args: never[]) => Error

const failing = (answer: () => Response, options = {}) => {
  const { mage, sent } = mageBefore(answer, options)
  return { error: rejection<MageError>(mage.pipelines.get('etl')), sent, mage }
}
const traceback =
  'Traceback (most recent call last):\n  File "v1.py", line 49, in get\n    return await execute()\nException: Pipeline nope does not exist.\n'

it.each([
  [{ error: { type: 'key-5f2d9', code: 'key-5f2d9', message: 'no key-5f2d9' } }],
  [{ error: { type: 'record_invalid', code: 400, errors: { a: ['no key-5f2d9'] } } }],
  [{ error: { message: `${'.'.repeat(292)}key-5f2d9` } }],
  [`${'.'.repeat(292)}key-5f2d9`],
])('an error of Mage repeats no secret that Mage repeats, in none of its fields', (data) => {
  const facts = { status: 400, data, line: '400', message: '400', secrets: ['key-5f2d9'] }
  const error = mageError(facts)
  const text = inspect(error, { depth: 9 }) + JSON.stringify(error)
  expect(text).toContain('[red')
  expect(text).not.toContain('key-5')
})

describe('an error of Mage', () => {
  it.each([
    ['invalid_api_key', 401, 'MageInvalidApiKeyError', 'UnauthorizedError'],
    ['invalid_oauth_token', 401, 'MageInvalidOAuthTokenError', 'UnauthorizedError'],
    ['expired_oauth_token', 401, 'MageExpiredOAuthTokenError', 'UnauthorizedError'],
    ['unauthorized_access', 403, 'MageUnauthorizedAccessError', 'ForbiddenError'],
    ['record_not_found', 404, 'MageRecordNotFoundError', 'NotFoundError'],
    ['record_invalid', 400, 'MageRecordInvalidError', 'BadRequestError'],
    ['api_resource_error', 400, 'MageApiResourceError', 'BadRequestError'],
  ])(
    '%s is one of status %i, whatever the status of its answer',
    async (type, status, own, general) => {
      const all = { ...core, ...mageModule } as unknown as Record<string, AnyClass>
      for (const [code, httpStatus] of [
        [status, 200],
        [status, status],
        [200, 200],
      ] as const) {
        const body = { error: { code, message: 'It went wrong.', type }, status: httpStatus }
        const error = await failing(() => json(body, httpStatus)).error
        expect(error).toBeInstanceOf(all[own])
        expect(error).toBeInstanceOf(all[general])
        expect(error).toBeInstanceOf(MageError)
        expect(error).toMatchObject({ name: own, status, httpStatus, code, type, data: body })
        expect(error.message).toBe(
          `${status} ${type} from GET http://mage.test/api/pipelines/etl: It went wrong.`,
        )
        expect(error.attempts).toBe(1)
      }
    },
  )

  it('tells what was wrong as a list and by field', async () => {
    const errors = { __all__: ['no such role'], name: ['is missing', 'is no text'] }
    const error = await failing(() =>
      json({ error: { code: 200, message: 'Invalid.', type: 'record_invalid', errors } }),
    ).error
    expect(error).toBeInstanceOf(MageRecordInvalidError)
    expect(error.errors).toEqual(['no such role', 'name: is missing', 'name: is no text'])
    expect(error.fieldErrors).toEqual(errors)
    expect(error.message).toContain(': Invalid.; no such role; name: is missing; name: is no text')
    const listed = await failing(() =>
      json({ error: { code: 400, type: 'api_resource_error', errors: ['a', 7, 'b'] } }),
    ).error
    expect([listed.errors, listed.fieldErrors]).toEqual([['a', 'b'], {}])
  })

  it.each([
    ['its exception', { exception: 'Pipeline nope does not exist.', message: traceback }],
    ['the last line of its traceback', { message: traceback }],
    ['the words before its traceback', { message: `Pipeline nope does not exist.\n${traceback}` }],
  ])(
    'that Mage did not expect has %s as its sentence, and the traceback in its data',
    async (_, said) => {
      const body = {
        error: { code: 500, errors: ['  File "a.py"\n'], ...said },
        url_parameters: {},
      }
      const error = await failing(() => json(body)).error
      expect(error).toBeInstanceOf(MageInternalError)
      expect(error).toBeInstanceOf(core.InternalServerError)
      expect(error).toMatchObject({
        status: 500,
        httpStatus: 200,
        code: 500,
        errors: [],
        data: body,
      })
      expect(error.type).toBeUndefined()
      expect(error.message).toMatch(/: (Exception: )?Pipeline nope does not exist\.$/)
      expect(error.message).not.toMatch(/File|Traceback/)
    },
  )

  it('may be an empty answer', async () => {
    for (const body of ['', ' \n']) {
      const error = await failing(() => json(body)).error
      expect(error).toBeInstanceOf(MageInternalError)
      expect(error).toMatchObject({ status: 500, httpStatus: 200 })
      expect(error.message).toContain('its answer is empty')
    }
  })

  it('that Mage did not expect is not repeated, unless that was asked for', async () => {
    const empty = () => json('')
    const standard = failing(empty, { retry: 2 })
    expect(await standard.error).toBeInstanceOf(MageInternalError)
    expect(standard.sent).toHaveLength(1)
    const { mage, sent } = mageBefore(empty)
    await rejection(mage.pipelines.list({}, { retry: 3 }))
    expect(sent).toHaveLength(1)
    const asked = mageBefore(empty, { retry: { statusCodes: [500], baseDelay: 0 } })
    const error = rejection(asked.mage.pipelines.list())
    await asked.clock.advance(1)
    expect(await error).toMatchObject({ attempts: 3 })
    const own = mageBefore(empty, { retry: { next: ({ attempt }) => attempt < 2 && { delay: 0 } } })
    const other = rejection(own.mage.pipelines.list())
    await own.clock.advance(1)
    expect(await other).toMatchObject({ attempts: 2 })
  })

  it('of the server before Mage is repeated as the core does', async () => {
    const { mage, sent, clock } = mageBefore(
      (_, nth) =>
        nth === 1 ? new Response('busy', { status: 503 }) : json({ pipelines: [], metadata: null }),
      { retry: 2 },
    )
    const call = mage.pipelines.list()
    await clock.advance(1000)
    expect((await call).items).toEqual([])
    expect(sent).toHaveLength(2)
  })

  it('may be plain text, a page, or nothing but a status', async () => {
    const text = await failing(() => json('Error: Invalid path (path traversal detected)', 400))
      .error
    expect(text).toBeInstanceOf(core.BadRequestError)
    expect(text.message).toContain(': Error: Invalid path (path traversal detected)')
    const page = await failing(
      () =>
        new Response('<html><title>404: Not Found</title></html>', {
          status: 404,
          headers: { 'content-type': 'text/html' },
        }),
    ).error
    expect(page).toBeInstanceOf(core.NotFoundError)
    expect(page.message).toContain('Is baseURL the root of Mage, without /api?')
    const method = await failing(() => json('', 405)).error
    expect(method).toBeInstanceOf(core.MethodNotAllowedError)
    expect(method.message).toContain('does not take this method')
    for (const error of [text, page, method]) {
      expect(error).toBeInstanceOf(MageError)
      expect(error.httpStatus).toBe(error.status)
    }
  })

  it('of an unknown type has the class of its code', async () => {
    const error = await failing(() =>
      json({ error: { code: 409, message: 'Taken.', type: 'record_taken' } }),
    ).error
    expect(error).toBeInstanceOf(core.ConflictError)
    expect(error).toMatchObject({ name: 'MageError', status: 409, httpStatus: 200 })
    const text = await failing(() => json({ error: 'It went wrong.' })).error
    expect(text).toMatchObject({ name: 'MageInternalError', status: 500 })
    expect(text.message).toContain(': It went wrong.')
  })

  it('is seen in the text of a JSON answer too', async () => {
    const body = { error: { code: 404, type: 'record_not_found', message: 'no' } }
    const { mage } = mageBefore(() => json(body))
    const error = await rejection(mage.$client.get('api/users/1', { parseAs: 'text' }))
    expect(error).toMatchObject({ name: 'MageRecordNotFoundError', status: 404 })
  })

  it('is none where an answer has nothing to say', async () => {
    const { mage } = mageBefore(({ method }) =>
      method === 'OPTIONS' ? new Response(null, { status: 204 }) : json('', 200),
    )
    expect(await mage.$client.request('OPTIONS', 'api/pipelines')).toBeUndefined()
    expect(await mage.$client.head('api/pipelines')).toBeUndefined()
  })
})
