import { describe, expect, test } from 'vitest'
import { basic, bearer, ConfigError } from '../../../src/index'
import { snakeKey } from '../../../src/keys'
import { type RequestTerms, requestFor } from '../../../src/openapi/encode/request'
import { guardFor } from '../../../src/openapi/encode/security'
import type { OperationSpec } from '../../../src/openapi/OperationSpec'
import { rejection, stage, thrown } from '../../stage'
import { bodyOf, inCookie, inHeader, inPath, inQuery, operation } from './operation'

describe('what Civis asks for', () => {
  const civis: RequestTerms = {
    sentAs: snakeKey,
    arrayStyle: 'brackets',
    nulls: 'drop',
    emptyBody: true,
    trimSlash: true,
  }
  const list = operation('GET /admin/organizations', {
    parameters: [
      inQuery('status', { explode: false }),
      inQuery('orgType'),
      inQuery('limit', { required: true }),
    ],
  })
  const post = operation('POST /queries', {
    bodies: [bodyOf(['database', 'sql', 'previewRows'], { requiredProperties: ['previewRows'] })],
  })
  const call = (spec: OperationSpec, ...args: unknown[]) => requestFor(spec, args, civis)

  test('names in snake_case, whatever the document says', () => {
    expect(call(list, { orgType: 'a', limit: 1 }).path).toBe(
      '/admin/organizations?org_type=a&limit=1',
    )
    expect(call(list, { org_type: 'a', limit: 1 }).path).toBe(
      '/admin/organizations?org_type=a&limit=1',
    )
    for (const name of ['previewRows', 'preview_rows']) {
      expect(call(post, { sql: 'SELECT 1', [name]: 10 }).options).toEqual({
        json: { sql: 'SELECT 1', preview_rows: 10 },
      })
    }
  })

  test('what lies inside of a body untouched', () => {
    const inner = { diskSpace: 2, 'X-Y': null }
    expect(call(post, { previewRows: inner }).options).toEqual({ json: { preview_rows: inner } })
  })

  test('arrays with brackets, a single text as it is', () => {
    const path = '/admin/organizations?'
    expect(call(list, { status: ['active', 'trial'], limit: 1 }).path).toBe(
      `${path}status%5B%5D=active&status%5B%5D=trial&limit=1`,
    )
    expect(call(list, { status: 'active,trial', limit: 1 }).path).toBe(
      `${path}status=active%2Ctrial&limit=1`,
    )
    expect(call(list, { status: [], limit: 1 }).path).toBe(`${path}limit=1`)
  })

  test('null left out of a query and kept in a body', () => {
    expect(call(list, { orgType: null, $query: { more: null }, limit: 1 }).path).toBe(
      '/admin/organizations?limit=1',
    )
    expect(() => call(list, { limit: null })).toThrow(/limit must be given/)
    expect(call(post, { sql: null, previewRows: 1 }).options).toEqual({
      json: { sql: null, preview_rows: 1 },
    })
  })

  test('an empty object for a body, but with GET and HEAD', () => {
    expect(call(operation('POST /jobs/7/runs')).options).toEqual({ json: {} })
    expect(call(operation('DELETE /jobs/7')).options).toEqual({ json: {} })
    expect(call(operation('GET /jobs')).options).toEqual({})
    expect(call(operation('HEAD /jobs')).options).toEqual({})
  })

  test('no slash at the end of a path', () => {
    expect(call(operation('GET /queries/')).path).toBe('/queries')
    expect(call(operation('GET /queries/{id}/'), 'a/').path).toBe('/queries/a%2F')
    expect(call(operation('GET /')).path).toBe('/')
    expect(requestFor(operation('GET /queries/'), [], {}).path).toBe('/queries/')
  })

  test('required properties found under the name that is sent', () => {
    expect(() => call(post, { sql: '' })).toThrow(/previewRows/)
  })
})

