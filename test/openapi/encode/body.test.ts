import { describe, expect, test } from 'vitest'
import { ConfigError } from '../../../src/index'
import { requestFor } from '../../../src/openapi/encode/request'
import type { BodySpec } from '../../../src/openapi/OperationSpec'
import { rejection, stage, thrown } from '../../stage'
import { bodyOf, inQuery, operation } from './operation'

const withBody = (...bodies: BodySpec[]) => operation('POST /things', { bodies })
const sent = (bodies: BodySpec[], options?: object, nested = false) =>
  requestFor(withBody(...bodies), options ? [options] : [], { nested }).options
const refusal = (bodies: BodySpec[], options?: object): string => {
  const error = thrown(() => sent(bodies, options))
  expect(error).toBeInstanceOf(ConfigError)
  expect(error.message).toContain('things.call')
  return error.message
}
/** The request as the platform builds it. */
async function request(bodies: BodySpec[], options: object): Promise<Request> {
  const { api, sent: requests } = stage()
  await api.request('POST', 'things', sent(bodies, options))
  return requests[0] as Request
}

const form = 'application/x-www-form-urlencoded'

describe('a JSON body', () => {
  const json = bodyOf(['name', 'ownerId'], { requiredProperties: ['name'] })

  test('is made of the properties given flat', () => {
    expect(sent([json], { owner_id: 7, name: null })).toEqual({ json: { ownerId: 7, name: null } })
  })

  test('must have its required properties, once there is one at all', () => {
    expect(refusal([json], { ownerId: 7 })).toMatch(/name must be given/)
    expect(refusal([json], { ownerId: 7, name: undefined })).toMatch(/name must be given/)
    expect(sent([json])).toEqual({})
    expect(refusal([{ ...json, required: true }])).toMatch(/name must be given/)
  })

  test('that is required and needs nothing is empty', () => {
    expect(sent([bodyOf(['a'], { required: true })])).toEqual({ json: {} })
  })

  test('of a closed schema takes no other names, one of an open schema takes all', () => {
    expect(refusal([json], { name: 'a', color: 'red' })).toMatch(/'color'/)
    expect(sent([{ ...json, open: true }], { name: 'a', 'any thing': 1 })).toEqual({
      json: { name: 'a', 'any thing': 1 },
    })
    expect(sent([bodyOf([], { open: true })], { a: 1 })).toEqual({ json: { a: 1 } })
    // Misspelled options must not become properties.
    expect(refusal([{ ...json, open: true }], { name: 'a', $timout: 1 })).toMatch(/\$timeout/)
  })

  test('that is no object is given by $body alone', () => {
    const list = bodyOf(undefined, { required: true })
    expect(sent([list], { $body: [1, 2] })).toEqual({ json: [1, 2] })
    expect(sent([list], { $body: 'text' })).toEqual({ json: 'text' })
    expect(sent([list], { $body: null })).toEqual({ json: null })
    expect(sent([list], { $body: 0 })).toEqual({ json: 0 })
    expect(refusal([list])).toMatch(/\$body must be given/)
    expect(refusal([list], { name: 1 })).toMatch(/'name'.*\$body/)
  })

  test('given as $body is sent as it is, whatever the document says', () => {
    expect(sent([json], { $body: { color: 'red' } })).toEqual({ json: { color: 'red' } })
    expect(sent([], { $body: { a: 1 } })).toEqual({ json: { a: 1 } })
  })

  test('given as $body goes together with properties beside it, and is not changed', () => {
    const $body = Object.freeze({ color: 'red' })
    expect(sent([json], { $body, name: 'a' })).toEqual({ json: { color: 'red', name: 'a' } })
    expect(refusal([json], { $body: [1], name: 'a' })).toMatch(/an object/)
  })

  test('keeps its own media type', async () => {
    const { headers } = await request([{ ...json, media: 'application/vnd.api+json' }], {
      name: 'a',
    })
    expect(headers.get('content-type')).toBe('application/vnd.api+json')
    expect((await request([json], { name: 'a' })).headers.get('content-type')).toBe(
      'application/json',
    )
  })

  test('may come as bytes or from a function that makes them', async () => {
    const made = await request([json], { $body: () => new TextEncoder().encode('{"a":1}') })
    expect(made.headers.get('content-type')).toBe('application/json')
    expect(await made.text()).toBe('{"a":1}')
  })

  test('may have any property name', () => {
    const names = JSON.parse('{"__proto__":1,"constructor":2}')
    const { json: got } = sent([bodyOf(['__proto__', 'constructor'])], names)
    expect(JSON.stringify(got)).toBe('{"__proto__":1,"constructor":2}')
  })

  test('is refused with GET and HEAD, which fetch sends without one', () => {
    for (const verb of ['GET', 'HEAD']) {
      const search = operation(`${verb} /`, { bodies: [{ ...json, required: true }] })
      expect(() => requestFor(search, [{ name: 'a' }], {})).toThrow(/name.*no body with/)
      expect(() => requestFor(search, [{ $body: {} }], {})).toThrow(/\$body.*no body with/)
      expect(requestFor(search, [], {}).options).toEqual({})
    }
  })

  test('without a body in the document takes no names', () => {
    expect(refusal([], { name: 1 })).toMatch(/'name'/)
    const search = operation('POST /', { parameters: [inQuery('q')] })
    expect(() => requestFor(search, [{ q: 1, name: 2 }], {})).toThrow(/'name'/)
  })
})

