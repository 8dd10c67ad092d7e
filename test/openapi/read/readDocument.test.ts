import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../../src/index'
import { type ReadOptions, readDocument } from '../../../src/openapi/read/readDocument'
import { thrown } from '../../stage'
import { harbour, openapi3 } from '../documents'
import { ok, only, specsOf, warningsOf } from './specs'

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
