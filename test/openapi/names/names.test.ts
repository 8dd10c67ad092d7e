import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../../src/index'
import { type Nameable, type NamingOptions, nameOperations } from '../../../src/openapi/names/names'
import { thrown } from '../../stage'

/** `GET /users/{id}` or `GET /users/{id} operationId`. */
function named(lines: string[], options?: NamingOptions, more: Partial<Nameable> = {}): string[] {
  const operations = lines.map((line) => {
    const [verb = '', template = '', operationId] = line.split(' ')
    return { verb, template, operationId, ...more }
  })
  return nameOperations(operations, options).map(({ resource, method }) => `${resource}.${method}`)
}

describe('the name by path', () => {
  it.each([
    ['GET /workflows', 'workflows.list'],
    ['GET /workflows/{id}', 'workflows.get'],
    ['GET /workflows/{id}/executions', 'workflows.listExecutions'],
    ['PATCH /workflows/{id}', 'workflows.patch'],
    ['POST /workflows/{id}/executions', 'workflows.postExecutions'],
    ['GET /workflows/{id}/executions/{execution_id}', 'workflows.getExecutions'],
    ['DELETE /git_repos/{id}/refs', 'gitRepos.deleteRefs'],
    ['PUT /match-targets/{id}/share-links', 'matchTargets.putShareLinks'],
    ['GET /', 'root.list'],
    ['GET /{owner}', 'root.get'],
    ['GET /{owner}/repos/{repo}/tags', 'repos.listTags'],
    ['GET /2fa/codes', '_2fa.listCodes'],
    ['GET /files/{id}.json', 'files.get'],
    ['GET /files.json', 'files.list'],
    ['POST /files/{id}:cancel', 'files.postCancel'],
    ['POST /#Action=CreateStack', 'root.postCreateStack'],
    ['GET /buckets/{id}?versioning', 'buckets.getVersioning'],
    ['GET /Accounts/{Sid}/IncomingPhoneNumbers', 'accounts.listIncomingPhoneNumbers'],
  ])('%s is %s', (line, name) => {
    expect(named([line], { basePath: '' })).toEqual([name])
  })

  it('leaves out what all paths begin with, if it says nothing', () => {
    expect(named(['GET /api/v1/users', 'GET /api/v1/teams/{id}'])).toEqual([
      'users.list',
      'teams.get',
    ])
    expect(named(['GET /v1/users', 'GET /v2/users'])).toEqual(['v1.listUsers', 'v2.listUsers'])
    expect(named(['GET /services', 'GET /services/{id}'])).toEqual([
      'services.list',
      'services.get',
    ])
    expect(named(['GET /shop/users', 'GET /shop/carts'])).toEqual([
      'shop.listUsers',
      'shop.listCarts',
    ])
  })

  it('leaves out the base path that it was told, parameters included', () => {
    const basePath = '/2010-04-01/Accounts/{Sid}'
    const lines = [`GET ${basePath}/Messages.json`, `GET ${basePath}/Messages/{id}.json`, 'GET /x']
    expect(named(lines, { basePath })).toEqual(['messages.list', 'messages.get', 'x.list'])
  })

  it('adds the first of two parameters in a row where that is asked for', () => {
    const lines = ['GET /aliases/{object_type}/{alias}', 'GET /d/{id}/p/{schema_name}/{table_name}']
    expect(named(lines)).toEqual(['aliases.get', 'd.getP'])
    expect(named(lines, { consecutiveParams: true })).toEqual([
      'aliases.getObjectType',
      'd.getPSchemaName',
    ])
  })

  it('never gives a name that means something already', () => {
    const lines = ['then', 'constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf']
    expect(
      named(
        lines.map((word) => `GET /${word}`),
        { basePath: '' },
      ),
    ).toEqual([
      'then_.list',
      'constructor_.list',
      'proto.list',
      'toString_.list',
      'hasOwnProperty_.list',
      'valueOf_.list',
    ])
    const strategy = () => 'help.help'
    expect(named(['GET /a'], { strategy })).toEqual(['help_.help_'])
  })
})

describe('operations of one name', () => {
  it('share it while their paths take different numbers of values', () => {
    expect(named(['DELETE /files', 'DELETE /files/{id}'])).toEqual(['files.delete', 'files.delete'])
  })

  it('are told apart by their parameters, all of them', () => {
    const lines = ['GET /users/{id}', 'GET /users/{name}', 'GET /users']
    expect(named(lines)).toEqual(['users.getById', 'users.getByName', 'users.list'])
  })

  it('are told apart by their whole path, then by operationId, then by a hash', () => {
    expect(named(['GET /export/{org}/seats.csv', 'GET /export/{org}/seats.json'])).toEqual([
      'export.getExportOrgSeatsCsv',
      'export.getExportOrgSeatsJson',
    ])
    expect(named(['GET /a-b read-dashed', 'GET /a_b read-plain'])).toEqual([
      'aB.readDashed',
      'aB.readPlain',
    ])
    const [one, other] = named(['GET /a-b', 'GET /a_b'])
    expect(one).toMatch(/^aB\.get_[a-z\d]+$/)
    expect(other).toMatch(/^aB\.get_[a-z\d]+$/)
    expect(one).not.toBe(other)
  })

  it('do not change their names when others come or go that have other names', () => {
    const lines = ['GET /a', 'GET /a/{id}', 'POST /a']
    expect(named([...lines, 'GET /b', 'PUT /a/{id}/c']).slice(0, 3)).toEqual(named(lines))
  })
})

