import { describe, expect, it } from 'vitest'
import { openapi3 } from '../documents'
import { ok, only } from './specs'

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
