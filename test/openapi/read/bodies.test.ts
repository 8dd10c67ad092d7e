import { describe, expect, it } from 'vitest'
import type { OperationSpec } from '../../../src/openapi/OperationSpec'
import { type ReadOptions, readDocument } from '../../../src/openapi/read/readDocument'
import { openapi3, swagger2 } from '../documents'
import { ok, only } from './specs'

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
