import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../../src/index'
import type { OperationSpec } from '../../../src/openapi/OperationSpec'
import { type ReadOptions, readDocument } from '../../../src/openapi/read/readDocument'
import { readRow } from '../../../src/openapi/table/rows'
import { thrown } from '../../stage'
import { harbour, openapi3, swagger2 } from '../documents'

/** Every operation, through the table and back. */
function specsOf(document: object, options?: ReadOptions): OperationSpec[] {
  const { table } = readDocument(document, options)
  const kept = JSON.parse(JSON.stringify(table)) as typeof table
  return kept.resources.flatMap(([resource, paths]) =>
    paths.flatMap(([template, rows]) => rows.map((row) => readRow(kept, resource, template, row))),
  )
}

function only(document: object, options?: ReadOptions): OperationSpec {
  const [spec, ...others] = specsOf(document, options)
  if (!spec || others.length > 0) throw new Error('It was meant to have one operation.')
  return spec
}

function warningsOf(document: object, options: ReadOptions = {}): string[] {
  const warnings: string[] = []
  specsOf(document, { ...options, onWarning: (warning) => warnings.push(warning) })
  return warnings
}

const ok = { responses: { 200: { description: 'ok' } } }

describe('a document', () => {
  it.each([
    [{ openapi: '3.0.0', paths: {} }],
    [{ openapi: '3.1.1', paths: {} }],
    [{ swagger: '2.0', paths: {} }],
    [{ swagger: 2, paths: {} }],
    [{ openapi: '3.0.0' }],
  ])('%j can be read', (document) => {
    expect(specsOf(document)).toEqual([])
  })

  it.each([
    [{}, "it has no field 'openapi' or 'swagger'"],
    [{ swagger: '1.2' }, 'its version is "1.2"'],
    [{ openapi: '4.0.0' }, 'its version is "4.0.0"'],
    [null, 'must be an object'],
    [[], 'must be an object'],
  ])('%j is refused', (document, why) => {
    const error = thrown(() => readDocument(document))
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toContain(why)
  })

  it('says who it is', () => {
    const { table } = readDocument(harbour)
    expect([table.operationTable, table.title, table.version]).toEqual([1, 'Harbour', '1.2'])
    expect(table.servers).toEqual([{ url: 'https://api.example.com/v1' }])
  })

  it('keeps its operations by resource, sorted', () => {
    expect(specsOf(harbour).map(({ id, verb, template }) => `${id}: ${verb} ${template}`)).toEqual([
      'ships.list: GET /ships',
      'ships.post: POST /ships',
      'ships.delete: DELETE /ships',
      'ships.get: GET /ships/{id}',
      'ships.delete: DELETE /ships/{id}',
      'ships.listCrew: GET /ships/{id}/crew',
      'tides.list: GET /tides',
    ])
  })

  it('leaves out what is to be skipped', () => {
    const skip: ReadOptions['skip'] = ({ verb, summary }) =>
      verb === 'DELETE' || /One/.test(summary ?? '')
    expect(specsOf(harbour, { skip }).map(({ id }) => id)).toEqual([
      'ships.list',
      'ships.post',
      'ships.listCrew',
      'tides.list',
    ])
  })

  it('keeps or drops the slash at the end of a path', () => {
    const document = openapi3({ '/ships/': { get: ok }, '/': { post: ok } })
    expect(specsOf(document).map(({ template }) => template)).toEqual(['/', '/ships/'])
    expect(specsOf(document, { trailingSlash: 'drop' }).map(({ template }) => template)).toEqual([
      '/',
      '/ships',
    ])
  })
})