describe('an urlencoded body', () => {
  const spec = (over: Partial<BodySpec> = {}): BodySpec =>
    bodyOf(['a', 'b'], { media: form, open: true, ...over })
  const text = (options: object, over?: Partial<BodySpec>, nested?: boolean): unknown => {
    const got = sent([spec(over)], options, nested)
    expect(got.headers).toEqual([['content-type', form]])
    return got.body
  }

  test('repeats arrays and writes objects as JSON', () => {
    expect(text({ a: ['x', 'y z'], b: { c: 1 }, d: new Date(0), e: [{ f: 1 }] })).toBe(
      'a=x&a=y%20z&b=%7B%22c%22%3A1%7D&d=1970-01-01T00%3A00%3A00.000Z&e=%7B%22f%22%3A1%7D',
    )
  })

  test('has the styles of its encoding', () => {
    const encoding = {
      a: { style: 'deepObject', explode: true },
      b: { explode: false },
      c: { style: 'pipeDelimited' },
      d: { allowReserved: true },
      e: { contentType: 'application/json' },
    } as const
    expect(
      text({ a: { x: 1, y: 2 }, b: [1, 2], c: ['p', 'q'], d: 'http://x/', e: ['j'] }, { encoding }),
    ).toBe('a%5Bx%5D=1&a%5By%5D=2&b=1,2&c=p%7Cq&d=http://x/&e=%5B%22j%22%5D')
  })

  test('nests where that is asked for', () => {
    const encoding = { items: { style: 'deepObject', explode: true } } as const
    const items = [{ price: 'p1', tags: ['t'] }]
    expect(decodeURIComponent(String(text({ items }, { encoding }, true)))).toBe(
      'items[0][price]=p1&items[0][tags][0]=t',
    )
    expect(refusal([spec({ encoding })], { items })).toMatch(/items.*nested/)
  })

  test('takes text and URLSearchParams as $body', async () => {
    const both = ['a=1&a=2', new URLSearchParams('a=1&a=2')]
    for (const $body of both) {
      const made = await request([spec()], { $body })
      expect(made.headers.get('content-type')).toContain(form)
      expect(await made.text()).toBe('a=1&a=2')
    }
    expect(refusal([spec()], { $body: [1] })).toContain('$body')
    expect(refusal([spec()], { $body: 1 })).toContain('$body')
  })

  test('is empty where nothing is given and a body is required', () => {
    expect(sent([spec({ required: true })])).toMatchObject({ body: '' })
  })

  test('cannot hold null and functions', () => {
    expect(refusal([spec()], { a: null })).toMatch(/a must be/)
    expect(refusal([spec()], { a: () => 1 })).toMatch(/a must be/)
  })
})

