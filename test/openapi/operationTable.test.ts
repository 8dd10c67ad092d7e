import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/index'
import { fromTable, namesOf, openapi, operationTable } from '../../src/openapi/index'
import { stage, thrown } from '../stage'
import { harbour, openapi3 } from './documents'

const ok = { responses: { 200: { description: 'ok' } } }

describe('a table', () => {
  it('is plain JSON', () => {
    const table = operationTable(harbour)
    expect(JSON.parse(JSON.stringify(table))).toEqual(table)
  })

  it('calls as the document does', async () => {
    const text = JSON.stringify(operationTable(harbour))
    const calls = async (grow: typeof openapi | typeof fromTable, given: object) => {
      const { fetch, clock, sent } = stage(() => Response.json([]))
      const api = grow(given as never, { fetch, clock, retry: false })
      await api.ships.list({ flag: 'NO', $query: { x: 1 } })
      await api.ships.post({ name: 'Fram' })
      await api.ships.delete(7)
      return Promise.all(
        sent.map(async (request) => [request.method, request.url, await request.text()]),
      )
    }
    const expected = await calls(openapi, harbour)
    expect(expected).toHaveLength(3)
    expect(await calls(openapi, JSON.parse(text))).toEqual(expected)
    expect(await calls(fromTable, JSON.parse(text))).toEqual(expected)
  })

  it('leaves out what is for people where that is asked for', () => {
    expect(operationTable(harbour).docs).toHaveLength(7)
    expect(operationTable(harbour, { docs: false }).docs).toBeUndefined()
  })

  it('is made of a text too, and of another table', () => {
    const table = operationTable(JSON.stringify(harbour))
    expect(table).toEqual(operationTable(harbour))
    expect(operationTable(table)).toEqual(table)
    expect(thrown(() => operationTable('openapi: 3.0.0')).message).toBe(
      'The document is not JSON; give an option parse for YAML.',
    )
    const parse = (text: string): object => ({ openapi: text, paths: {} })
    expect(operationTable('3.0.0', { parse }).resources).toEqual([])
  })

  it('tells its names, which another reading keeps', () => {
    const names = namesOf(operationTable(openapi3({ '/users/{id}': { get: ok } })))
    expect(names).toEqual({ 'GET /users/{id}': 'users.get' })
    const grown = openapi3({ '/users/{id}': { get: ok }, '/users/{name}': { get: ok } })
    expect(namesOf(operationTable(grown))['GET /users/{id}']).toBe('users.getById')
    expect(namesOf(operationTable(grown, { naming: { names } }))).toEqual({
      'GET /users/{id}': 'users.get',
      'GET /users/{name}': 'users.getByName',
    })
  })

  it('of another kind is refused', () => {
    for (const given of [{}, { operationTable: 7 }, null, harbour])
      expect(thrown(() => fromTable(given as object))).toBeInstanceOf(ConfigError)
    const table = operationTable(harbour)
    expect(thrown(() => fromTable(table, { naming: {} } as never))).toBeInstanceOf(ConfigError)
  })

  it('warns on the console of what it left out, unless told where else', () => {
    const document = openapi3({ nonsense: { get: ok } })
    const { warn } = console
    const warnings: unknown[] = []
    console.warn = (warning: unknown) => warnings.push(warning)
    try {
      operationTable(document)
      operationTable(document, { onWarning: () => {} })
    } finally {
      console.warn = warn
    }
    expect(warnings).toEqual(['#/paths/nonsense: a path must start with one slash'])
  })
})

describe('options', () => {
  it.each([
    [{ strikt: true }, "unknown option 'strikt'. Did you mean 'strict'?"],
    [{ strict: 'yes' }, 'strict must be a boolean'],
    [{ naming: 'path' }, 'naming must be an object'],
    [{ naming: { strategy: 'tag' } }, 'naming.strategy must be one of path,operationId'],
    [{ naming: { listWhen: 'always' } }, 'naming.listWhen must be one of static,array'],
    [{ naming: { base: '/v1' } }, "naming: unknown option 'base'. Did you mean 'basePath'?"],
    [{ trailingSlash: 'no' }, 'trailingSlash must be one of keep,drop'],
    [{ baseURL: 'no url' }, 'baseURL must be whole'],
  ])('%j are refused', (options, why) => {
    const error = thrown(() => openapi(harbour, options as never))
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toContain(why)
  })

  it('of the core reach the client', async () => {
    const { fetch, clock, sent } = stage()
    const api = openapi(harbour, { fetch, clock, retry: false, headers: { 'x-a': 'b' } })
    await api.tides.list()
    expect(sent[0]?.headers.get('x-a')).toBe('b')
  })

  it('for an API that differs from its document go to every call', async () => {
    const { fetch, clock, sent } = stage()
    const encoding = { arrayStyle: 'brackets', emptyBody: true, nulls: 'drop' } as const
    const api = openapi(harbour, { fetch, clock, retry: false, encoding })
    await api.ships.list({ flag: ['a', 'b'], page: null })
    await api.ships.delete(7)
    expect(sent[0]?.url).toBe('https://api.example.com/v1/ships?flag%5B%5D=a&flag%5B%5D=b')
    expect(await sent[1]?.text()).toBe('{}')
  })

  it('give each operation the credential that it asks for', async () => {
    const { fetch, clock, sent } = stage()
    const document = openapi3(
      { '/a': { get: ok }, '/b': { get: { security: [], ...ok } } },
      {
        security: [{ key: [] }],
        components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'x-key' } } },
      },
    )
    const baseURL = 'https://api.example.com'
    const api = openapi(document, {
      fetch,
      clock,
      retry: false,
      baseURL,
      credentials: { key: 'k' },
    })
    await api.a.list()
    await api.b.list()
    expect(sent.map(({ headers }) => headers.get('x-key'))).toEqual(['k', null])
  })
})

it('a warning of the document is said once an operation', async () => {
  const { fetch, clock } = stage()
  const warnings: string[] = []
  const document = openapi3({ '/a': { get: { 'x-deprecation-warning': 'Use b.', ...ok } } })
  const onWarning = (warning: string): number => warnings.push(warning)
  const api = openapi(document, { fetch, clock, retry: false, onWarning })
  await api.a.list()
  await api.a.list()
  expect(warnings).toEqual(['a.list: Use b.'])
})