describe('parameters', () => {
  const parametersOf = (parameters: object[], path = '/x', more?: object): unknown =>
    only(openapi3({ [path]: { get: { parameters, ...ok } } }, more)).parameters

  it('have the defaults of their place', () => {
    const schema = { type: 'string' }
    expect(
      parametersOf(
        [
          { name: 'q', in: 'query', schema },
          { name: 'X-H', in: 'header', schema },
          { name: 'c', in: 'cookie', required: true, schema },
          { name: 'p', in: 'path', schema },
        ],
        '/x/{p}',
      ),
    ).toEqual([
      {
        name: 'p',
        in: 'path',
        required: true,
        style: 'simple',
        explode: false,
        allowReserved: false,
      },
      {
        name: 'q',
        in: 'query',
        required: false,
        style: 'form',
        explode: true,
        allowReserved: false,
      },
      {
        name: 'X-H',
        in: 'header',
        required: false,
        style: 'simple',
        explode: false,
        allowReserved: false,
      },
      {
        name: 'c',
        in: 'cookie',
        required: true,
        style: 'form',
        explode: true,
        allowReserved: false,
      },
    ])
  })

  it.each([
    [
      { in: 'query', style: 'spaceDelimited' },
      { style: 'spaceDelimited', explode: false },
    ],
    [
      { in: 'query', style: 'pipeDelimited', explode: true },
      { style: 'pipeDelimited', explode: true },
    ],
    [
      { in: 'query', style: 'deepObject', explode: true },
      { style: 'deepObject', explode: true },
    ],
    [
      { in: 'query', explode: false },
      { style: 'form', explode: false },
    ],
    [{ in: 'query', allowReserved: true }, { allowReserved: true }],
    [
      { in: 'query', style: 'nonsense' },
      { style: 'form', explode: true },
    ],
    [
      { in: 'header', explode: true },
      { style: 'simple', explode: true },
    ],
    [{ in: 'header', allowReserved: true }, { allowReserved: false }],
    [{ in: 'query', content: { 'application/json': {} } }, { content: 'application/json' }],
    [
      { in: 'path', style: 'matrix', explode: true },
      { style: 'matrix', explode: true },
    ],
    [
      { in: 'path', style: 'label' },
      { style: 'label', explode: false },
    ],
  ])('%j', (given, expected) => {
    const parameters = parametersOf(
      [{ name: 'p', ...given }],
      given.in === 'path' ? '/x/{p}' : '/x',
    )
    expect(parameters).toEqual([expect.objectContaining(expected)])
  })

  it('of an operation win over those of its path', () => {
    const document = openapi3({
      '/x': {
        parameters: [
          { name: 'a', in: 'query' },
          { name: 'b', in: 'query' },
        ],
        get: { parameters: [{ name: 'a', in: 'query', required: true }], ...ok },
      },
    })
    expect(only(document).parameters.map(({ name, required }) => [name, required])).toEqual([
      ['a', true],
      ['b', false],
    ])
  })

  it('of the path are in its order, whether the document speaks of them or not', () => {
    const names = parametersOf(
      [
        { name: 'b', in: 'path' },
        { name: 'gone', in: 'path' },
        { name: 'a', in: 'path' },
      ],
      '/x/{a}/{b}/{c}.json',
    ) as { name: string }[]
    expect(names.map(({ name }) => name)).toEqual(['a', 'b', 'c'])
  })

  it('are found by reference', () => {
    const more = {
      components: {
        parameters: {
          'a/b': { name: 'q', in: 'query' },
          again: { $ref: '#/components/parameters/a~1b' },
        },
      },
    }
    expect(parametersOf([{ $ref: '#/components/parameters/again' }], '/x', more)).toEqual([
      expect.objectContaining({ name: 'q', in: 'query' }),
    ])
  })

  it('never set headers that are the client’s own', () => {
    const headers = ['Accept', 'content-type', 'Authorization', 'Host', 'Cookie', 'Content-Length']
    expect(parametersOf(headers.map((name) => ({ name, in: 'header' })))).toEqual([])
  })

  it('of a page that counts from zero say so', () => {
    const zero = { name: 'page', in: 'query', schema: { default: 0 } }
    expect(parametersOf([zero])).toEqual([expect.objectContaining({ first: 0 })])
    expect(parametersOf([{ ...zero, schema: { default: 1, minimum: 0 } }])).toEqual([
      expect.not.objectContaining({ first: 0 }),
    ])
  })
})