describe('a multipart body', () => {
  const spec = (over: Partial<BodySpec> = {}): BodySpec =>
    bodyOf(['a', 'b'], { media: 'multipart/form-data', open: true, ...over })
  const parts = async (options: object, over?: Partial<BodySpec>): Promise<unknown[]> => {
    const made = await request([spec(over)], options)
    expect(made.headers.get('content-type')).toMatch(/^multipart\/form-data; ?boundary=/)
    const entries = [...(await made.formData())]
    return Promise.all(
      entries.map(async ([name, part]) =>
        typeof part === 'string' ? [name, part] : [name, part.type, part.name, await part.text()],
      ),
    )
  }

  test('has text as fields, data as JSON, bytes and Blobs as files, arrays as several', async () => {
    const file = new File(['f'], 'f.txt', { type: 'text/plain' })
    expect(
      await parts({
        a: 'text',
        n: 7,
        d: new Date(0),
        o: { x: 1 },
        bytes: new Uint8Array([104, 105]),
        file,
        list: ['p', 'q', { r: 1 }],
        gone: undefined,
      }),
    ).toEqual([
      ['a', 'text'],
      ['n', '7'],
      ['d', '1970-01-01T00:00:00.000Z'],
      ['o', 'application/json', 'blob', '{"x":1}'],
      ['bytes', 'application/octet-stream', 'blob', 'hi'],
      ['file', 'text/plain', 'f.txt', 'f'],
      ['list', 'p'],
      ['list', 'q'],
      ['list', 'application/json', 'blob', '{"r":1}'],
    ])
  })

  test('has parts of the types that the document asks for', async () => {
    const encoding = {
      csv: { contentType: 'text/csv' },
      json: { contentType: 'application/json' },
      plain: { contentType: 'text/plain' },
      image: { contentType: 'image/png, image/jpeg' },
      any: { contentType: 'image/*' },
      file: { contentType: 'image/png' },
    }
    expect(
      await parts(
        {
          csv: 'a,b',
          json: [1],
          plain: 'p',
          image: new Blob(['i']),
          any: new Blob(['j'], { type: 'image/gif' }),
          file: new File(['f'], 'f.png', { type: 'x/y' }),
        },
        { encoding },
      ),
    ).toEqual([
      ['csv', 'text/csv', 'blob', 'a,b'],
      ['json', 'application/json', 'blob', '[1]'],
      ['plain', 'p'],
      ['image', 'image/png', 'blob', 'i'],
      ['any', 'image/gif', 'blob', 'j'],
      ['file', 'image/png', 'f.png', 'f'],
    ])
  })

  test('has fields of the styles that the document asks for, unencoded', async () => {
    const encoding = {
      a: { style: 'deepObject' },
      b: { explode: false },
      c: { explode: true },
      files: { style: 'form', explode: true },
    } as const
    const files = [new File(['1'], '1.txt'), new File(['2'], '2.txt')]
    expect(
      await parts({ a: { 'x y': 1 }, b: ['p', 'q'], c: ['é', 2], files }, { encoding }),
    ).toEqual([
      ['a[x y]', '1'],
      ['b', 'p,q'],
      ['c', 'é'],
      ['c', '2'],
      ['files', expect.any(String), '1.txt', '1'],
      ['files', expect.any(String), '2.txt', '2'],
    ])
  })

  test('takes a FormData as $body', async () => {
    const $body = new FormData()
    $body.append('a', '1')
    expect(await parts({ $body })).toEqual([['a', '1']])
    expect(refusal([bodyOf(['a'])], { $body })).toMatch(/FormData/)
  })

  test('cannot hold streams, null, and what is no form', () => {
    expect(refusal([spec()], { a: new ReadableStream() })).toMatch(/a must be/)
    expect(refusal([spec()], { a: null })).toMatch(/a must be/)
    expect(refusal([spec()], { $body: 'text' })).toMatch(/\$body/)
  })
})

