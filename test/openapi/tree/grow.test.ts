import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../../src/index'
import { help, openapi, operationTable } from '../../../src/openapi/index'
import type { OpenApiOptions } from '../../../src/openapi/openapi'
import { type Operation, type Planted, rootsKey, type Tree } from '../../../src/operation/operation'
import { rejection, stage, thrown } from '../../stage'
import { harbour, openapi3 } from '../documents'

const ok = { responses: { 200: { description: 'ok' } } }

function grown(document: object = harbour, options: OpenApiOptions = {}) {
  const { fetch, sent, clock } = stage(() => Response.json([]))
  const api = openapi(document, { fetch, clock, retry: false, ...options })
  const lines = () =>
    sent.map(({ method, url }) => `${method} ${url.replace(/^https:\/\/[^/]+/, '')}`)
  return { api, sent, lines }
}

describe('a tree', () => {
  it('has resources at its top and their methods below, and lists nothing else', () => {
    const { api } = grown()
    expect(Object.keys(api)).toEqual(['ships', 'tides'])
    expect(Object.keys(api.ships)).toEqual(['list', 'post', 'delete', 'get', 'listCrew'])
    expect(api.$resources).toEqual(['ships', 'tides'])
    for (const name of ['constructor', 'toString', 'then', '__proto__'])
      expect([Reflect.has(api, name), Reflect.has(api.ships, name)]).toEqual([false, false])
  })

  it('makes the same thing once', () => {
    const { api } = grown()
    expect(api.ships).toBe(api.ships)
    expect(api.ships.list).toBe(api.ships.list)
    expect(api.ships.list.name).toBe('list')
  })

  it('can be awaited, spread and printed', async () => {
    const { api } = grown()
    expect(await api).toBe(api)
    expect(Object.keys({ ...api.ships })).toContain('list')
    expect(inspect(api)).toContain('ships')
    expect(inspect(api.ships)).toContain('listCrew(id)')
    expect(inspect(api.ships.get)).toContain('GET /ships/{id}')
  })

  it('sends what its methods are called with', async () => {
    const { api, lines, sent } = grown()
    await api.ships.list({ flag: 'NO', perPage: 5 })
    await api.ships.get(7)
    await api.ships.get({ id: 8 })
    await api.ships.post({ name: 'Fram' })
    expect(lines()).toEqual([
      'GET /v1/ships?flag=NO&per_page=5',
      'GET /v1/ships/7',
      'GET /v1/ships/8',
      'POST /v1/ships',
    ])
    expect(await sent[3]?.json()).toEqual({ name: 'Fram' })
  })

  it('rejects what it cannot send, and throws nothing', async () => {
    const { api, sent } = grown()
    const call = api.ships.get()
    const error = await rejection(call)
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toContain('ships.get: id')
    expect(sent).toEqual([])
  })

  it('finds methods by verb and path, and by operationId', async () => {
    const { api, lines } = grown()
    await api.$operation('GET /ships/{id}')(7)
    await api.$operation('listShips')({ page: 2 })
    expect(lines()).toEqual(['GET /v1/ships/7', 'GET /v1/ships?page=2'])
    const error = thrown(() => api.$operation('GET /ship/{id}'))
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toContain("Did you mean 'GET /ships/{id}'?")
  })

  it('answers to snake_case where that is asked for, and does not list it', () => {
    const document = openapi3({ '/git-repos/{id}/merge-requests': { get: ok } })
    const { api } = grown(document, { snakeCase: true })
    expect(Object.keys(api)).toEqual(['gitRepos'])
    expect(Object.keys(api.git_repos)).toEqual(['listMergeRequests'])
    expect(api.git_repos.list_merge_requests).toBe(api.gitRepos.listMergeRequests)
    expect(grown(document).api.git_repos).toBeUndefined()
  })

  it('parts a word that begins with a digit in snake_case, as the path does', () => {
    const document = openapi3({
      '/users/me/2fa': { delete: ok },
      '/users/me/2fa/backup_3d-codes': { get: ok },
      '/users/python3/git': { get: ok },
    })
    const { users } = grown(document, { snakeCase: true }).api
    expect(users.delete_me_2fa).toBe(users.deleteMe2fa)
    expect(users.list_me_2fa_backup_3d_codes).toBe(users.listMe2faBackup3dCodes)
    expect(users.list_python3_git).toBe(users.listPython3Git)
  })

  it('has further names, listed only where that is asked for', async () => {
    const document = openapi3({
      '/ships/me': {
        get: {
          responses: { 200: { content: { 'application/json': { schema: { type: 'object' } } } } },
        },
      },
    })
    const naming = { listWhen: 'array' } as const
    const { api, lines } = grown(document, { naming })
    expect(Object.keys(api.ships)).toEqual(['getMe'])
    await api.ships.listMe()
    expect(lines()).toEqual(['GET /v1/ships/me'])
    expect(api.ships.listMe.help).toContain('Another name of ships.getMe.')
    const shown = grown(document, { naming, shown: (alias) => alias === 'ships.listMe' })
    expect(Object.keys(shown.api.ships)).toEqual(['getMe', 'listMe'])
  })

  it('is kept by its client, so that what is called can be written down', () => {
    const { api } = grown()
    const tree = (api as unknown as Planted)[rootsKey].tree as Tree<typeof api>
    const seen: [Operation, readonly unknown[]][] = []
    const recorder = tree(((operation: Operation, args: readonly unknown[]) => {
      seen.push([operation, args])
    }) as never)
    recorder.ships.list({ page: 1 })
    recorder.ships.post({ name: 'Fram' })
    recorder.ships.delete(7)
    expect(seen.map(([{ id, kind }, args]) => [id, kind, args])).toEqual([
      ['ships.list', 'query', [{ page: 1 }]],
      ['ships.post', 'mutation', [{ name: 'Fram' }]],
      ['ships.delete', 'mutation', [7]],
    ])
    expect(seen[0]?.[0].pages).toBeDefined()
    expect(seen[1]?.[0].pages).toBeUndefined()
    expect(seen[0]?.[0].help).toContain('The ships that are here')
  })
})