describe('bodies', () => {
  const bodiesOf = (content: object, more?: object, options?: ReadOptions): unknown =>
    only(openapi3({ '/x': { post: { requestBody: { content }, ...ok } } }, more), options).bodies

  it('come with the names that may be given flat, the easiest media type first', () => {
    const schema = {
      type: 'object',
      required: ['a', 'unheard'],
      properties: { a: {}, b: {} },
      additionalProperties: false,
    }
    expect(
      bodiesOf({
        'text/csv': {},
        'application/x-www-form-urlencoded': { schema },
        'application/json': { schema },
      }),
    ).toEqual([
      {
        media: 'application/json',
        required: false,
        properties: ['a', 'b', 'unheard'],
        requiredProperties: ['a', 'unheard'],
        open: false,
      },
      {
        media: 'application/x-www-form-urlencoded',
        required: false,
        properties: ['a', 'b', 'unheard'],
        requiredProperties: ['a', 'unheard'],
        open: false,
      },
      {
        media: 'text/csv',
        required: false,
        properties: undefined,
        requiredProperties: [],
        open: true,
      },
    ])
  })

  it.each([
    ['an array', { type: 'array', items: {} }, undefined],
    ['a text', { type: 'string' }, undefined],
    ['anything', {}, undefined],
    ['an object of any names', { type: 'object' }, []],
    ['an object or null', { type: ['object', 'null'], properties: { a: {} } }, ['a']],
    ['parts', { allOf: [{ properties: { a: {} } }, { properties: { b: {} } }] }, ['a', 'b']],
    [
      'either of two',
      { oneOf: [{ properties: { a: {} } }, { properties: { b: {} } }] },
      ['a', 'b'],
    ],
  ])('of %s', (_, schema, properties) => {
    expect(bodiesOf({ 'application/json': { schema } })).toEqual([
      expect.objectContaining({ properties }),
    ])
  })

  it('ask for what all of their parts ask for, and for nothing that only the server fills in', () => {
    const schema = {
      allOf: [
        { required: ['a', 'id'], properties: { a: {}, id: { readOnly: true } } },
        { oneOf: [{ required: ['b'], properties: { b: {} } }] },
      ],
    }
    expect(bodiesOf({ 'application/json': { schema } })).toEqual([
      expect.objectContaining({ requiredProperties: ['a'] }),
    ])
  })

  it('are closed where that is asked for', () => {
    const content = { 'application/json': { schema: { properties: { a: {} } } } }
    expect(bodiesOf(content)).toEqual([expect.objectContaining({ open: true })])
    expect(bodiesOf(content, {}, { closed: true })).toEqual([
      expect.objectContaining({ open: false }),
    ])
  })

  it('keep how their properties are written', () => {
    const encoding = {
      a: { contentType: 'image/png', headers: {} },
      b: { style: 'pipeDelimited', explode: true },
      c: 1,
      d: {},
    }
    expect(
      bodiesOf({ 'multipart/form-data': { schema: { properties: { a: {} } }, encoding } }),
    ).toEqual([
      expect.objectContaining({
        encoding: { a: { contentType: 'image/png' }, b: { style: 'pipeDelimited', explode: true } },
      }),
    ])
  })

  it('end where a schema holds itself', () => {
    const more = {
      components: {
        schemas: {
          Tree: { allOf: [{ $ref: '#/components/schemas/Tree' }, { properties: { a: {} } }] },
          One: { $ref: '#/components/schemas/Other' },
          Other: { $ref: '#/components/schemas/One' },
        },
      },
    }
    const schema = (name: string) => ({
      'application/json': { schema: { $ref: `#/components/schemas/${name}` } },
    })
    expect(bodiesOf(schema('Tree'), more)).toEqual([expect.objectContaining({ properties: ['a'] })])
    expect(bodiesOf(schema('One'), more)).toEqual([
      expect.objectContaining({ properties: undefined }),
    ])
  })
})