describe('pins', () => {
  it('stand whatever else comes', () => {
    const names = { 'GET /users/{name}': 'users.get' }
    expect(named(['GET /users/{id}', 'GET /users/{name}'], { names })).toEqual([
      'users.getById',
      'users.get',
    ])
  })

  it('may come from the document, but the own ones win', () => {
    const pin = 'people.read'
    expect(named(['GET /users/{id}'], {}, { pin })).toEqual(['people.read'])
    const names = { 'GET /users/{id}': 'users.read' }
    expect(named(['GET /users/{id}'], { names }, { pin })).toEqual(['users.read'])
  })

  it('of a document are left alone where they are no names', () => {
    expect(named(['GET /users/{id}'], {}, { pin: '__proto__.x' })).toEqual(['users.get'])
    expect(named(['GET /users/{id}'], {}, { pin: 'nothing' })).toEqual(['users.get'])
  })

  it('that cannot stand are refused', () => {
    const refused = (names: Record<string, string>): string =>
      thrown(() => named(['GET /a', 'GET /b'], { names })).message
    expect(refused({ 'GET /a': 'a' })).toBe("names['GET /a'] must be 'resource.method', not 'a'.")
    expect(refused({ 'GET /a': 'then.list' })).toContain('must be')
    expect(refused({ 'GET /a': 'x.y', 'GET /b': 'x.y' })).toBe(
      'names: x.y must be the name of one operation, not of two.',
    )
    expect(thrown(() => named(['GET /a'], { names: { 'GET /a': '1.2' } }))).toBeInstanceOf(
      ConfigError,
    )
  })

  it('of operations that are gone do no harm', () => {
    expect(named(['GET /a'], { names: { 'GET /gone': 'a.list' } })).toEqual(['a.list'])
  })
})

describe('the name by operationId', () => {
  const strategy = 'operationId'

  it.each([
    ['repos/list-for-user', 'repos.listForUser'],
    ['users.profile.get', 'users.profileGet'],
    ['UserController_findAll', 'userController.findAll'],
  ])('%s is %s', (id, name) => {
    expect(named([`GET /x ${id}`], { strategy })).toEqual([name])
  })

  it('takes the resource from a tag where the id has none', () => {
    const tags = ['Pet store']
    expect(named(['GET /pets listPets'], { strategy }, { tags })).toEqual(['petStore.listPets'])
    expect(named(['GET /pets get_pets'], { strategy }, { tags })).toEqual(['petStore.getPets'])
  })

  it('is the one by path where there is no id', () => {
    expect(named(['GET /pets'], { strategy })).toEqual(['pets.list'])
  })
})

it('a function says the names, and leaves to the path what it does not know', () => {
  const strategy = ({ verb }: Nameable): string | undefined =>
    verb === 'POST' ? 'things.make' : undefined
  expect(named(['POST /a', 'GET /a'], { strategy })).toEqual(['things.make', 'a.list'])
})

describe('list and get', () => {
  const names = (array: boolean | undefined, listWhen: NamingOptions['listWhen']): unknown =>
    nameOperations([{ verb: 'GET', template: '/users/me', array }], { listWhen })

  it('go by the answer where that is asked for, and list… still calls it', () => {
    const list = { resource: 'users', method: 'listMe', aliases: [] }
    const get = { resource: 'users', method: 'getMe', aliases: ['listMe'] }
    expect(names(false, 'static')).toEqual([list])
    expect(names(false, 'array')).toEqual([get])
    expect(names(true, 'array')).toEqual([list])
    expect(names(undefined, 'array')).toEqual([list])
    expect(names(true, () => false)).toEqual([get])
  })

  it('do not shadow another operation', () => {
    const operations = [
      { verb: 'GET', template: '/users/me', array: false },
      { verb: 'GET', template: '/x', pin: 'users.listMe' },
    ]
    expect(nameOperations(operations, { listWhen: 'array' })[0]?.aliases).toEqual([])
  })
})

it('no two operations get one name and one number of values, whatever the paths', () => {
  const word = fc.constantFrom(
    'a',
    'b',
    'A',
    'a-b',
    'a_b',
    '{x}',
    '{y}',
    '{x}.json',
    'then',
    '1',
    'é',
    '%',
  )
  const template = fc.array(word, { maxLength: 4 }).map((words) => `/${words.join('/')}`)
  const operation = fc.record({
    verb: fc.constantFrom('GET', 'POST'),
    template,
    operationId: fc.option(fc.constantFrom('x', 'y', 'a.b', ''), { nil: undefined }),
  })
  const unique = fc.uniqueArray(operation, {
    selector: (each) => `${each.verb} ${each.template}`,
    maxLength: 40,
  })
  fc.assert(
    fc.property(unique, fc.constantFrom('path', 'operationId'), (operations, strategy) => {
      const keys = nameOperations(operations, { strategy: strategy as 'path' }).map(
        ({ resource, method }, at) => {
          expect(resource).toMatch(/^[\p{L}_][\p{L}\p{N}_]*$/u)
          expect(method).toMatch(/^[\p{L}_][\p{L}\p{N}_]*$/u)
          const names = new Set(operations[at]?.template.match(/\{.*?\}/g))
          return `${resource}.${method}/${names.size}`
        },
      )
      expect(new Set(keys).size).toBe(keys.length)
    }),
    { numRuns: 300 },
  )
})
