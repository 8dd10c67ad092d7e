import { describe, expect, it } from 'vitest'
import { bearer, ConfigError } from '../../src/index'
import { openapi, operationTable } from '../../src/openapi/index'
import type { OpenApiOptions } from '../../src/openapi/openapi'
import { rejection, stage, thrown } from '../stage'
import { openapi3, swagger2 } from './documents'

// What a document could be made to do, were it written by an enemy (research: names, references,
// paths, servers, sizes).

const ok = { responses: { 200: { description: 'ok' } } }

function grown(document: object, options: OpenApiOptions = {}) {
  const { fetch, sent, clock } = stage()
  return { api: openapi(document, { fetch, clock, retry: false, ...options }), sent }
}

const parsed = (text: string): object => JSON.parse(text)

describe('names', () => {
  it('cannot reach a prototype', () => {
    const words = ['__proto__', 'constructor', 'prototype', 'toString', 'then', 'hasOwnProperty']
    const paths = words.flatMap((word) => [`/${word}`, `/a/${word}`])
    const document = parsed(
      JSON.stringify(openapi3({})).replace(
        '"paths":{}',
        `"paths":{${paths.map((path) => `"${path}":{"get":{"responses":{}}}`)}}`,
      ),
    )
    const { api } = grown(document)
    expect(Object.getPrototypeOf(api)).toBe(null)
    expect(Object.getPrototypeOf(api.a)).toBe(null)
    expect(Object.keys(api).sort()).toEqual(
      ['a', 'constructor_', 'hasOwnProperty_', 'proto', 'prototype_', 'then_', 'toString_'].sort(),
    )
    expect(({} as Record<string, unknown>).list).toBeUndefined()
  })

  it('of parameters, schemas, variables and schemes cannot either', async () => {
    const document = parsed(`{
      "openapi": "3.0.0",
      "servers": [{ "url": "https://api.example.com", "variables": { "__proto__": { "default": "x" } } }],
      "security": [{ "__proto__": [] }],
      "components": { "securitySchemes": { "__proto__": { "type": "apiKey", "in": "query", "name": "__proto__" } } },
      "paths": { "/a/{__proto__}": { "post": {
        "parameters": [{ "name": "__proto__", "in": "query" }, { "name": "constructor", "in": "header" }],
        "requestBody": { "required": true, "content": { "application/json": {
          "schema": { "required": ["toString"], "properties": { "__proto__": {}, "toString": {} } },
          "encoding": { "__proto__": { "style": "form" } } } } }
      } } }
    }`)
    const { api, sent } = grown(document)
    expect((await rejection(api.a.post('x'))).message).toContain('toString')
    await api.a.post('x', { toString: 'b', constructor: 'c' })
    expect(await sent[0]?.text()).toBe('{"toString":"b"}')
    expect(sent[0]?.headers.get('constructor')).toBe('c')
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    expect(Object.keys(Object.prototype)).toEqual([])
  })
})

describe('references', () => {
  it.each(['#/constructor/prototype', '#/__proto__/x', '#/components/toString', '#/paths/length'])(
    '%s leads nowhere',
    ($ref) => {
      const warnings: string[] = []
      const document = openapi3({ '/a': { get: { parameters: [{ $ref }], ...ok } } })
      operationTable(document, { onWarning: (warning) => warnings.push(warning) })
      expect(warnings).toEqual([
        `#/paths/~1a/get: a parameter: $ref '${$ref}' leads nowhere in the document`,
      ])
    },
  )

  it('out of the document are never fetched', async () => {
    const { api, sent } = grown(
      openapi3({
        '/a': {
          post: {
            requestBody: {
              content: { 'application/json': { schema: { $ref: 'https://evil.example/s.json' } } },
            },
            ...ok,
          },
        },
      }),
    )
    await api.a.post({ $body: [1] })
    expect(sent.map(({ url }) => url)).toEqual(['https://api.example.com/v1/a'])
  })

  it('that go deeper than any document come to an end', () => {
    const deep: Record<string, object> = {}
    for (let at = 0; at < 5000; at += 1) deep[`s${at}`] = { allOf: [{ $ref: `#/x/s${at + 1}` }] }
    const wide = { allOf: Array.from({ length: 200 }, (_, at) => ({ $ref: `#/x/s${at * 20}` })) }
    const document = openapi3(
      {
        '/a': {
          post: { requestBody: { content: { 'application/json': { schema: wide } } }, ...ok },
        },
      },
      { x: deep },
    )
    expect(openapi(document).a.post.help).toContain('POST /a')
  })
})

