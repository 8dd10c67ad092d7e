import { inspect } from 'node:util'
import { describe, expect, test, vi } from 'vitest'
import {
  ConfigError,
  HttpError,
  NetworkError,
  NotFoundError,
  PortolanError,
  ServerError,
} from '../../src/errors/index'
import { addCause, countAs } from '../../src/errors/PortolanError'

const secret = 'tok-5f2d9'
const full = (facts = {}) =>
  new NotFoundError(`404 from GET https://api.example.com/v1/users: no ${secret} here`, {
    status: 404,
    data: { hint: `your token was ${secret}`, id: 7 },
    headers: new Headers({ 'x-echo': secret }),
    requestId: 'req-1',
    retryAfter: 1500,
    attempts: 2,
    method: 'GET',
    url: 'https://api.example.com/v1/users',
    secrets: [secret],
    ...facts,
  })

describe('instanceof', () => {
  test('holds for the class, its ancestors and Error', () => {
    const error = full()
    for (const type of [NotFoundError, HttpError, PortolanError, Error]) {
      expect(error instanceof type).toBe(true)
    }
    expect(error instanceof ServerError).toBe(false)
    expect(error instanceof ConfigError).toBe(false)
  })

  test('does not hold the other way: an ancestor is no descendant', () => {
    const error = new HttpError('418', { status: 418 })
    expect(error instanceof NotFoundError).toBe(false)
    expect(new PortolanError('x') instanceof HttpError).toBe(false)
  })

  test('holds across copies of the library, in both directions', async () => {
    vi.resetModules()
    const other = await import('../../src/errors/index')
    expect(other.NotFoundError).not.toBe(NotFoundError)
    const theirs = new other.NotFoundError('404', { status: 404 })
    expect(theirs instanceof NotFoundError).toBe(true)
    expect(theirs instanceof HttpError).toBe(true)
    expect(theirs instanceof ServerError).toBe(false)
    const ours = full()
    expect(ours instanceof other.NotFoundError).toBe(true)
    expect(ours instanceof other.ServerError).toBe(false)
  })

  test("of a user's subclass holds for itself only", async () => {
    class Mine extends NotFoundError {}
    const mine = new Mine('gone', { status: 404 })
    expect(mine instanceof Mine).toBe(true)
    expect(mine instanceof NotFoundError).toBe(true)
    expect(full() instanceof Mine).toBe(false)
    vi.resetModules()
    const other = await import('../../src/errors/index')
    expect(new other.NotFoundError('404', { status: 404 }) instanceof Mine).toBe(false)
    expect(mine instanceof other.NotFoundError).toBe(true)
  })

  test("of an API's own class holds for the core's class that it counts as", () => {
    class OwnError extends HttpError {
      static override readonly brand: string = 'OwnError'
    }
    const error = new OwnError('404', { status: 404 })
    expect(error instanceof NotFoundError).toBe(false)
    countAs(error, NotFoundError)
    expect(error instanceof NotFoundError).toBe(true)
    expect(error instanceof OwnError).toBe(true)
    expect(full() instanceof OwnError).toBe(false)
  })

  test.each([null, undefined, 7, 'text', {}, new Error('x'), () => {}])(
    'is false for %s',
    (value) => {
      expect((value as unknown) instanceof PortolanError).toBe(false)
    },
  )
})

describe('an error', () => {
  test('has the name of its class', () => {
    expect(full().name).toBe('NotFoundError')
    expect(String(new PortolanError('x'))).toBe('PortolanError: x')
  })

  test('carries what it is told', () => {
    expect(full()).toMatchObject({
      status: 404,
      data: { id: 7 },
      requestId: 'req-1',
      retryAfter: 1500,
      attempts: 2,
      method: 'GET',
      url: 'https://api.example.com/v1/users',
    })
    expect(full().headers?.get('x-echo')).toBe(secret)
  })

  test('has no fields for what it is not told', () => {
    const error = new PortolanError('x', { status: undefined, cause: undefined })
    expect(Object.keys(error)).toEqual([])
    expect('cause' in error).toBe(false)
    expect('data' in error).toBe(false)
  })

  test('shows secrets neither in its message nor in its stack', () => {
    const error = full()
    expect(error.message).toBe('404 from GET https://api.example.com/v1/users: no [redacted] here')
    expect(error.stack).toContain('PortolanError.test')
    expect(error.stack).not.toContain(secret)
  })

  test('has its secrets in none of its properties', () => {
    const names = Reflect.ownKeys(full({ data: undefined, headers: undefined }))
    expect(names).not.toContain('secrets')
    const values = names.map((name) => inspect(Reflect.get(full({ data: 1 }), name)))
    expect(values.join()).not.toContain(secret)
  })
})

