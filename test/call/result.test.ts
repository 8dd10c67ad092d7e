import type { StandardSchemaV1 } from '@standard-schema/spec'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { type CallOptions, type HttpError, ValidationError } from '../../src/index'
import { rejection, stage } from '../stage'

const user = v.object({ id: v.number(), name: v.string() })
const get = (data: unknown, options: CallOptions) =>
  stage(() => Response.json(data, { headers: { 'x-request-id': 'r-1' } })).api.get('users', options)

describe('a schema', () => {
  test('lets through what fits', async () => {
    expect(await get({ id: 7, name: 'Ada' }, { schema: user })).toEqual({ id: 7, name: 'Ada' })
  })

  test('gives its output, not its input', async () => {
    const schema = v.pipe(
      user,
      v.transform(({ id }) => `user ${id}`),
    )
    expect(await get({ id: 7, name: 'Ada', more: 1 }, { schema })).toBe('user 7')
  })

  test('may be async', async () => {
    const schema = v.pipeAsync(
      user,
      v.checkAsync(async ({ id }) => id > 7, 'too small'),
      v.transformAsync(async ({ name }) => name),
    )
    expect(await get({ id: 8, name: 'Ada' }, { schema })).toBe('Ada')
    const error = await rejection(get({ id: 7, name: 'Ada' }, { schema }))
    expect(error).toBeInstanceOf(ValidationError)
    expect(error.message).toContain('too small')
  })

  test('may be any function or object that keeps to the standard', async () => {
    const standard: StandardSchemaV1<unknown, string>['~standard'] = {
      version: 1,
      vendor: 'own',
      validate: (value) => ({ value: `own ${JSON.stringify(value)}` }),
    }
    const callable = Object.assign(() => {}, { '~standard': standard })
    expect(await get(1, { schema: { '~standard': standard } })).toBe('own 1')
    expect(await get(1, { schema: callable })).toBe('own 1')
  })

  test('judges an empty answer, too', async () => {
    const { api } = stage(() => new Response(null, { status: 204 }))
    expect(await api.delete('x', { schema: v.undefined() })).toBeUndefined()
    expect(await rejection(api.delete('x', { schema: user }))).toBeInstanceOf(ValidationError)
  })

  test('does not judge an error, nor a Response that is asked for', async () => {
    const { api } = stage((_, nth) => Response.json({}, { status: nth === 1 ? 404 : 200 }))
    expect((await rejection<HttpError>(api.get('x', { schema: user }))).status).toBe(404)
    const response = await api.get('x', { schema: user }).asResponse()
    expect(await response.json()).toEqual({})
  })

  test('that fails by itself rejects with its own error', async () => {
    const broken = new Error('schema is broken')
    const schema: StandardSchemaV1 = {
      '~standard': {
        version: 1,
        vendor: 'own',
        validate() {
          throw broken
        },
      },
    }
    expect(await rejection(get(1, { schema }))).toBe(broken)
  })
})

describe('an answer that does not fit', () => {
  test('is a ValidationError with issues, data and what is known of the call', async () => {
    const data = { id: 'seven', name: 1 }
    const error = await rejection<ValidationError>(get(data, { schema: user, query: { k: 'v' } }))
    expect(error).toBeInstanceOf(ValidationError)
    expect(error.issues).toHaveLength(2)
    expect(error.issues[0]).toMatchObject({ path: [{ key: 'id' }] })
    expect(error).toMatchObject({
      data,
      attempts: 1,
      method: 'GET',
      url: 'https://api.example.com/v1/users?k=…',
    })
    expect(error.message).toContain('GET https://api.example.com/v1/users?k=…')
    expect(error.message).toContain('id: ')
  })

  test('says which answer it was', async () => {
    const error = await rejection<ValidationError>(get({}, { schema: user }))
    expect(error).toMatchObject({ status: 200, requestId: 'r-1' })
  })

  test('names the place however deep it is', async () => {
    const schema = v.object({ users: v.array(user) })
    const error = await rejection(get({ users: [{ id: 1, name: 2 }] }, { schema }))
    expect(error.message).toContain('users.0.name: ')
  })

  test('may have issues with plain paths or none', async () => {
    const failing = (issues: StandardSchemaV1.Issue[]): StandardSchemaV1 => ({
      '~standard': { version: 1, vendor: 'own', validate: () => ({ issues }) },
    })
    const messageFor = async (issues: StandardSchemaV1.Issue[]) =>
      (await rejection(get(1, { schema: failing(issues) }))).message
    expect(await messageFor([{ message: 'wrong', path: ['a', 0] }])).toContain('a.0: wrong')
    expect(await messageFor([{ message: 'wrong' }])).toContain('wrong')
    expect(await messageFor([])).toContain('does not fit the schema')
  })

  test('is not asked for again', async () => {
    const { api, sent } = stage(() => Response.json({}), { retry: 2 })
    await rejection(api.get('x', { schema: user }))
    expect(sent).toHaveLength(1)
  })
})
