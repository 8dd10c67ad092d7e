import { describe, expect, test } from 'vitest'
import { fakeClock, mockKnowi } from '../../../src/testing'
import { send } from './send'

const ids = (json: { list: { id: number }[] }) => json.list.map(({ id }) => id)

describe('reading', () => {
  test.each([
    '/dashboards',
    '/widgets',
    '/datasources',
    '/queries',
    '/category',
    '/groups',
    '/users',
    '/dashboards/filterset',
  ])('GET %s gives a list', async (path) => {
    const { status, json } = await send(mockKnowi(), `GET ${path}`)
    expect(status).toBe(200)
    expect(json.list[0]).toMatchObject({ id: 1, name: expect.any(String) })
  })

  test.each(['/dashboards', '/widgets', '/datasources', '/queries', '/groups', '/users'])(
    'GET %s/:id gives the record, or 404',
    async (path) => {
      const mock = mockKnowi()
      expect((await send(mock, `GET ${path}/2`)).json).toMatchObject({ id: 2 })
      expect((await send(mock, `GET ${path}/999`)).status).toBe(404)
    },
  )

  test('a comma list of categories gives what is in any of them', async () => {
    const mock = mockKnowi({ dashboards: 6 })
    expect(ids((await send(mock, 'GET /dashboards?byCategory=1')).json)).toEqual([1, 4])
    expect(ids((await send(mock, 'GET /dashboards?byCategory=1,3')).json)).toEqual([1, 3, 4, 6])
    expect(ids((await send(mock, 'GET /dashboards?byCategory=1%2C3')).json)).toEqual([1, 3, 4, 6])
    expect(ids((await send(mock, 'GET /dashboards?byCategory=99')).json)).toEqual([])
    expect(ids((await send(mock, 'GET /dashboards?byCategory=')).json)).toHaveLength(6)
    expect(ids((await send(mock, 'GET /widgets?byCategory=2')).json)).toEqual([2, 5])
  })
})

