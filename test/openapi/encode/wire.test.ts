import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Client, createClient } from '../../../src/index'
import { requestFor } from '../../../src/openapi/encode/request'
import { guardFor } from '../../../src/openapi/encode/security'
import type { OperationSpec } from '../../../src/openapi/OperationSpec'
import { bodyOf, inCookie, inHeader, inPath, inQuery, operation } from './operation'

/** A request as a server reads it off the socket. */
interface Arrived {
  line: string
  headers: Record<string, string | string[] | undefined>
  body: string
}

let server: Server
let api: Client
const arrived: Arrived[] = []

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request.setEncoding('latin1')) body += chunk
    arrived.push({ line: `${request.method} ${request.url}`, headers: request.headers, body })
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  api = createClient({ baseURL: `http://127.0.0.1:${port}/v1`, retry: false })
})

afterAll(async () => {
  await api.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

beforeEach(() => {
  arrived.length = 0
})

async function send(spec: OperationSpec, ...args: unknown[]): Promise<Arrived> {
  const { method, path, options } = requestFor(spec, args, {})
  await api.request(method, path, options)
  return arrived[0] as Arrived
}

describe('on the wire', () => {
  test('a path and a query arrive byte for byte as they were written', async () => {
    const spec = operation('GET /a/{id}/b{more}', {
      parameters: [
        inPath('id'),
        inPath('more', { style: 'matrix', explode: true }),
        inQuery('tags', { style: 'pipeDelimited' }),
        inQuery('where', { style: 'deepObject', explode: true }),
        inQuery('csv', { explode: false }),
        inQuery('quote'),
        inQuery('to', { allowReserved: true }),
      ],
    })
    const { line } = await send(spec, "../x?y#z%2e'", {
      more: ['p', 'q;r'],
      tags: ['x', 'y'],
      where: { 'a b': "it's" },
      csv: ['1,2', '3'],
      quote: '\'"<>',
      to: 'https://b.example/?c=d;e',
    })
    expect(line).toBe(
      'GET /v1/a/..%2Fx%3Fy%23z%252e%27/b;more=p;more=q%3Br' +
        '?tags=x%7Cy&where%5Ba%20b%5D=it%27s&csv=1%2C2,3&quote=%27%22%3C%3E' +
        '&to=https://b.example/?c=d;e',
    )
  })

  test('headers and cookies arrive, the credential among them', async () => {
    const guard = guardFor(
      { sid: { type: 'apiKey', name: 'sid', in: 'cookie' }, k: { type: 'apiKey', name: 'X-K' } },
      { sid: 's 1', k: 'k1' },
      false,
    )
    const spec = operation('GET /', {
      parameters: [inHeader('X-List'), inCookie('theme')],
      security: [{ sid: [], k: [] }],
    })
    const { method, path, options } = requestFor(spec, [{ xList: [1, 2], theme: 'a;b' }], { guard })
    await api.request(method, path, options)
    expect(arrived[0]?.headers).toMatchObject({
      'x-list': '1,2',
      cookie: 'theme=a%3Bb; sid=s%201',
      'x-k': 'k1',
    })
  })

  test('parts of a form arrive with their types', async () => {
    const bodies = [
      bodyOf(['meta', 'file', 'note'], {
        media: 'multipart/form-data',
        encoding: { meta: { contentType: 'application/json' }, file: { contentType: 'image/png' } },
      }),
    ]
    const { body, headers } = await send(operation('POST /', { bodies }), {
      meta: { a: 1 },
      file: new Uint8Array([104, 105]),
      note: 'n',
    })
    expect(headers['content-type']).toMatch(/^multipart\/form-data; boundary=/)
    const boundary = String(headers['content-type']).replace(/^.*boundary=/, '')
    const parts = body.split(`--${boundary}`).map((part) => part.replace(/^\r\n|\r\n$/g, ''))
    const partOf = (name: string): string =>
      parts.find((part) => part.includes(`name="${name}"`)) ?? ''
    expect(partOf('meta')).toMatch(/^content-type: application\/json\r\n\r\n\{"a":1\}$/im)
    expect(partOf('file')).toMatch(/^content-type: image\/png\r\n\r\nhi$/im)
    expect(partOf('note')).toMatch(/name="note"\r\n\r\nn$/)
  })

  test('a form arrives as it was written', async () => {
    const media = 'application/x-www-form-urlencoded'
    const bodies = [bodyOf(['a', 'b'], { media, encoding: { b: { style: 'deepObject' } } })]
    const { body, headers } = await send(operation('PUT /', { bodies }), {
      a: ['x y', '&='],
      b: { c: 'é' },
    })
    expect(headers['content-type']).toBe(media)
    expect(body).toBe('a=x%20y&a=%26%3D&b%5Bc%5D=%C3%A9')
  })

  test('bytes arrive as they are, with the type that the document names', async () => {
    const bodies = [bodyOf(undefined, { media: 'application/octet-stream', required: true })]
    const bytes = new Uint8Array([0, 255, 128])
    const { body, headers } = await send(operation('PUT /', { bodies }), { $body: bytes })
    expect(headers['content-type']).toBe('application/octet-stream')
    expect(Buffer.from(body, 'latin1')).toEqual(Buffer.from(bytes))
  })
})
