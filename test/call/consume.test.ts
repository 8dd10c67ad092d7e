import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type CallOptions,
  HttpError,
  NetworkError,
  type ParseAs,
  ParseError,
  PortolanError,
} from '../../src/index'
import { rejection, stage } from '../stage'

const typed = (body: BodyInit | null, type: string | undefined, status = 200): Response => {
  const response = new Response(body, { status })
  if (type === undefined) response.headers.delete('content-type')
  else response.headers.set('content-type', type)
  return response
}
const get = (response: Response, options: CallOptions = {}, client = {}) =>
  stage(() => response, client).api.get('x', options)

/** A body that breaks off after its first chunk. */
const cut = (text: string): ReadableStream<Uint8Array<ArrayBuffer>> => {
  let begun = false
  return new ReadableStream(
    {
      pull(controller) {
        if (begun) controller.error(new TypeError('terminated'))
        else controller.enqueue(new TextEncoder().encode(text))
        begun = true
      },
    },
    { highWaterMark: 0 },
  )
}

describe('a body by its Content-Type', () => {
  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON',
    'application/problem+json',
    'application/vnd.api+json;profile="x"',
  ])('%s is JSON', async (type) => {
    expect(await get(typed('{"a":[1,null]}', type))).toEqual({ a: [1, null] })
  })

  test.each([
    'text/plain',
    'text/html; charset=utf-8',
    'TEXT/CSV',
    'application/xml',
    'application/atom+xml',
    'image/svg+xml',
    'application/javascript',
    'application/x-www-form-urlencoded',
  ])('%s is text', async (type) => {
    expect(await get(typed('{"a":1}', type))).toBe('{"a":1}')
  })

  test.each(['application/octet-stream', 'application/pdf', 'image/png', 'application/x-ndjson'])(
    '%s is a Blob of that type',
    async (type) => {
      const blob = await get(typed('{"a":1}', type))
      expect(blob).toBeInstanceOf(Blob)
      expect((blob as Blob).type).toBe(type)
      expect(await (blob as Blob).text()).toBe('{"a":1}')
    },
  )

  test.each(['text/event-stream', 'text/event-stream; charset=utf-8'])(
    '%s is a stream',
    async (type) => {
      const stream = await get(typed('data: 1\n\n', type))
      expect(stream).toBeInstanceOf(ReadableStream)
      expect(await new Response(stream as ReadableStream).text()).toBe('data: 1\n\n')
    },
  )

  test('without one is JSON where it reads as JSON, and text elsewhere', async () => {
    expect(await get(typed(new TextEncoder().encode('{"a":1}'), undefined))).toEqual({ a: 1 })
    expect(await get(typed(new TextEncoder().encode('hello'), undefined))).toBe('hello')
  })
})

describe('parseAs', () => {
  const body = '{"a":1}'
  const bytes = new TextEncoder().encode(body)

  test.each<[ParseAs, unknown]>([
    ['json', { a: 1 }],
    ['text', body],
  ])('%s goes before the Content-Type', async (parseAs, data) => {
    for (const type of ['text/plain', 'application/json', 'image/png', undefined]) {
      expect(await get(typed(body, type), { parseAs })).toEqual(data)
    }
  })

  test('blob and arrayBuffer give the bytes as they are', async () => {
    const blob = await get(typed(bytes, 'application/json'), { parseAs: 'blob' })
    expect(blob).toBeInstanceOf(Blob)
    expect(await (blob as Blob).text()).toBe(body)
    const buffer = await get(typed(bytes, 'application/json'), { parseAs: 'arrayBuffer' })
    expect(new Uint8Array(buffer as ArrayBuffer)).toEqual(bytes)
  })

  test('stream gives the body unread', async () => {
    const stream = await get(typed(bytes, 'application/json'), { parseAs: 'stream' })
    expect(stream).toBeInstanceOf(ReadableStream)
    expect(await new Response(stream as ReadableStream).text()).toBe(body)
  })

  test('of the client holds where the call says nothing', async () => {
    expect(await get(typed(body, 'application/json'), {}, { parseAs: 'text' })).toBe(body)
    const over = get(typed(body, 'text/plain'), { parseAs: 'json' }, { parseAs: 'text' })
    expect(await over).toEqual({ a: 1 })
  })
})