describe('a request', () => {
  const upload = operation('POST /files/{name}', {
    parameters: [
      inPath('name'),
      inQuery('tags', { style: 'pipeDelimited' }),
      inQuery('to', { allowReserved: true }),
      inHeader('X-Trace'),
      inCookie('session'),
    ],
    bodies: [
      bodyOf(['note', 'file'], {
        media: 'multipart/form-data',
        encoding: { note: { contentType: 'application/json' }, file: { contentType: 'image/png' } },
      }),
    ],
  })

  test('goes through a client as it is', async () => {
    const { api, sent } = stage(undefined, { query: { v: 1 } })
    const { method, path, options } = requestFor(
      upload,
      [
        'a/b #1',
        {
          tags: ['x', 'y'],
          to: 'http://a/?b=c',
          xTrace: 't',
          session: 's',
          note: { a: 1 },
          file: new Blob(['png']),
          $headers: { 'x-more': 'm' },
        },
      ],
      {},
    )
    await api.request(method, path, options)
    const [request] = sent
    expect(request?.url).toBe(
      'https://api.example.com/v1/files/a%2Fb%20%231?tags=x%7Cy&to=http://a/?b=c&v=1',
    )
    expect(request?.headers.get('x-trace')).toBe('t')
    expect(request?.headers.get('x-more')).toBe('m')
    const form = (await request?.formData()) as FormData
    const [note, file] = [form.get('note') as File, form.get('file') as File]
    expect(await note.text()).toBe('{"a":1}')
    expect(file.type).toBe('image/png')
  })

  test('can be made any number of times from one operation', () => {
    const terms = {}
    const made = [1, 2].map((id) => requestFor(upload, [id, { xTrace: id }], terms))
    expect(made.map(({ path }) => path)).toEqual(['/files/1', '/files/2'])
    expect(made.map(({ options }) => options.headers)).toEqual([
      [['X-Trace', '1']],
      [['X-Trace', '2']],
    ])
  })

  test('is made anew for each client', () => {
    const spec = operation('GET /', { parameters: [inQuery('a', { explode: false })] })
    expect(requestFor(spec, [{ a: [1, 2] }], {}).path).toBe('/?a=1,2')
    expect(requestFor(spec, [{ a: [1, 2] }], { arrayStyle: 'brackets' }).path).toBe(
      '/?a%5B%5D=1&a%5B%5D=2',
    )
  })

  test('with a line break in a header is refused by the client', async () => {
    const { api, sent } = stage()
    const spec = operation('GET /', { parameters: [inHeader('x')] })
    const { method, path, options } = requestFor(spec, [{ x: 'a\r\nb: c' }], {})
    expect(await rejection(api.request(method, path, options))).toBeInstanceOf(ConfigError)
    expect(sent).toEqual([])
  })
})

describe('the credential of a request', () => {
  const schemes = { basic: { type: 'http', scheme: 'basic' } } as const
  const guard = guardFor(schemes, { basic: { username: 'ada', password: 'pw' } }, true)
  const call = (security: OperationSpec['security']) =>
    requestFor(operation('GET /x', { security }), [], { guard })

  test('is the one that the operation asks for, in place of the client’s', async () => {
    const { api, sent } = stage(undefined, { auth: bearer('mine') })
    for (const security of [[{ basic: [] }], [{ other: [] }], [], undefined]) {
      const { method, path, options } = call(security)
      await api.request(method, path, options)
    }
    expect(sent.map(({ headers }) => headers.get('authorization'))).toEqual([
      `Basic ${btoa('ada:pw')}`,
      'Bearer mine',
      null,
      'Bearer mine',
    ])
  })

  test('is left to the client where nothing is known of it', () => {
    expect(requestFor(operation('GET /x', { security: [] }), [], {}).options).toEqual({})
  })
})

describe('the server of a request', () => {
  const servers = { servers: [{ url: 'https://a.example/v1' }], secret: false }
  const spec = operation('GET /x', { servers: [{ url: 'https://b.example/v2/' }] })

  test('is its own where its origin is allowed', async () => {
    const terms = {
      base: 'https://a.example/v1',
      servers: { ...servers, allowedOrigins: ['https://b.example'] },
    }
    const { method, path, options } = requestFor(spec, [{ $query: { q: 1 } }], terms)
    expect(path).toBe('https://b.example/v2/x?q=1')
    const { api, sent } = stage(undefined, {
      baseURL: terms.base,
      allowedOrigins: ['https://b.example'],
      auth: basic('ada'),
    })
    await api.request(method, path, options)
    expect(sent[0]?.url).toBe('https://b.example/v2/x?q=1')
  })

  test('is refused elsewhere, at each call', () => {
    const terms = { base: 'https://a.example/v1', servers }
    for (const _ of [1, 2]) {
      const error = thrown(() => requestFor(spec, [], terms))
      expect(error).toBeInstanceOf(ConfigError)
      expect(error.message).toMatch(/things\.call.*https:\/\/b\.example.*allowedOrigins/)
    }
  })
})
