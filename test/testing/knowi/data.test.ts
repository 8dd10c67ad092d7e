import { describe, expect, test } from 'vitest'
import { mockKnowi } from '../../../src/testing'
import { send } from './send'

describe('records', () => {
  test('are as many as asked for, with ids from 1', async () => {
    const mock = mockKnowi({ dashboards: 250, widgets: 0 })
    const { json } = await send(mock, 'GET /dashboards')
    const ids = json.list.map(({ id }: { id: number }) => id)
    expect(ids).toEqual(Array.from({ length: 250 }, (_, index) => index + 1))
    expect((await send(mock, 'GET /widgets')).json).toEqual({ list: [] })
  })

  test('are the same every time', async () => {
    for (const path of ['/dashboards', '/widgets', '/queries', '/users']) {
      const first = await send(mockKnowi(), `GET ${path}`)
      expect((await send(mockKnowi(), `GET ${path}`)).text).toBe(first.text)
    }
  })

  test('of dashboards have the fields of the API', async () => {
    const { json } = await send(mockKnowi(), 'GET /dashboards/1')
    expect(Object.keys(json)).toEqual(
      expect.arrayContaining(
        [
          ['createdDate', 'lastModDt', 'lastAccessDt', 'id', 'name', 'userId', 'url', 'selected'],
          ['displayOrder', 'screenAdjust', 'screenWidth', 'screenHeight', 'locked', 'accessLevel'],
          ['categoryAccessLevel', 'autoShared', 'favorite', 'notDefaultFilter', 'my'],
          ['showWidgetList', 'dashNameAsValidFilename', 'properties'],
        ].flat(),
      ),
    )
    expect(json.createdDate).toBeGreaterThan(Date.UTC(2020, 0, 1))
  })

  test('of widgets have the fields of the API', async () => {
    const { json } = await send(mockKnowi(), 'GET /widgets/1')
    expect(json).toMatchObject({
      id: 1,
      name: 'Widget 1',
      userId: expect.any(Number),
      customerId: expect.any(Number),
      datasetId: expect.any(Number),
      type: expect.any(Number),
      queryId: expect.any(Number),
      dataset: { metaData: { fieldNames: expect.any(Array) } },
      position: { chartId: 1 },
      filters: [],
    })
  })

  test('can be given, and are copied', async () => {
    const record = { id: 'a/b', name: 'Own', nested: { value: 1 } }
    const mock = mockKnowi({ dashboards: [record, { name: 'No id' }] })
    record.nested.value = 2
    expect((await send(mock, 'GET /dashboards/a%2Fb')).json.nested).toEqual({ value: 1 })
    expect((await send(mock, 'GET /dashboards/2')).json).toEqual({ id: 2, name: 'No id' })
    await send(mock, 'PUT /dashboards/a%2Fb', { body: { dashName: 'Other' } })
    expect(record.name).toBe('Own')
  })

  test.each([-1, 1.5, Number.NaN])('cannot be %s in number', (count) => {
    expect(() => mockKnowi({ dashboards: count })).toThrow(/"dashboards" must be a whole number/)
    expect(() => mockKnowi({ widgets: count })).toThrow(/"widgets" must be a whole number/)
  })
})
