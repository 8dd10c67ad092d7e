import { describe, expect, test } from 'vitest'
import { mockKnowi } from '../../../src/testing'
import { send, toRequest } from './send'

const ids = (json: { list: { id: number }[] }) => json.list.map(({ id }) => id)

describe('dashboards', () => {
  test('have widgets, which can be put on and taken off', async () => {
    const mock = mockKnowi()
    const widgets = async () => ids((await send(mock, 'GET /dashboards/1/widgets')).json)
    expect(await widgets()).toEqual([1, 4])
    expect((await send(mock, 'PUT /dashboards/1/2')).json).toMatchObject({ id: 2 })
    expect(await widgets()).toEqual([1, 4, 2])
    expect((await send(mock, 'DELETE /dashboards/1/4')).status).toBe(204)
    expect(await widgets()).toEqual([1, 2])
    await send(mock, 'DELETE /widgets/1')
    expect(await widgets()).toEqual([2])
    for (const line of [
      'PUT /dashboards/1/99',
      'DELETE /dashboards/1/99',
      'PUT /dashboards/99/1',
    ]) {
      expect([line, (await send(mock, line)).status]).toEqual([line, 404])
    }
    expect((await send(mock, 'GET /dashboards/99/widgets')).status).toBe(404)
  })

  test('lose no widget when a group of the same id goes', async () => {
    const mock = mockKnowi()
    await send(mock, 'DELETE /groups/1')
    expect(ids((await send(mock, 'GET /dashboards/1/widgets')).json)).toEqual([1, 4])
  })

  test('are exported as a binary file with a name', async () => {
    const mock = mockKnowi()
    const response = await mock(toRequest(mock, 'GET /dashboards/1/export/pdf'))
    expect(response.headers.get('content-type')).toBe('application/pdf')
    expect(response.headers.get('content-disposition')).toBe(
      'attachment; filename="Dashboard_1.pdf"',
    )
    const bytes = new Uint8Array(await response.arrayBuffer())
    expect(new TextDecoder().decode(bytes.slice(0, 5))).toBe('%PDF-')
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes)).toThrow()
    expect((await send(mock, 'GET /dashboards/99/export/pdf')).status).toBe(404)
  })
})

describe('share URLs', () => {
  test.each(['dashboards', 'widgets'])('of %s are new each time', async (name) => {
    const mock = mockKnowi()
    const first = (await send(mock, `POST /${name}/1/share/url`)).json.data.shareUrl
    const second = (await send(mock, `POST /${name}/1/share/url`)).json.data.shareUrl
    expect(first).toEqual(expect.any(String))
    expect(second).not.toBe(first)
    expect((await send(mock, `POST /${name}/99/share/url`)).status).toBe(404)
  })

  test.each(['dashboards', 'widgets'])('of %s can be secure, by form', async (name) => {
    const body = new URLSearchParams({ contentFilters: '[]' })
    const { json } = await send(mockKnowi(), `POST /${name}/1/share/url/secure`, { body })
    expect(json.data.secureShareUrl).toMatch(/\?hash=[0-9a-f]{8}$/)
  })

  test('have a hash that depends on the filters alone', async () => {
    const mock = mockKnowi()
    const hash = async (contentFilters: string) => {
      const body = new URLSearchParams({ contentFilters })
      return (await send(mock, 'POST /dashboards/1/share/url/secure/hash', { body })).json.data.hash
    }
    expect(await hash('[1]')).toBe(await hash('[1]'))
    expect(await hash('[1]')).not.toBe(await hash('[2]'))
  })
})

describe('queries', () => {
  test('go by id or identifier, with joins where wanted', async () => {
    const mock = mockKnowi()
    const byId = (await send(mock, 'GET /queries/2')).json
    expect((await send(mock, 'GET /queries/query-2')).json).toEqual(byId)
    expect(byId).not.toHaveProperty('joinDataSources')
    const joined = await send(mock, 'GET /queries/2?loadJoinDataSources=true')
    expect(joined.json.joinDataSources).toEqual([])
  })

  test('can be removed with their widgets, or without', async () => {
    const mock = mockKnowi()
    await send(mock, 'DELETE /queries/1')
    expect(ids((await send(mock, 'GET /widgets')).json)).toHaveLength(6)
    await send(mock, 'DELETE /queries/2?removeWidgets=true')
    expect(ids((await send(mock, 'GET /widgets')).json)).toEqual([1, 3, 4, 5])
  })

  test('can be run', async () => {
    const mock = mockKnowi()
    const { json } = await send(mock, 'POST /queries/1/refreshQuery', { body: { runNow: true } })
    expect(json).toEqual({ queryId: 1, status: 'started' })
    expect((await send(mock, 'POST /queries/99/refreshQuery')).status).toBe(404)
  })
})