describe('writing', () => {
  test.each([
    ['/dashboards', 'dashName'],
    ['/widgets', 'widgetName'],
    ['/groups', 'groupName'],
    ['/category?objectType=1', 'categoryName'],
    ['/users', 'name'],
  ])('POST %s creates a record named by %s', async (path, field) => {
    const clock = fakeClock()
    const mock = mockKnowi({ clock })
    const { status, json } = await send(mock, `POST ${path}`, { body: { [field]: 'New' } })
    expect(status).toBe(200)
    expect(json.name).toBe('New')
    if ('createdDate' in json) expect(json.createdDate).toBe(clock.date())
    const list = (await send(mock, `GET ${path}`)).json
    expect(ids(list).at(-1)).toBe(json.id)
    expect(new Set(ids(list)).size).toBe(list.list.length)
  })

  test('a new record is in no category, and a clone in those of its source', async () => {
    const mock = mockKnowi()
    const { json } = await send(mock, 'POST /dashboards', { body: { dashName: 'New' } })
    expect(json.categories).toEqual([])
    expect((await send(mock, 'POST /dashboards/2')).json.categories).toEqual([2])
  })

  test('an id is never given twice', async () => {
    const mock = mockKnowi({ dashboards: [{ id: 'text' }, { id: 40 }] })
    expect((await send(mock, 'POST /dashboards')).json.id).toBe(41)
    await send(mock, 'DELETE /dashboards/41')
    expect((await send(mock, 'POST /dashboards')).json.id).toBe(42)
  })

  test('a query is named inside its properties', async () => {
    const body = { properties: { entityName: 'New', queryStr: 'select 1' }, runNow: false }
    const { json } = await send(mockKnowi(), 'POST /queries', { body })
    expect(json).toMatchObject({ name: 'New', queryStr: 'select 1' })
  })

  test('the properties of a dashboard stay what they are', async () => {
    const body = { properties: { exportPdfLandscape: true } }
    const { json } = await send(mockKnowi(), 'PUT /dashboards/1', { body })
    expect(json.properties).toEqual({ exportPdfLandscape: true })
  })

  test('a password is never given back', async () => {
    const mock = mockKnowi()
    const body = { username: 'new@example.com', password: 'private-thing' }
    const created = await send(mock, 'POST /users', { body })
    expect(created.json.username).toBe('new@example.com')
    expect(created.text).not.toContain('private-thing')
    expect((await send(mock, 'GET /users')).text).not.toContain('private-thing')
  })

  test('PUT changes what it names, keeps the rest and the id', async () => {
    const clock = fakeClock()
    const mock = mockKnowi({ clock })
    const before = (await send(mock, 'GET /dashboards/1')).json
    const { json } = await send(mock, 'PUT /dashboards/1', { body: { dashName: 'New', id: 7 } })
    expect(json).toEqual({ ...before, name: 'New', lastModDt: clock.date() })
    expect((await send(mock, 'GET /dashboards/1')).json).toEqual(json)
    expect((await send(mock, 'PUT /dashboards/99', { body: {} })).status).toBe(404)
  })

  test('takes forms as well as JSON', async () => {
    const mock = mockKnowi()
    const body = new URLSearchParams({ groupName: 'A & B' })
    expect((await send(mock, 'POST /groups', { body })).json.name).toBe('A & B')
    expect((await send(mock, 'PUT /groups/1', { body })).json.name).toBe('A & B')
  })

  test.each([
    ['/dashboards', 'dashName'],
    ['/widgets', 'widgetName'],
    ['/datasources', 'clonedQueryName'],
    ['/queries', 'clonedQueryName'],
  ])('POST %s/:id clones', async (path, field) => {
    const mock = mockKnowi({ clock: fakeClock() })
    const source = (await send(mock, `GET ${path}/1`)).json
    const { json } = await send(mock, `POST ${path}/1`, { body: { [field]: 'Clone' } })
    expect(json.id).not.toBe(1)
    expect(json).toMatchObject({ name: 'Clone', userId: source.userId })
    expect(json.createdDate).not.toBe(source.createdDate)
    expect((await send(mock, `POST ${path}/1`)).json.name).toBe(`Copy of ${source.name}`)
    expect((await send(mock, `POST ${path}/99`)).status).toBe(404)
  })

  test.each([
    '/dashboards',
    '/widgets',
    '/datasources',
    '/queries',
    '/category',
    '/groups',
    '/users',
    '/dashboards/filterset',
  ])('DELETE %s/:id removes, once', async (path) => {
    const mock = mockKnowi()
    expect(await send(mock, `DELETE ${path}/1`)).toMatchObject({ status: 204, text: '' })
    expect((await send(mock, `DELETE ${path}/1`)).status).toBe(404)
    expect(ids((await send(mock, `GET ${path}`)).json)).not.toContain(1)
  })
})

describe('sharing', () => {
  const shareProperties = [{ type: 'Users', access_level: 1, name: 'user1@example.com' }]

  test.each([
    '/dashboards',
    '/widgets',
    '/datasources',
    '/queries',
    '/category',
    '/dashboards/filterset',
  ])('PUT %s/:id/share is 200 without a body', async (path) => {
    const mock = mockKnowi()
    const body = { shareProperties }
    expect(await send(mock, `PUT ${path}/1/share`, { body })).toMatchObject({
      status: 200,
      text: '',
    })
    expect((await send(mock, `PUT ${path}/1/share`, { body: {} })).status).toBe(400)
    expect((await send(mock, `PUT ${path}/99/share`, { body })).status).toBe(404)
  })

  test('the shares of a dashboard can be read, and go with it', async () => {
    const mock = mockKnowi()
    expect((await send(mock, 'GET /dashboards/1/share')).json).toEqual({ shareProperties: [] })
    await send(mock, 'PUT /dashboards/1/share', { body: { shareProperties } })
    expect((await send(mock, 'GET /dashboards/1/share')).json).toEqual({ shareProperties })
    expect((await send(mock, 'GET /dashboards/2/share')).json).toEqual({ shareProperties: [] })
    await send(mock, 'DELETE /dashboards/1')
    expect((await send(mock, 'GET /dashboards/1/share')).status).toBe(404)
  })
})