describe('an answer without a body', () => {
  test.each([204, 205, 304])('%i is undefined, whatever its Content-Type', async (status) => {
    for (const parseAs of ['auto', 'json', 'text', 'blob', 'arrayBuffer', 'stream'] as const) {
      expect(await get(typed(null, 'application/json', status), { parseAs })).toBeUndefined()
    }
  })

  test('to HEAD is undefined', async () => {
    const { api } = stage(() => typed(null, 'application/json'))
    const { data, response } = await api.head('x').withResponse()
    expect(data).toBeUndefined()
    expect(response.headers.get('content-type')).toBe('application/json')
  })

  test.each(['', ' ', '\r\n\t'])('of JSON, being %j, is undefined', async (text) => {
    expect(await get(typed(text, 'application/json'))).toBeUndefined()
    expect(await get(typed(text, 'text/plain'), { parseAs: 'json' })).toBeUndefined()
  })

  test('of text is an empty text, of bytes no bytes', async () => {
    expect(await get(typed('', 'text/plain'))).toBe('')
    expect(((await get(typed('', 'image/png'))) as Blob).size).toBe(0)
    expect(await get(typed(null, undefined))).toBeUndefined()
  })
})

describe('JSON', () => {
  test('may begin with a byte order mark', async () => {
    expect(await get(typed('\ufeff{"a":1}', 'application/json'))).toEqual({ a: 1 })
    const error = await rejection<HttpError>(
      get(typed('\ufeff{"message":"said"}', 'application/json', 400)),
    )
    expect(error.data).toEqual({ message: 'said' })
  })

  test('is read by parseJson where there is one, in errors too', async () => {
    const parseJson = (text: string) => ({ parsed: JSON.parse(text) })
    expect(await get(typed('1', 'application/json'), {}, { parseJson })).toEqual({ parsed: 1 })
    const failed = get(typed('[1]', 'application/json', 400), {}, { parseJson })
    expect((await rejection<HttpError>(failed)).data).toEqual({ parsed: [1] })
  })

  test.each(['{"a":1', '<html>', 'undefined', "{'a':1}", '{"a":1}{"b":2}'])(
    'that does not parse is a ParseError that holds its text: %s',
    async (text) => {
      const response = typed(text, 'application/json')
      response.headers.set('x-request-id', 'r-1')
      const error = await rejection<ParseError>(get(response))
      expect(error).toBeInstanceOf(ParseError)
      expect(error).toMatchObject({
        data: text,
        status: 200,
        requestId: 'r-1',
        attempts: 1,
        cause: { name: 'SyntaxError' },
      })
      expect(error.headers?.get('content-type')).toBe('application/json')
      expect(error.message).toContain(text)
    },
  )

  test('that does not parse is quoted only so far', async () => {
    const error = await rejection<ParseError>(get(typed('x'.repeat(5000), 'application/json')))
    expect(error.message.length).toBeLessThan(300)
    expect(error.data).toHaveLength(5000)
  })

  test('of any bytes is a value or a typed error', async () => {
    const body = fc.oneof(
      fc.uint8Array().map((bytes) => new Uint8Array(bytes)),
      fc.json().map((text) => new TextEncoder().encode(text)),
    )
    await fc.assert(
      fc.asyncProperty(body, fc.constantFrom(200, 400, 503), async (bytes, status) => {
        const [result] = await Promise.allSettled([get(typed(bytes, 'application/json', status))])
        if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(PortolanError)
        else expect(status).toBe(200)
      }),
    )
  })
})

describe('a charset', () => {
  // Latin-1 "Grüße", Windows-1251 "П", Shift_JIS "あ".
  test.each([
    ['iso-8859-1', [0x47, 0x72, 0xfc, 0xdf, 0x65], 'Grüße'],
    ['"windows-1251"', [0xcf], 'П'],
    ['Shift_JIS', [0x82, 0xa0], 'あ'],
    ['utf-8', [0xe2, 0x82, 0xac], '€'],
    ['utf-8', [0xef, 0xbb, 0xbf, 0x61], 'a'],
    ['no-such-charset', [0xe2, 0x82, 0xac], '€'],
  ])('%s is read as such, in data and in errors', async (charset, bytes, text) => {
    const type = `; charset=${charset}`
    const plain = new Uint8Array(bytes)
    expect(await get(typed(plain, `text/plain${type}`))).toBe(text)
    const json = new Uint8Array([0x22, ...bytes.slice(text === 'a' ? 3 : 0), 0x22])
    expect(await get(typed(json, `application/json${type}`))).toBe(text)
    const error = await rejection(get(typed(plain, `text/plain${type}`, 400)))
    expect(error.data).toBe(text)
  })
})

