import { describe, expect, it } from 'vitest'
import { CivisLookupError } from '../../../src/apis/civis/errors/index'
import { type CivisLookups, civisLookups } from '../../../src/apis/civis/lookups'
import { basic, ConfigError, createClient } from '../../../src/index'
import {
  type MockApi,
  type MockCivisOptions,
  mockCivis,
  mockTransport,
} from '../../../src/testing/index'
import { rejection } from '../../stage'

function lookupsOn(options: MockCivisOptions = {}): { civis: CivisLookups; mock: MockApi } {
  const mock = mockCivis(options)
  const client = createClient({
    baseURL: mock.baseURL,
    auth: basic('test-key'),
    fetch: mockTransport(mock),
    retry: false,
  })
  return { civis: civisLookups(client), mock }
}
const lines = ({ requests }: MockApi): string[] =>
  requests.map(({ method, url }) => `${method} ${url.replace(/^https:\/\/[^/]+\//, '')}`)
const s3 = 'GET credentials?type=Amazon%20Web%20Services%20S3'

describe('look-ups', () => {
  it('find ids by name, and ask once for the same', async () => {
    const { civis, mock } = lookupsOn()
    const ids = await Promise.all([civis.getDatabaseId('sandbox'), civis.getDatabaseId('sandbox')])
    expect(ids).toEqual([2, 2])
    expect(await civis.getDatabaseId('warehouse')).toBe(1)
    expect(await civis.getStorageHostId('attic')).toBe(2)
    expect(lines(mock)).toEqual(['GET databases', 'GET databases', 'GET storage_hosts'])
  })

  it('pass ids through without a request; digits as text are a name', async () => {
    const { civis, mock } = lookupsOn()
    expect(await civis.getDatabaseId(1111)).toBe(1111)
    expect(await civis.getStorageHostId(1111)).toBe(1111)
    expect(await civis.getAwsCredentialId(1111)).toBe(1111)
    expect(await civis.getDatabaseCredentialId(1111, 'warehouse')).toBe(1111)
    expect(await civis.getTableId(1111, 'warehouse')).toBe(1111)
    expect(mock.requests).toHaveLength(0)
    expect(await rejection(civis.getDatabaseId('1111'))).toBeInstanceOf(CivisLookupError)
  })

  it.each([1.5, Number.NaN, -1, 2 ** 53, '', null, undefined, {}])('refuse %s', async (value) => {
    const { civis, mock } = lookupsOn()
    const error = await rejection(civis.getDatabaseId(value as never))
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toContain('getDatabaseId must be a name or an id')
    expect(mock.requests).toHaveLength(0)
  })

  it('say what was looked for, where, and what is near it', async () => {
    const { civis } = lookupsOn()
    const error = await rejection<CivisLookupError>(civis.getDatabaseId('Warehous'))
    expect(error).toMatchObject({
      name: 'CivisLookupError',
      kind: 'database',
      wanted: 'Warehous',
      searched: 'databases.list()',
      near: ['warehouse'],
      message: "No database 'Warehous' in databases.list(). Near: 'warehouse'.",
    })
  })

  it('tell at most five near names, the nearest first', async () => {
    const names = ['lake9', 'lake', 'lakes', 'lake_1', 'lake_12', 'lake_123', 'sea']
    const storage_hosts = names.map((name, id) => ({ id, name }))
    const { civis } = lookupsOn({ records: { storage_hosts } })
    const { near } = await rejection<CivisLookupError>(civis.getStorageHostId('lake_1x'))
    expect(near).toHaveLength(5)
    expect(near[0]).toBe('lake_1')
    expect(near).not.toContain('sea')
  })

  it('try again after a failure', async () => {
    const { civis, mock } = lookupsOn({ faults: [{ kind: 'status', status: 500 }] })
    expect((await rejection(civis.getDatabaseId('warehouse'))).status).toBe(500)
    expect(await civis.getDatabaseId('warehouse')).toBe(1)
    expect(mock.requests).toHaveLength(2)
  })

  it('search all pages, and no further than they must', async () => {
    const credentials = Array.from({ length: 7 }, (_, index) => ({
      id: index,
      type: 'Database',
      username: `user ${index}`,
      remoteHostName: 'warehouse',
      remoteHostId: 1,
    }))
    const { civis, mock } = lookupsOn({ records: { credentials }, pageSize: 2 })
    expect(await civis.getDatabaseCredentialId('user 3', 'warehouse')).toBe(3)
    expect(mock.requests).toHaveLength(2)
    expect(await rejection(civis.getDatabaseCredentialId('user 9', 1))).toBeInstanceOf(
      CivisLookupError,
    )
    expect(mock.requests).toHaveLength(6)
  })

  it('find a database credential by the name of its database or by its id', async () => {
    const { civis, mock } = lookupsOn()
    expect(await civis.getDatabaseCredentialId('ada', 'sandbox')).toBe(2)
    expect(await civis.getDatabaseCredentialId('ada', 1)).toBe(1)
    expect(lines(mock)).toEqual(['GET credentials?type=Database', 'GET credentials?type=Database'])
    const error = await rejection(civis.getDatabaseCredentialId('grace', 'sandbox'))
    expect(error.message).toBe(
      "No database credential of 'grace', for database 'sandbox', in credentials.list({ type: 'Database' }).",
    )
    expect(await rejection(civis.getDatabaseCredentialId('ada', -2))).toBeInstanceOf(ConfigError)
  })

  it('take your own AWS credential where several have the name', async () => {
    const { civis, mock } = lookupsOn()
    expect(await civis.getAwsCredentialId('backups')).toBe(4)
    expect(lines(mock)).toEqual([s3, 'GET users/me'])
    expect(await civis.getAwsCredentialId('backups', 'grace')).toBe(3)
    expect(await civis.getAwsCredentialId('backups', { owner: 'grace' })).toBe(3)
    expect(lines(mock)).toEqual([s3, 'GET users/me', s3])
  })

  it('take the only AWS credential of a name, whoever has it', async () => {
    const type = 'Amazon Web Services S3'
    const credentials = [{ id: 9, name: 'shared', owner: 'grace', type }]
    const { civis, mock } = lookupsOn({ records: { credentials } })
    expect(await civis.getAwsCredentialId('shared')).toBe(9)
    expect(mock.requests).toHaveLength(1)
    const error = await rejection(civis.getAwsCredentialId('shared', 'zz'))
    expect(error.message).toContain(
      "No AWS credential 'shared', owned by 'zz', in credentials.list",
    )
  })

  it('find none of several AWS credentials where none is yours', async () => {
    const type = 'Amazon Web Services S3'
    const credentials = ['x', 'y'].map((owner, id) => ({ id, name: 'e', owner, type }))
    const { civis } = lookupsOn({ records: { credentials } })
    expect(await rejection(civis.getAwsCredentialId('e'))).toBeInstanceOf(CivisLookupError)
    expect(await rejection(civis.getAwsCredentialId('e', 7 as never))).toBeInstanceOf(ConfigError)
  })

  it('find a table by schema and name, in a database by name', async () => {
    const { civis, mock } = lookupsOn()
    expect(await civis.getTableId('public.visits', 'warehouse')).toBe(1)
    expect(await civis.getTableId('"raw.2025".visits', 1)).toBe(2)
    expect(lines(mock)).toEqual([
      'GET databases',
      'GET tables?database_id=1&schema=public&name=visits',
      'GET tables?database_id=1&schema=raw.2025&name=visits',
    ])
    expect(await civis.getTableId('visits', 1)).toBe(1)
    expect(lines(mock).at(-1)).toBe('GET tables?database_id=1&name=visits')
    const error = await rejection<CivisLookupError>(civis.getTableId('public.visit', 1))
    expect(error).toBeInstanceOf(CivisLookupError)
    expect(error.near).toEqual(['visits'])
  })

  it('refuse a table of three parts before anything is sent', async () => {
    const { civis, mock } = lookupsOn()
    expect(await rejection(civis.getTableId('a.b.c', 1))).toBeInstanceOf(ConfigError)
    expect(mock.requests).toHaveLength(0)
  })
})

describe('who you are', () => {
  it('is asked for when it is read, once a client', async () => {
    const { civis, mock } = lookupsOn()
    expect(mock.requests).toHaveLength(0)
    expect(await Promise.all([civis.username, civis.username])).toEqual(['ada', 'ada'])
    expect(await civis.defaultDatabaseCredentialId).toBe(1)
    expect(await civis.defaultCredential).toBe(1)
    expect(lines(mock)).toEqual([
      'GET users/me',
      'GET credentials?type=Database&default=true',
      'GET credentials?default=true',
    ])
  })

  it('is undefined where there is no default credential', async () => {
    const { civis } = lookupsOn({ records: { credentials: [] } })
    expect(await civis.defaultDatabaseCredentialId).toBe(undefined)
  })
})