describe('Swagger 2.0', () => {
  const operation = (parameters: object[], more: object = {}): OperationSpec =>
    only(swagger2({ '/x': { post: { parameters, ...more, ...ok } } }))

  it.each([
    [undefined, { style: 'form', explode: false }],
    ['csv', { style: 'form', explode: false }],
    ['ssv', { style: 'spaceDelimited', explode: false }],
    ['tsv', { style: 'tabDelimited', explode: false }],
    ['pipes', { style: 'pipeDelimited', explode: false }],
    ['multi', { style: 'form', explode: true }],
    ['constructor', { style: 'form', explode: false }],
  ])('collectionFormat %s', (collectionFormat, expected) => {
    const { parameters } = operation([{ name: 'q', in: 'query', type: 'array', collectionFormat }])
    expect(parameters).toEqual([expect.objectContaining(expected)])
  })

  it('has a body of what it consumes', () => {
    const body = {
      name: 'b',
      in: 'body',
      required: true,
      schema: { required: ['a'], properties: { a: {} } },
    }
    const one = { required: true, properties: ['a'], requiredProperties: ['a'], open: true }
    expect(operation([body]).bodies).toEqual([{ media: 'application/json', ...one }])
    expect(operation([body], { consumes: ['application/xml'] }).bodies).toEqual([
      { media: 'application/xml', ...one },
    ])
  })

  it('has forms of fields', () => {
    const field = { name: 'a', in: 'formData', type: 'string', required: true }
    const tags = { name: 'tags', in: 'formData', type: 'array', collectionFormat: 'multi' }
    const file = { name: 'f', in: 'formData', type: 'file' }
    expect(operation([field, tags]).bodies).toEqual([
      {
        media: 'application/x-www-form-urlencoded',
        required: true,
        properties: ['a', 'tags'],
        requiredProperties: ['a'],
        open: false,
        encoding: { tags: { style: 'form', explode: true } },
      },
    ])
    expect(operation([file]).bodies).toEqual([
      expect.objectContaining({ media: 'multipart/form-data', required: false }),
    ])
  })

  it('is served by host, base path and the safest scheme', () => {
    const servers = (more: object): readonly unknown[] =>
      readDocument(swagger2({}, more)).table.servers
    expect(servers({})).toEqual([{ url: 'https://api.example.com/v1' }])
    expect(servers({ schemes: ['http', 'https'] })[0]).toEqual({
      url: 'https://api.example.com/v1',
    })
    expect(servers({ schemes: undefined, basePath: '/' })).toEqual([
      { url: 'https://api.example.com' },
    ])
    expect(servers({ host: undefined })).toEqual([{ url: '/v1' }])
  })
})

describe('security', () => {
  it('is the document’s where the operation says nothing, and none where it asks for none', () => {
    const document = openapi3(
      {
        '/a': { get: ok },
        '/b': { get: { security: [], ...ok } },
        '/c': { get: { security: [{ key: [], oauth: ['read'] }, {}], ...ok } },
      },
      { security: [{ key: [] }] },
    )
    expect(specsOf(document).map(({ security }) => security)).toEqual([
      [{ key: [] }],
      [],
      [{ key: [], oauth: ['read'] }, {}],
    ])
    expect(specsOf(openapi3({ '/a': { get: ok } }))[0]?.security).toBeUndefined()
  })

  it('knows the schemes of both kinds of documents', () => {
    const schemes = {
      key: { type: 'apiKey', name: 'X-Key', in: 'header' },
      basic: { type: 'http', scheme: 'Basic' },
      login: { type: 'oauth2', flows: {} },
      broken: { type: 'apiKey', in: 'header' },
      strange: { type: 'palm' },
    }
    expect(
      readDocument(openapi3({}, { components: { securitySchemes: schemes } })).table.schemes,
    ).toEqual({
      key: { type: 'apiKey', name: 'X-Key', in: 'header' },
      basic: { type: 'http', scheme: 'basic' },
      login: { type: 'oauth2' },
    })
    const old = { basic: { type: 'basic' }, key: { type: 'apiKey', name: 'k', in: 'query' } }
    expect(readDocument(swagger2({}, { securityDefinitions: old })).table.schemes).toEqual({
      basic: { type: 'http', scheme: 'basic' },
      key: { type: 'apiKey', name: 'k', in: 'query' },
    })
  })
})