describe('a body that breaks off', () => {
  test.each<ParseAs>(['auto', 'json', 'text', 'blob', 'arrayBuffer'])(
    'is a NetworkError, read as %s',
    async (parseAs) => {
      const response = typed(cut('{"a":'), 'application/json')
      const error = await rejection(get(response, { parseAs }))
      expect(error).toBeInstanceOf(NetworkError)
      expect(error).toMatchObject({ attempts: 1, cause: { message: 'terminated' } })
    },
  )

  test('still knows the status and the request id that came', async () => {
    const response = typed(cut('{"a":'), 'application/json')
    response.headers.set('x-request-id', 'r-1')
    const error = await rejection(get(response))
    expect(error).toMatchObject({ status: 200, requestId: 'r-1' })
  })

  test('of an error still tells what came, and its status', async () => {
    const error = await rejection<HttpError>(get(typed(cut('half a sen'), 'text/plain', 500)))
    expect(error).toMatchObject({ name: 'InternalServerError', data: 'half a sen' })
  })
})

describe('the body of an error', () => {
  const errorOf = (body: BodyInit | null, type = 'application/json') =>
    rejection<HttpError>(get(typed(body, type, 400)))

  test('is its data: JSON, text, or nothing', async () => {
    expect((await errorOf('{"code":7}')).data).toEqual({ code: 7 })
    expect((await errorOf('[1]', 'text/plain')).data).toEqual([1])
    expect((await errorOf('plain words', 'text/plain')).data).toBe('plain words')
    expect((await errorOf('{"code":', 'application/json')).data).toBe('{"code":')
    expect((await errorOf('')).data).toBeUndefined()
    expect((await errorOf(null)).data).toBeUndefined()
  })

  test.each([
    [{ message: 'said' }],
    [{ error: 'said' }],
    [{ error: { message: 'said', code: 7 } }],
    [{ errors: [{ message: 'said' }] }],
    [{ detail: 'said', title: 'Title' }],
    [{ title: 'said' }],
    [{ message: { nested: 1 }, detail: 'said' }],
  ])('puts its sentence into the message: %j', async (body) => {
    const error = await errorOf(JSON.stringify(body))
    expect(error.message).toBe('400 from GET https://api.example.com/v1/x: said')
  })

  test.each([
    '{}',
    'null',
    '[]',
    '7',
    '{"errors":[]}',
    '{"errors":null}',
    '{"errors":"x"}',
    '{"errors":[null]}',
    '{"error":null}',
    '{"message":{}}',
  ])('without a sentence leaves the message as it is: %s', async (body) => {
    expect((await errorOf(body)).message).toBe('400 from GET https://api.example.com/v1/x')
  })

  test('that has a long sentence is quoted only so far', async () => {
    const error = await errorOf(JSON.stringify({ message: 'long '.repeat(10_000) }))
    expect(error.message.length).toBeLessThan(500)
  })

  test('is read for 1 MiB and then let go', async () => {
    let pulled = 0
    let cancelled = false
    const chunk = new TextEncoder().encode('x'.repeat(100_000))
    const endless = new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        pull(controller) {
          pulled += 1
          controller.enqueue(chunk)
        },
        cancel() {
          cancelled = true
        },
      },
      { highWaterMark: 0 },
    )
    const error = await errorOf(endless, 'text/plain')
    expect(error.data).toHaveLength(1024 * 1024)
    expect(cancelled).toBe(true)
    expect(pulled).toBeLessThan(15)
  })

  test('may cut a letter in two between its chunks', async () => {
    const bytes = new TextEncoder().encode('größe')
    const chunks = [bytes.subarray(0, 3), bytes.subarray(3)]
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start(controller) {
        for (const each of chunks) controller.enqueue(each)
        controller.close()
      },
    })
    expect((await errorOf(body, 'text/plain')).data).toBe('größe')
  })
})

describe('a redirect that was not followed', () => {
  test.each([301, 302, 307, 308])('is an HttpError: %i', async (status) => {
    const error = await rejection(get(new Response(null, { status, headers: { location: '/y' } })))
    expect(error).toBeInstanceOf(HttpError)
    expect(error).toMatchObject({ status })
  })
})

describe('an answer that nobody reads', () => {
  test('has its body cancelled', async () => {
    let cancelled = 0
    const body = () =>
      new ReadableStream<Uint8Array<ArrayBuffer>>({
        cancel() {
          cancelled += 1
        },
      })
    const { api } = stage(undefined, { fetch: async () => new Response(body()) })
    await api.head('x')
    expect(cancelled).toBe(1)
  })
})