describe('paths', () => {
  it.each([
    '//evil.example/a',
    'https://evil.example/a',
    '/a\\b',
    '/a\nb',
    '/../a',
    '/a/%2e%2E/b',
    '/./a',
    '@evil.example',
  ])('%j is left out', (path) => {
    const warnings: string[] = []
    const onWarning = (warning: string): number => warnings.push(warning)
    const { resources } = operationTable(openapi3({ [path]: { get: ok } }), { onWarning })
    expect(resources).toEqual([])
    expect(warnings).toHaveLength(1)
  })

  it.each(['..', '.', '%2e%2e', ''])('no value %j leads out of them', async (value) => {
    const { api, sent } = grown(openapi3({ '/a/{b}/c': { get: ok } }))
    if (value.startsWith('%')) {
      await api.a.listC(value)
      expect(sent[0]?.url).toBe('https://api.example.com/v1/a/%252e%252e/c')
    } else {
      expect(await rejection(api.a.listC(value))).toBeInstanceOf(ConfigError)
      expect(sent).toEqual([])
    }
  })

  it('no value smuggles a query, a fragment, a host or a segment', async () => {
    const { api, sent } = grown(openapi3({ '/{b}': { get: ok } }))
    await api.root.get('/evil.example/?x=1#y')
    expect(sent[0]?.url).toBe('https://api.example.com/v1/%2Fevil.example%2F%3Fx%3D1%23y')
  })

  it.each(['/{a}{b}', '/{a}.{b}'])('values of %s cannot climb together', async (path) => {
    const { api, sent } = grown(openapi3({ [path]: { get: ok } }))
    const values = path === '/{a}{b}' ? ['.', '.'] : ['', '.']
    expect(await rejection(api.root.get(...values))).toBeInstanceOf(ConfigError)
    expect(sent).toEqual([])
  })
})

describe('servers', () => {
  const auth = bearer('secret')
  const elsewhere = { servers: [{ url: 'https://evil.example' }] }

  it('of the document get no credential unless the user names them', async () => {
    const document = openapi3({ '/a': { get: ok } }, elsewhere)
    const error = thrown(() => grown(document, { auth }))
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toContain('https://evil.example')
    const { api, sent } = grown(document, { auth, allowedOrigins: ['https://evil.example'] })
    await api.a.list()
    expect(sent[0]?.headers.get('authorization')).toBe('Bearer secret')
    const own = grown(document, { auth, baseURL: 'https://api.example.com' })
    await own.api.a.list()
    expect(own.sent[0]?.url).toBe('https://api.example.com/a')
  })

  it('of operations get none either', async () => {
    const document = openapi3({ '/a': { get: { ...elsewhere, ...ok } } })
    const options = { auth, allowedOrigins: ['https://api.example.com'] }
    const { api, sent } = grown(document, options)
    const error = await rejection(api.a.list())
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toContain('https://evil.example')
    expect(sent).toEqual([])
  })

  it('take no host from a variable', () => {
    const url = 'https://{region}.example.com'
    const free = openapi3({}, { servers: [{ url, variables: { region: { default: 'eu' } } }] })
    const region = 'evil.example/'
    expect(thrown(() => grown(free, { serverVariables: { region } }))).toBeInstanceOf(ConfigError)
    expect(thrown(() => grown(free, { serverVariables: { regin: 'eu' } }))).toBeInstanceOf(
      ConfigError,
    )
    const variables = { region: { default: 'eu', enum: ['eu', 'us'] } }
    const closed = openapi3({}, { servers: [{ url, variables }] })
    expect(thrown(() => grown(closed, { serverVariables: { region: 'jp' } }))).toBeInstanceOf(
      ConfigError,
    )
  })

  it.each(['javascript:alert(1)', 'file:///etc/passwd', 'https://user:pw@api.example.com'])(
    '%s is refused',
    (url) => {
      expect(thrown(() => grown(openapi3({}, { servers: [{ url }] })))).toBeInstanceOf(ConfigError)
    },
  )

  it('over plain HTTP get no credential', () => {
    const document = swagger2({ '/a': { get: ok } }, { schemes: ['http'] })
    const options = { auth, specURL: 'http://api.example.com/openapi.json' }
    expect(thrown(() => grown(document, options))).toBeInstanceOf(ConfigError)
  })
})

describe('sizes', () => {
  it('of a text, of a path, of its parameters and of the whole have an end', () => {
    expect(thrown(() => operationTable(' '.repeat(64_000_001)))).toBeInstanceOf(ConfigError)
    const warnings: string[] = []
    const onWarning = (warning: string): number => warnings.push(warning)
    const parameters = Array.from({ length: 2001 }, (_, at) => ({ name: `p${at}`, in: 'query' }))
    operationTable(
      openapi3({ [`/${'a'.repeat(2000)}`]: { get: ok }, '/b': { get: { parameters, ...ok } } }),
      { onWarning },
    )
    expect(warnings.map((warning) => warning.slice(-30))).toEqual([
      'is longer than 2000 characters',
      'it has more than 2000 parameters'.slice(-30),
    ])
    const paths: Record<string, object> = {}
    for (let at = 0; at < 50_001; at += 1) paths[`/a${at}`] = { get: ok }
    expect(thrown(() => operationTable(openapi3(paths))).message).toContain('50000 operations')
  })
})

it('a table that was tampered with is refused, or harmless', () => {
  const table = operationTable(openapi3({ '/a': { get: ok } }))
  expect(thrown(() => openapi({ ...table, operationTable: 2 })).message).toContain('format 2')
  expect(thrown(() => openapi({ ...table, resources: null as never })).message).toContain(
    'table.resources',
  )
  expect(thrown(() => openapi(table, { naming: {} })).message).toContain('naming must be given to')
})
