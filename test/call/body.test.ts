import { describe, expect, test, vi } from 'vitest'
import { bodyFrom, withField } from '../../src/call/body'
import { type CallOptions, ConfigError, HttpError } from '../../src/index'
import { rejection, stage } from '../stage'

async function sentWith(options: CallOptions, client = {}) {
  const { api, sent } = stage(undefined, client)
  await api.post('x', options)
  const [request] = sent as [Request]
  return { type: request.headers.get('content-type'), text: await request.text() }
}

const streamOf = (...chunks: string[]) =>
  new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk))
      controller.close()
    },
  })

describe('json', () => {
  test.each([
    [{ a: [1, null] }, '{"a":[1,null]}'],
    ['text', '"text"'],
    [0, '0'],
    [false, 'false'],
    [null, 'null'],
    [[], '[]'],
    [{ toJSON: () => 'own' }, '"own"'],
  ])('%j is sent as application/json', async (json, text) => {
    expect(await sentWith({ json })).toEqual({ type: 'application/json', text })
  })

  test('that is undefined is no body', async () => {
    expect(await sentWith({ json: undefined })).toEqual({ type: null, text: '' })
  })

  test('is written by stringifyJson where there is one', async () => {
    const stringifyJson = (value: unknown) => `{"mine":${JSON.stringify(value)}}`
    expect((await sentWith({ json: 7 }, { stringifyJson })).text).toBe('{"mine":7}')
  })

  const cycle: Record<string, unknown> = {}
  cycle.self = cycle
  test.each([
    ['a cycle', cycle],
    ['a bigint', { id: 7n }],
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
  ])('that is %s is a ConfigError', async (_, json) => {
    const { api, sent } = stage()
    const error = await rejection(api.post('x', { json }))
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toMatch(/^json must be/)
    expect(sent).toHaveLength(0)
  })

  test('keeps the Content-Type of the call, and replaces that of the client', async () => {
    const type = 'application/merge-patch+json'
    expect((await sentWith({ json: 1, headers: { 'Content-Type': type } })).type).toBe(type)
    const client = { headers: { 'content-type': 'text/plain' } }
    expect((await sentWith({ json: 1 }, client)).type).toBe('application/json')
  })
})

describe('form', () => {
  test('is sent urlencoded, by the rules of a query', async () => {
    const form = { a: ['1', 2], b: undefined, 'c d': 'é&', at: new Date(0) }
    expect(await sentWith({ form })).toEqual({
      type: 'application/x-www-form-urlencoded',
      text: 'a=1&a=2&c%20d=%C3%A9%26&at=1970-01-01T00%3A00%3A00.000Z',
    })
  })

  test('may be URLSearchParams', async () => {
    expect((await sentWith({ form: new URLSearchParams('a=1&a=2') })).text).toBe('a=1&a=2')
  })

  test('refuses what a query refuses', async () => {
    const call = stage().api.post('x', { form: { a: null } as never })
    expect(await rejection(call)).toBeInstanceOf(ConfigError)
  })
})

describe('body', () => {
  test.each<[string, CallOptions['body'], string | RegExp | null, string]>([
    ['a text', 'hello', /^text\/plain/, 'hello'],
    ['an empty text', '', /^text\/plain/, ''],
    ['URLSearchParams', new URLSearchParams('a=1'), /^application\/x-www-form-urlencoded/, 'a=1'],
    ['a Blob with a type', new Blob(['hi'], { type: 'image/png' }), 'image/png', 'hi'],
    ['a File', new File(['hi'], 'a.txt', { type: 'text/x-own' }), 'text/x-own', 'hi'],
    ['bytes', new TextEncoder().encode('bytes'), null, 'bytes'],
    ['a part of a buffer', new TextEncoder().encode('bytes').subarray(1, 3), null, 'yt'],
    ['an ArrayBuffer', new TextEncoder().encode('bytes').buffer, null, 'bytes'],
    ['a DataView', new DataView(new TextEncoder().encode('bytes').buffer), null, 'bytes'],
    ['a stream', streamOf('one ', 'two'), null, 'one two'],
    ['a function of a text', () => 'made', /^text\/plain/, 'made'],
    ['a function of a stream', () => streamOf('made'), null, 'made'],
    ['a function of bytes', () => new TextEncoder().encode('made'), null, 'made'],
  ])('may be %s', async (_, body, type, text) => {
    const sent = await sentWith({ body })
    expect(sent.text).toBe(text)
    if (type === null) expect(sent.type).toBeNull()
    else expect(sent.type).toMatch(type)
  })

  test('may be FormData, whose Content-Type with its boundary is for fetch to write', async () => {
    const { api, given, sent } = stage()
    const body = new FormData()
    body.set('field', 'value')
    await api.post('x', { body })
    expect(given[0]?.init.body).toBe(body)
    expect(new Headers(given[0]?.init.headers).has('content-type')).toBe(false)
    expect(sent[0]?.headers.get('content-type')).toMatch(/^multipart\/form-data; boundary=/)
    expect((await sent[0]?.formData())?.get('field')).toBe('value')
  })

  test.each([undefined, null])('that is %s is none', async (body) => {
    expect(await sentWith({ body } as CallOptions)).toEqual({ type: null, text: '' })
  })

  test.each([
    ['a plain object', { a: 1 }],
    ['an array', [1]],
    ['a number', 7],
    ['a date', new Date(0)],
    ['a map', new Map()],
  ])('that is %s is a ConfigError that names json', async (_, body) => {
    const { api, sent } = stage()
    for (const given of [body, () => body]) {
      const error = await rejection(api.post('x', { body: given as unknown as BodyInit }))
      expect(error).toBeInstanceOf(ConfigError)
      expect(error.message).toContain('json')
    }
    expect(sent).toHaveLength(0)
  })

  test('that is a stream says that it is sent in one direction at a time', async () => {
    const { api, given } = stage()
    await api.post('x', { body: streamOf('a') })
    await api.post('x', { body: 'text' })
    expect(given[0]?.init).toMatchObject({ duplex: 'half' })
    expect(given[1]?.init).not.toHaveProperty('duplex')
  })
})

