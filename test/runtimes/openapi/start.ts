import { buffer } from 'node:stream/consumers'
import { expect } from 'vitest'
import { listen } from '../loopback'

const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } }
const done = { responses: { 200: { description: 'ok' } } }
const body = (media: string, properties: object): object => ({
  requestBody: { content: { [media]: { schema: { type: 'object', properties } } } },
  ...done,
})

const document = {
  openapi: '3.1.0',
  info: { title: 'Harbour', version: '1' },
  servers: [{ url: '/' }],
  components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'x-key' } } },
  security: [{ key: [] }],
  paths: {
    '/ships': {
      get: {
        parameters: [
          { name: 'flag', in: 'query', schema: { type: 'array' }, explode: false },
          { name: 'page', in: 'query', schema: { type: 'integer' } },
        ],
        ...done,
      },
      post: body('application/json', { name: {}, masts: {} }),
    },
    '/ships/{id}': { get: { parameters: [id], ...done } },
    '/ships/{id}/papers': {
      put: {
        parameters: [id],
        ...body('multipart/form-data', { title: {}, file: { type: 'string', format: 'binary' } }),
      },
    },
  },
}

/** A harbour on a port of this machine, for pages of other origins too: it tells what it was sent. */
export async function startHarbour(): Promise<{
  origin: string
  sent: readonly string[]
  close: () => Promise<void>
}> {
  const sent: string[] = []
  const loopback = await listen(async (incoming, outgoing) => {
    const { method = '', url = '', headers } = incoming
    outgoing.setHeader('access-control-allow-origin', '*')
    outgoing.setHeader('access-control-allow-methods', 'GET, POST, PUT')
    outgoing.setHeader('access-control-allow-headers', 'x-key, x-more, content-type')
    if (method === 'OPTIONS') {
      outgoing.writeHead(204).end()
      return
    }
    sent.push(`${method} ${url}`)
    const text = String(await buffer(incoming))
    const type = String(headers['content-type'] ?? '')
    const answer = (status: number, data: unknown): void => {
      outgoing.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(data))
    }
    if (url === '/openapi.json') answer(200, document)
    else if (headers['x-key'] !== 'the-key') answer(401, { message: 'the key is missing' })
    else if (url.startsWith('/ships?')) {
      const page = Number(/page=(\d)/.exec(url)?.[1] ?? 1)
      answer(200, [{ id: 2 * page - 1 }, { id: 2 * page }].slice(0, page === 3 ? 1 : 2))
    } else if (type.startsWith('multipart/')) {
      const names = [...text.matchAll(/ name="(\w+)"/g)].map(([, name]) => name)
      answer(200, { names, file: text.includes('day 1') })
    } else answer(200, { url, more: headers['x-more'], body: text && JSON.parse(text) })
  })
  return { ...loopback, sent }
}

/** What every runtime has to come to. */
export function expectReport(report: unknown, sent: readonly string[]): void {
  const seven = { url: '/ships/7', body: '' }
  expect(report).toEqual({
    resources: ['ships'],
    kept: 1,
    numbers: [1, 2, 3, 4, 5],
    one: { url: '/ships/La%20Ni%C3%B1a%2F2', more: 'yes', body: '' },
    made: { url: '/ships', body: { name: 'Pinta', masts: 3 } },
    form: { names: ['title', 'file'], file: true },
    again: seven,
    byTable: seven,
    raw: [401, { message: 'the key is missing' }],
    help: true,
    keyless: { name: 'UnauthorizedError', message: expect.stringContaining('401') },
    unknown: { name: 'ConfigError', message: expect.stringContaining("'flga'") },
  })
  expect(sent.filter((line) => line.startsWith('GET /ships?'))).toEqual([
    'GET /ships?flag=pt,es',
    'GET /ships?flag=pt,es&page=2',
    'GET /ships?flag=pt,es&page=3',
  ])
}