describe('toJSON', () => {
  test('tells all but headers, secrets and stack', () => {
    expect(JSON.parse(JSON.stringify(full({ cause: new TypeError(`bad ${secret}`) })))).toEqual({
      name: 'NotFoundError',
      message: '404 from GET https://api.example.com/v1/users: no [redacted] here',
      status: 404,
      requestId: 'req-1',
      retryAfter: 1500,
      attempts: 2,
      method: 'GET',
      url: 'https://api.example.com/v1/users',
      data: { hint: 'your token was [redacted]', id: 7 },
      cause: { name: 'TypeError', message: 'bad [redacted]' },
    })
  })

  test('leaves out data and cause where there are none', () => {
    expect(new PortolanError('x').toJSON()).toEqual({ name: 'PortolanError', message: 'x' })
  })

  test('keeps data that is null, false or 0', () => {
    for (const data of [null, false, 0]) expect(full({ data }).toJSON()).toMatchObject({ data })
  })

  test('keeps all that is no secret, in whatever text it stands', () => {
    const data = { text: `see "https://x.example/?page=1" and ${secret}`, code: 7 }
    expect(full({ data }).toJSON()).toMatchObject({
      data: { text: expect.stringContaining('and [redacted]'), code: 7 },
    })
  })

  test('hides a secret that is a number in the data', () => {
    const json = full({ data: { pin: 123456, code: 7 }, secrets: ['123456'] }).toJSON()
    expect(JSON.stringify(json)).not.toContain('123456')
    expect(json).toMatchObject({ data: { code: 7 } })
  })

  test('writes a cause of ours as its own toJSON does', () => {
    const json = new PortolanError('outer', { cause: full() }).toJSON()
    expect(json.cause).toMatchObject({ name: 'NotFoundError', data: { id: 7 } })
    expect(JSON.stringify(json)).not.toContain(secret)
  })

  test('never throws, whatever the data', () => {
    const cycle: Record<string, unknown> = { secret }
    cycle.self = cycle
    expect(full({ data: cycle }).toJSON().data).toEqual({
      secret: '[redacted]',
      self: '[circular]',
    })
  })
})

describe('inspect', () => {
  test('shows facts, and neither data, headers nor secrets', () => {
    const text = inspect(full({ cause: new TypeError(`bad ${secret}`) }), { depth: 9 })
    expect(text).toContain('NotFoundError')
    expect(text).toContain("requestId: 'req-1'")
    expect(text).toContain('bad [redacted]')
    expect(text).not.toContain(secret)
    expect(text).not.toContain('hint')
    expect(text).not.toContain('x-echo')
    expect(text).not.toContain('brands')
  })
})

describe('the cause', () => {
  const causeOf = (cause: unknown) =>
    full({ cause }).cause as Error & { code?: string; [name: string]: unknown }

  test('is a copy of name, message and code, without anything else', () => {
    const original = Object.assign(new TypeError('fetch failed'), {
      code: 'ECONNRESET',
      request: { headers: { authorization: secret } },
    })
    const copy = causeOf(original)
    expect(copy).not.toBe(original)
    expect(copy).toBeInstanceOf(Error)
    expect([copy.name, copy.message, copy.code]).toEqual([
      'TypeError',
      'fetch failed',
      'ECONNRESET',
    ])
    expect(Object.keys(copy)).toEqual(['code'])
    expect(copy.stack).toBe('TypeError: fetch failed')
  })

  test('has no secret in message, stack or URL', () => {
    const copy = causeOf(
      new Error(`connect ${secret} via https://api.example.com/x?key=hidden-77&page=2`),
    )
    expect(copy.message).toBe('connect [redacted] via https://api.example.com/x?key=…&page=…')
    expect(inspect(copy)).not.toMatch(/tok-5f2d9|hidden-77/)
  })

  test('says what its own cause says, with its code', () => {
    const socket = Object.assign(new Error('The connection was reset.'), { code: 'ECONNRESET' })
    const copy = causeOf(new TypeError('fetch failed', { cause: socket }))
    expect(copy.message).toBe('fetch failed: The connection was reset.')
    expect(copy.code).toBe('ECONNRESET')
  })

  test('may be anything that can be thrown', () => {
    expect(causeOf('plain text').message).toBe('plain text')
    expect(causeOf(null).message).toBe('null')
    expect(causeOf(7).message).toBe('7')
  })

  test('of ours is kept as it is', () => {
    const inner = new NetworkError('No answer.')
    expect(full({ cause: inner }).cause).toBe(inner)
  })

  test('can be added later, and does not show in enumeration', () => {
    const error = full()
    const inner = new NetworkError('No answer.')
    addCause(error, inner)
    expect(error.cause).toBe(inner)
    expect(Object.keys(error)).not.toContain('cause')
  })
})
