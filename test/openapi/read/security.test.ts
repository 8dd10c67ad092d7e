import { describe, expect, it } from 'vitest'
import { readDocument } from '../../../src/openapi/read/readDocument'
import { openapi3, swagger2 } from '../documents'
import { ok, specsOf } from './specs'

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