it('keeps servers of operations and paths, with their variables', () => {
  const server = {
    url: 'https://{region}.example.com',
    variables: { region: { default: 'eu', enum: ['eu', 'us'] } },
  }
  const document = openapi3({
    '/a': { servers: [server], get: ok, post: { servers: [{ url: '/other' }], ...ok } },
    '/b': { get: ok },
  })
  expect(specsOf(document).map(({ servers }) => servers)).toEqual([
    [server],
    [{ url: '/other' }],
    undefined,
  ])
})

it('keeps a warning that the document has for callers', () => {
  const document = openapi3({ '/a': { get: { 'x-deprecation-warning': 'Use b.', ...ok } } })
  expect(only(document).warning).toBe('Use b.')
})

describe('what is broken', () => {
  const broken = openapi3({
    '/good': { get: ok },
    '/nameless': { get: { parameters: [{ in: 'query' }], ...ok } },
    '/nowhere': { get: { parameters: [{ name: 'a', in: 'body' }], ...ok } },
    '/lost/{a}': { get: { parameters: [{ $ref: '#/components/parameters/gone' }], ...ok } },
    '/foreign': { $ref: 'https://evil.example/paths.json' },
    '/circle': { $ref: '#/paths/~1circle' },
    '/text': { get: 'text' },
    '/none': null,
    'no-slash': { get: ok },
    'x-extension': { get: ok },
  })

  it('is left out, and a warning says where it is and why', () => {
    expect(specsOf(broken).map(({ id }) => id)).toEqual(['good.list'])
    expect(warningsOf(broken)).toEqual([
      '#/paths/~1nameless/get: a parameter has no name',
      "#/paths/~1nowhere/get: parameter 'a' is in 'body', which is no place",
      "#/paths/~1lost~1{a}/get: a parameter: $ref '#/components/parameters/gone' leads nowhere in the document",
      '#/paths/~1foreign: it is no object, or its $ref leads nowhere in the document',
      '#/paths/~1circle: it is no object, or its $ref leads nowhere in the document',
      '#/paths/~1text/get: the operation is no object',
      '#/paths/~1none: it is no object, or its $ref leads nowhere in the document',
      '#/paths/no-slash: a path must start with one slash',
    ])
  })

  it('is an error in strict mode', () => {
    const error = thrown(() => readDocument(broken, { strict: true }))
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toBe(
      'The document is broken at #/paths/~1nameless/get: a parameter has no name.',
    )
  })

  it('never throws anything else, whatever stands where', () => {
    const value = fc.oneof(
      fc.constantFrom<unknown>(null, 0, '', 'x', true, [], {}, [null], { $ref: '#/' }, { $ref: 3 }),
      fc.jsonValue({ maxDepth: 2 }),
    )
    const texts = JSON.stringify(harbour)
    fc.assert(
      fc.property(fc.nat(), value, fc.boolean(), (seed, other, old) => {
        const document = JSON.parse(texts)
        if (old) Object.assign(document, { openapi: undefined, swagger: '2.0' })
        // One place of the document holds something else.
        const places: [Record<string, unknown>, string][] = []
        const visit = (node: unknown): void => {
          for (const [key, inner] of Object.entries(Object(node))) {
            if (typeof node !== 'object' || /^(openapi|swagger)$/.test(key)) continue
            places.push([node as Record<string, unknown>, key])
            visit(inner)
          }
        }
        visit(document)
        const [node, key] = places[seed % places.length] as [Record<string, unknown>, string]
        node[key] = other
        expect(Array.isArray(readDocument(document).table.resources)).toBe(true)
      }),
      { numRuns: 400 },
    )
  })
})