describe('categories', () => {
  test('are of one type of object', async () => {
    const mock = mockKnowi()
    const body = { categoryName: 'For widgets' }
    const { json } = await send(mock, 'POST /category?objectType=2', { body })
    expect(json).toMatchObject({ name: 'For widgets', objectType: 2 })
    expect(ids((await send(mock, 'GET /category?objectType=2')).json)).toEqual([json.id])
    expect(ids((await send(mock, 'GET /category?objectType=1')).json)).toEqual([1, 2, 3])
    expect((await send(mock, 'GET /category?objectType=3')).status).toBe(400)
    expect((await send(mock, 'POST /category', { body })).status).toBe(400)
  })

  test('are assigned, added and removed', async () => {
    const mock = mockKnowi()
    const post = async (action: string, body: Record<string, unknown>, type = 1) => {
      const line = `POST /category/${action}?objectType=${type}`
      const { status, json } = await send(mock, line, { body: { objectId: 1, ...body } })
      return status === 200 ? json.categories : status
    }
    expect(await post('assign', { categories: [2, 3] })).toEqual([2, 3])
    expect(await post('add', { category: 1 })).toEqual([2, 3, 1])
    expect(await post('add', { category: 1 })).toEqual([2, 3, 1])
    expect(await post('remove', { category: 3 })).toEqual([2, 1])
    expect(await post('assign', { categories: [] }, 4)).toEqual([])
    expect(await post('assign', { categories: [99] })).toBe(404)
    expect(await post('assign', {})).toBe(400)
    expect(await post('add', { category: 1, objectId: 99 })).toBe(404)
    expect(await post('add', { category: 1 }, 3)).toBe(400)
    expect(ids((await send(mock, 'GET /dashboards?byCategory=2')).json)).toEqual([1, 2])
  })

  test('that an object has already need not exist for others to be added', async () => {
    const mock = mockKnowi({ dashboards: [{ id: 1, categories: [77] }, { id: 2 }] })
    const add = (objectId: number) =>
      send(mock, 'POST /category/add?objectType=1', { body: { category: 1, objectId } })
    expect((await add(1)).json.categories).toEqual([77, 1])
    expect((await add(2)).json.categories).toEqual([1])
  })

  test('are copied along with what is in them', async () => {
    const mock = mockKnowi()
    const body = { sourceCategoryId: 1, targetParentCategoryId: 2 }
    const { json } = await send(mock, 'POST /category/copy?objectType=1', { body })
    expect(json).toMatchObject({ name: 'Category 1', parentId: 2 })
    const inCopy = await send(mock, `GET /dashboards?byCategory=${json.id}`)
    expect(ids(inCopy.json)).toEqual([1])
    const missing = { body: { sourceCategoryId: 99 } }
    expect((await send(mock, 'POST /category/copy?objectType=1', missing)).status).toBe(404)
  })
})

describe('users and groups', () => {
  test('users are found by a part of the name and by type', async () => {
    const mock = mockKnowi()
    const found = async (query: string) =>
      ids((await send(mock, `GET /users/search?${query}`)).json)
    expect(await found('username=USER2')).toEqual([2])
    expect(await found('username=example&userType=regular')).toEqual([1, 2])
    expect(await found('userType=sso')).toEqual([3])
    expect(await found('username=nobody')).toEqual([])
  })

  test('sharing can be with users and groups', async () => {
    const { json } = await send(mockKnowi(), 'GET /users/shareableEntities')
    expect([json.users.length, json.groups.length]).toEqual([4, 2])
  })

  test('the assets of a user move to another', async () => {
    const mock = mockKnowi()
    const { json } = await send(mock, 'PUT /users/1/moveAssets', { body: { toUserId: 3 } })
    expect(json.moved).toBeGreaterThan(0)
    expect((await send(mock, 'GET /dashboards/1')).json.userId).toBe(3)
    expect((await send(mock, 'GET /dashboards/2')).json.userId).toBe(2)
    const nobody = await send(mock, 'PUT /users/1/moveAssets', { body: { toUserId: 99 } })
    expect(nobody.status).toBe(404)
  })

  test('a user has groups of its own', async () => {
    const mock = mockKnowi()
    expect((await send(mock, 'GET /users/1/groups')).json).toEqual({ list: [] })
    const body = { groupName: 'Mine' }
    const { json: group } = await send(mock, 'POST /users/1/groups', { body })
    expect(group).toMatchObject({ name: 'Mine', ownerId: 1 })
    const path = `/users/1/groups/${group.id}`
    expect((await send(mock, `GET ${path}`)).json).toEqual(group)
    const renamed = await send(mock, `PUT ${path}`, { body: { groupName: 'Ours' } })
    expect(renamed.json.name).toBe('Ours')
    expect((await send(mock, `GET /users/2/groups/${group.id}`)).status).toBe(404)
    expect((await send(mock, `DELETE ${path}`)).status).toBe(204)
    expect((await send(mock, `GET ${path}`)).status).toBe(404)
    expect((await send(mock, 'GET /users/1/groups')).json).toEqual({ list: [] })
    expect((await send(mock, 'GET /users/99/groups')).status).toBe(404)
  })

  test('a group tells its shares where wanted', async () => {
    const mock = mockKnowi()
    expect((await send(mock, 'GET /groups/1?withSharing=true')).json.sharing).toEqual([])
    expect((await send(mock, 'GET /groups/1')).json).not.toHaveProperty('sharing')
  })
})

describe('the rest', () => {
  test('questions in plain words are completed and parsed', async () => {
    const mock = mockKnowi()
    const { json } = await send(mock, 'GET /nlp/suggestions?query=sales')
    expect(json.list).toEqual(['sales by region', 'sales by date'])
    const body = new URLSearchParams({ query: 'sales by region', datasetId: '1' })
    const parsed = await send(mock, 'POST /nlp/query/parse', { body })
    expect(parsed.json.data).toMatchObject({ query: 'sales by region', datasetId: '1' })
    expect((await send(mock, 'POST /nlp/query/parse')).status).toBe(400)
  })

  test('the health of the API can be asked', async () => {
    expect((await send(mockKnowi(), 'GET /kpi')).json).toMatchObject({ status: 'up' })
    expect((await send(mockKnowi(), 'GET /kpi/checkMongoDB')).json).toEqual({ status: 'up' })
  })
})