describe('another body', () => {
  const raw = (media: string): BodySpec => bodyOf(undefined, { media })

  test('is text, bytes, a Blob or a stream of its type', async () => {
    const makers: (() => unknown)[] = [
      () => 'hi',
      () => new TextEncoder().encode('hi'),
      () => new TextEncoder().encode('hi').buffer,
      () => new Blob(['hi'], { type: 'x/y' }),
      () => new Blob(['hi']).stream(),
      () => () => 'hi',
    ]
    for (const make of makers) {
      const made = await request([raw('application/octet-stream')], { $body: make() })
      expect(made.headers.get('content-type')).toBe('application/octet-stream')
      expect(await made.text()).toBe('hi')
    }
  })

  test('of a range of types is of the type of its Blob', async () => {
    const made = await request([raw('image/*')], { $body: new Blob(['x'], { type: 'image/gif' }) })
    expect(made.headers.get('content-type')).toBe('image/gif')
  })

  test('of plain text may be a number or a date', async () => {
    const made = await request([raw('text/plain')], { $body: 7 })
    expect(made.headers.get('content-type')).toBe('text/plain')
    expect(await made.text()).toBe('7')
    expect(refusal([raw('text/plain')], { $body: { a: 1 } })).toMatch(/\$body.*text/)
  })

  test('cannot be data: nobody knows how to write it', () => {
    expect(refusal([raw('application/xml')], { $body: { a: 1 } })).toMatch(/application\/xml/)
    expect(refusal([raw('application/octet-stream')], { $body: 7 })).toMatch(/\$body/)
    const xml = bodyOf(['a'], { media: 'application/xml' })
    expect(refusal([xml], { a: 1 })).toMatch(/given as \$body/)
  })

  test('of any type is JSON where it is data, else what it is', async () => {
    expect(sent([raw('*/*')], { $body: { a: 1 } })).toEqual({ json: { a: 1 } })
    expect(sent([raw('*/*')], { $body: 'text' })).toEqual({ body: 'text' })
  })
})

describe('a body of several media types', () => {
  const bodies = [
    bodyOf(undefined, { media: 'application/octet-stream' }),
    bodyOf(['a']),
    bodyOf(['a', 'file'], { media: 'multipart/form-data' }),
    bodyOf(undefined, { media: 'text/*' }),
    bodyOf(['a'], { media: form }),
  ]

  test('is of the first that fits what was given', () => {
    const blob = new Blob(['x'])
    expect(sent(bodies, { a: 1 })).toEqual({ json: { a: 1 } })
    expect(sent(bodies, { $body: { a: 1 } })).toEqual({ json: { a: 1 } })
    expect(sent(bodies, { $body: blob })).toMatchObject({ body: blob })
    expect(sent(bodies, { $body: new FormData() }).body).toBeInstanceOf(FormData)
    expect(sent(bodies, { $body: new URLSearchParams('a=1') }).body).toBeInstanceOf(URLSearchParams)
  })

  test('is of the one that $contentType names', async () => {
    expect(sent(bodies, { a: 1, $contentType: form })).toEqual({
      body: 'a=1',
      headers: [['content-type', form]],
    })
    expect(sent(bodies, { a: 1, $contentType: 'Multipart/Form-Data' }).body).toBeInstanceOf(
      FormData,
    )
    const csv = await request(bodies, { $body: 'a,b', $contentType: 'text/csv; charset=utf-8' })
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  })

  test('knows the properties of the one that is chosen', () => {
    expect(sent(bodies, { file: 'x', $contentType: 'multipart/form-data' }).body).toBeInstanceOf(
      FormData,
    )
    expect(refusal(bodies, { file: 'x' })).toMatch(/file must be left out.*application\/json/)
  })

  test('cannot be of another', () => {
    expect(refusal(bodies, { a: 1, $contentType: 'application/xml' })).toMatch(
      /\$contentType must be one of application\/octet-stream, application\/json/,
    )
    expect(refusal(bodies, { a: 1, $contentType: 7 })).toMatch(/\$contentType/)
    expect(refusal(bodies, { $contentType: form })).toMatch(/no body/)
    expect(refusal([], { $body: 'x', $contentType: 'text/csv' })).toMatch(/no body/)
  })
})

test('a body that JSON cannot write is refused by the client', async () => {
  const { api } = stage()
  const options = sent([bodyOf(['a'])], { a: 1n })
  expect(await rejection(api.request('POST', 'x', options))).toBeInstanceOf(ConfigError)
})
