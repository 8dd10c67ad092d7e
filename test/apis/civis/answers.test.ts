import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { type Civis, CivisApiError, CivisApiKeyError } from '../../../src/apis/civis/index'
import { ConfigError, NotFoundError } from '../../../src/index'
import { rejection } from '../../stage'
import { civisOn, lines } from './civisOn'

describe('a call', () => {
  it('sends names in snake_case, arrays with brackets, and takes both spellings', async () => {
    const { civis, mock } = await civisOn()
    await civis.admin.listOrganizations({ orgType: ['a b', 'c'], status: [] })
    await civis.credentials.list({ remote_host_id: null, default: true })
    await civis.queries.post({ database: 1, sql: 'x', previewRows: 5, credential: null })
    await civis.queries.post(1, 'x', 5, { include_header: true })
    expect(lines(mock)).toEqual([
      'GET admin/organizations?org_type%5B%5D=a%20b&org_type%5B%5D=c',
      'GET credentials?default=true',
      'POST queries',
      'POST queries',
    ])
    const bodies = mock.requests.slice(2).map(({ body }) => JSON.parse(body))
    expect(bodies).toEqual([
      { database: 1, sql: 'x', preview_rows: 5, credential: null },
      { database: 1, sql: 'x', preview_rows: 5, include_header: true },
    ])
  })

  it('takes sets and iterators for arrays, and drops null in an array of a query', async () => {
    const { civis, mock } = await civisOn()
    const ids = [2, 3].values()
    await civis.admin.list_organizations({ status: new Set(['a', null]), org_type: ids })
    await civis.queries.post({ database: 1, sql: new Set(['x', null]), preview_rows: 5 })
    expect(lines(mock)[0]).toBe(
      'GET admin/organizations?status%5B%5D=a&org_type%5B%5D=2&org_type%5B%5D=3',
    )
    expect(JSON.parse(mock.requests.at(-1)?.body ?? '')).toMatchObject({ sql: ['x', null] })
  })

  it('sends an empty object where there is no body, but with GET', async () => {
    const { civis, mock } = await civisOn()
    await civis.jobs.postRuns(7)
    await civis.jobs.deleteProjects(1, 2)
    await civis.jobs.get(1)
    expect(mock.requests.map(({ body }) => body)).toEqual(['{}', '{}', ''])
    expect(mock.requests[1]?.headers['content-type']).toContain('application/json')
  })

  it.each<[string, (civis: Civis) => Promise<unknown>, RegExp]>([
    ['an unknown name', (civis) => civis.jobs.get(1, { foo: 2 }), /foo/],
    ['a missing value', (civis) => civis.jobs.get(), /jobs\.get.*id/],
    ['an empty value', (civis) => civis.jobs.get(''), /id/],
    ['a value that leads elsewhere', (civis) => civis.permissionSets.getResources(1, '..'), /\.\./],
    ['one value too many', (civis) => civis.jobs.list('queued'), /jobs\.list/],
    ['a missing property', (civis) => civis.queries.post({ sql: 'x' }), /database/],
    ['a value given twice', (civis) => civis.queries.post(1, 'x', { sql: 'y' }), /sql.*once/],
    ['iterator: true', (civis) => civis.jobs.list({ iterator: true }), /jobs\.list\.iterate/],
  ])('refuses %s before it is sent', async (_what, call, message) => {
    const { civis, mock } = await civisOn()
    const error = await rejection(call(civis))
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toMatch(message)
    expect(mock.requests).toHaveLength(0)
  })

  it('gives frozen data in snake_case, and what came along beside it', async () => {
    const { civis } = await civisOn({ quota: { limit: 9, window: 1000, headers: true } })
    const { data, headers, callsRemaining, rateLimit, attempts } = await civis.workflows
      .get(1)
      .withResponse()
    expect(data).toMatchObject({ id: 1, last_execution: { state: 'succeeded', finished_at: null } })
    expect(data.lastExecution.finishedAt).toBe(null)
    expect(Object.isFrozen(data)).toBe(true)
    expect({ callsRemaining, rateLimit, attempts }).toEqual({
      callsRemaining: 8,
      rateLimit: 9,
      attempts: 1,
    })
    expect(headers.get('x-ratelimit-limit')).toBe('9')
    expect(civis.lastResponse).toMatchObject({ data, callsRemaining: 8 })
    await civis.users.getMe()
    expect(civis.last_response).toMatchObject({ data: { username: 'ada' }, callsRemaining: 7 })
  })

  it('gives camelCase where that is asked for, and undefined for nothing', async () => {
    const { civis } = await civisOn({}, { returnType: 'camel' })
    expect(await civis.workflows.get(1)).toHaveProperty('lastExecution.finishedAt')
    expect(await civis.jobs.deleteProjects(1, 2)).toBe(undefined)
  })

  it('gives the Response, unread, where that is asked for; errors are errors still', async () => {
    const { civis } = await civisOn({}, { returnType: 'raw' })
    const response: Response = await civis.workflows.get(1)
    expect(response.bodyUsed).toBe(false)
    expect(await response.json()).toHaveProperty('lastExecution')
    expect(await rejection(civis.workflows.get(99))).toBeInstanceOf(NotFoundError)
    const { data, callsRemaining } = await civis.workflows.list().withResponse()
    expect(data).toBeInstanceOf(Response)
    expect(callsRemaining).toBe(undefined)
    await data.body?.cancel()
  })

  it('of a list gives its items with their own keys where single calls give the Response', async () => {
    const { civis } = await civisOn({}, { returnType: 'raw' })
    const items: Record<string, unknown>[] = []
    for await (const item of civis.workflows.list.iterate({ limit: 1 })) items.push(item)
    expect(items.map(({ id }) => id)).toContain(1)
    expect(items.every((item) => Object.hasOwn(item, 'lastExecution'))).toBe(true)
    for await (const { data } of civis.workflows.list.pages()) expect(data[0].id).toBe(items[0]?.id)
  })

  it('gives the Response of a single call, too', async () => {
    const { civis } = await civisOn()
    const response = await civis.workflows.get(1).asResponse()
    expect(await response.json()).toHaveProperty('lastExecution')
  })

  it('holds its data against a schema as it gives them', async () => {
    const { civis } = await civisOn()
    const schema = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: (data: { last_execution: unknown }) => ({ value: data.last_execution }),
      },
    }
    const checked = await civis.workflows.get(1, { $schema: schema })
    expect(checked).toEqual({ state: 'succeeded', finished_at: null })
  })

  it('that is refused says why, as an error of Civis and of the core', async () => {
    const { civis } = await civisOn()
    const error = await rejection<CivisApiError>(civis.workflows.get(99))
    expect(error).toBeInstanceOf(CivisApiError)
    expect(error).toBeInstanceOf(NotFoundError)
    expect(error.message).toBe(
      '(404) The requested resource could not be found. (GET /workflows/99)',
    )
    const wrong = await civisOn({ apiKey: 'other' })
    const refused = await rejection<CivisApiKeyError>(wrong.civis.workflows.list())
    expect(refused).toBeInstanceOf(CivisApiKeyError)
    expect(JSON.stringify(refused) + inspect(refused, { depth: 9 })).not.toContain('test-key')
  })
})