describe('a request', () => {
  test.each([
    { json: 1, form: { a: 1 } },
    { json: 1, body: 'x' },
    { form: { a: 1 }, body: 'x' },
    { json: null, body: '' },
  ])('takes one body, not two: %j', async (options) => {
    const { api, sent } = stage()
    const error = await rejection(api.post('x', options))
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toMatch(/one of json, form and body/)
    expect(sent).toHaveLength(0)
  })

  test('takes one body beside others that are undefined', async () => {
    expect(
      (await sentWith({ json: 1, form: undefined, body: undefined } as CallOptions)).text,
    ).toBe('1')
  })

  test.each(['GET', 'HEAD', 'get'])('that is a %s takes none', async (method) => {
    const { api, sent } = stage()
    for (const options of [{ json: 1 }, { form: {} }, { body: 'x' }]) {
      const error = await rejection(api.request(method, 'x', options))
      expect(error).toBeInstanceOf(ConfigError)
      expect(error.message).toContain(Object.keys(options)[0])
    }
    expect(sent).toHaveLength(0)
  })

  test('that is a DELETE may have one', async () => {
    const { api, sent } = stage()
    await api.delete('x', { json: { ids: [1] } })
    expect(await sent[0]?.text()).toBe('{"ids":[1]}')
  })
})

describe('a repeat', () => {
  const twice = (options: CallOptions) => {
    const set = stage(
      (_, nth) => (nth === 1 ? new Response('', { status: 503 }) : Response.json(1)),
      { retry: 1 },
    )
    return { ...set, call: set.api.put('x', options) }
  }

  test.each<[string, () => CallOptions]>([
    ['json', () => ({ json: { a: 1 } })],
    ['a form', () => ({ form: { a: 1 } })],
    ['bytes', () => ({ body: new Uint8Array([1, 2]) })],
    ['a Blob', () => ({ body: new Blob(['a']) })],
  ])('of %s sends the same', async (_, options) => {
    const { call, clock, sent } = twice(options())
    await clock.advance(60_000)
    await call
    const [first, second] = await Promise.all(sent.map((request) => request.text()))
    expect(second).toBe(first)
    expect(first).not.toBe('')
  })

  test('asks a function for a body of its own', async () => {
    let made = 0
    const body = vi.fn(() => streamOf(`body ${++made}`))
    const { call, clock, sent } = twice({ body })
    await clock.advance(60_000)
    await call
    expect(await Promise.all(sent.map((request) => request.text()))).toEqual(['body 1', 'body 2'])
    expect(body).toHaveBeenCalledTimes(2)
  })

  test('of a stream does not happen, and the error says why', async () => {
    const { call, clock, sent } = twice({ body: streamOf('once') })
    const failed = rejection(call)
    await clock.advance(60_000)
    const error = await failed
    expect(error).toBeInstanceOf(HttpError)
    expect(error.message).toMatch(/stream.*function/)
    expect(sent).toHaveLength(1)
  })

  test('writes JSON once: what changes meanwhile does not show', async () => {
    const json = { a: 1 }
    const { call, clock, sent } = twice({ json })
    await clock.settle()
    json.a = 2
    await clock.advance(60_000)
    await call
    expect(await Promise.all(sent.map((request) => request.text()))).toEqual(['{"a":1}', '{"a":1}'])
  })
})

describe('a field that is added', () => {
  const stringify = JSON.stringify
  const json = (text: string) => bodyFrom({ json: 1 }, 'POST', () => text)

  test.each([
    ['{}', '{"k":"v"}'],
    [' {\n} ', '{"k":"v"}'],
    ['{"a":{"b":1}}', '{"k":"v","a":{"b":1}}'],
    ['\n{ "a": 12345678901234567890 }\n', '{"k":"v","a": 12345678901234567890 }'],
  ])('stands first in %j', (text, wanted) => {
    expect(withField(json(text), 'k', 'v').text).toBe(wanted)
  })

  test('is escaped, name and value', () => {
    expect(JSON.parse(withField(json('{}'), 'a"b', 'c\nd').text ?? '')).toEqual({ 'a"b': 'c\nd' })
    const form = bodyFrom({ form: { x: 1 } }, 'POST', stringify)
    expect(withField(form, 'a b', 'c&d').text).toBe('x=1&a%20b=c%26d')
  })

  test('leaves the body that it is added to as it was', () => {
    const body = json('{"a":1}')
    withField(body, 'k', 'v')
    expect(body?.text).toBe('{"a":1}')
  })

  test.each(['[]', '[{}]', '"{}"', '1', 'null'])('does not fit into %s', (text) => {
    expect(() => withField(json(text), 'k', 'v')).toThrow(ConfigError)
  })
})