describe('methods of one name', () => {
  it('go by how many values their path was given', async () => {
    const { api, lines } = grown()
    await api.ships.delete()
    await api.ships.delete(7)
    await api.ships.delete({ id: 8 })
    await api.ships.delete({ $query: { force: true } })
    expect(lines()).toEqual([
      'DELETE /v1/ships',
      'DELETE /v1/ships/7',
      'DELETE /v1/ships/8',
      'DELETE /v1/ships?force=true',
    ])
  })

  it.each([[undefined], [null], [''], [{ id: undefined }], [{ id: null }]])(
    'never take %j for nothing',
    async (id) => {
      const { api, sent } = grown()
      expect(await rejection(api.ships.delete(id))).toBeInstanceOf(ConfigError)
      expect(sent).toEqual([])
    },
  )

  it('refuse more values than any of them takes', async () => {
    const { api } = grown()
    expect(await rejection(api.ships.delete(1, 2))).toBeInstanceOf(ConfigError)
  })

  it('take a name for the query where the shorter path knows it', async () => {
    const document = openapi3({
      '/ships': { delete: { parameters: [{ name: 'id', in: 'query' }], ...ok } },
      '/ships/{id}': { delete: ok },
    })
    const { api, lines } = grown(document)
    await api.ships.delete({ id: 7 })
    await api.ships.delete(7)
    expect(lines()).toEqual(['DELETE /v1/ships?id=7', 'DELETE /v1/ships/7'])
  })
})

describe('help', () => {
  it('of a method says how it is called, what it takes and what comes back', () => {
    const { api } = grown()
    expect(api.ships.list.help).toBe(
      [
        'ships.list({ flag?, page?, per_page? })',
        'GET /ships',
        'The ships that are here',
        '',
        '  flag      query  string     Of which country',
        '  page      query  integer',
        '  per_page  query  integer',
        '',
        'Gives 200: Ship[].',
        'Its pages: .iterate(…) gives the items of all, .pages(…) each with its answer.',
      ].join('\n'),
    )
    expect(api.ships.post.help).toContain("kind  body  'sail' | 'steam'")
    expect(api.ships.post.help).toMatch(/name {2}body {2}string +required {2}As it is painted/)
    expect(api.ships.post.help).toContain('Takes application/json.')
    expect(api.ships.delete.help).toContain('Sends all ships away')
    expect(api.ships.delete.help).toContain('Sends a ship away')
  })

  it('of a resource lists its methods, and of an API its resources', () => {
    const { api } = grown()
    expect(api.ships.help).toMatch(/^ {2}get\(id\) +GET \/ships\/\{id\} +One ship$/m)
    expect(api.$help).toContain('Harbour 1.2')
    expect(api.$help).toMatch(/^ {2}ships {2}list, post, delete, get, listCrew$/m)
  })

  it('is what help(x) gives', () => {
    const { api } = grown()
    expect(help(api)).toBe(api.$help)
    expect(help(api.ships)).toBe(api.ships.help)
    expect(help(api.ships.get)).toBe(api.ships.get.help)
    expect(thrown(() => help({}))).toBeInstanceOf(ConfigError)
  })

  it('of a table is as good, if the table has its words', () => {
    const table = operationTable(harbour)
    const { api } = grown(JSON.parse(JSON.stringify(table)))
    expect(api.ships.list.help).toBe(grown().api.ships.list.help)
    const { docs: _, ...bare } = table
    expect(grown(bare).api.ships.list.help).toContain('GET /ships')
    expect(grown(bare).api.ships.list.help).not.toContain('The ships')
  })

  it('steers no terminal', () => {
    const summary = 'red \u001b[31m text \u009b2J\u0007'
    const { api } = grown(openapi3({ '/a': { get: { summary, ...ok } } }))
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
    expect(api.a.list.help).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
  })
})
