import { expect, test } from 'vitest'
import { mockKnowi } from '../../../src/testing'
import { send } from './send'

test('a dataset is a bare array of rows, by name or by identifier', async () => {
  const byName = await send(mockKnowi(), 'GET /datasets?entityName=Query%202')
  expect(byName.json).toHaveLength(10)
  expect(byName.json[0]).toEqual({ date: '2024-01-01', region: 'North', amount: 200 })
  const byIdentifier = await send(mockKnowi(), 'GET /datasets?identifier=query-2')
  expect(byIdentifier.json).toEqual(byName.json)
  const other = await send(mockKnowi(), 'GET /datasets?identifier=query-3')
  expect(other.json).not.toEqual(byName.json)
})

test('it can be cut to a number of rows', async () => {
  const { json } = await send(mockKnowi(), 'GET /datasets?identifier=query-1&limit=3')
  expect(json).toHaveLength(3)
})

test('it can be text with commas', async () => {
  const line = 'GET /datasets?identifier=query-1&exportFormat=csv&limit=2'
  const { text, headers } = await send(mockKnowi(), line)
  expect(headers.get('content-type')).toContain('text/csv')
  expect(text).toBe('date,region,amount\n2024-01-01,North,100\n2024-01-02,East,101\n')
})

test.each([
  ['', 400],
  ['?identifier=nothing', 404],
  ['?identifier=query-1&exportFormat=xml', 400],
  ['?identifier=query-1&limit=some', 400],
  ['?identifier=query-1&limit=-1', 400],
  ['?identifier=query-1&runtimeTokens=%7B', 400],
  ['?identifier=query-1&runtimeTokens=%7B%7D', 400],
  ['?identifier=query-1&runtimeTokens=%5B%5D', 200],
])('GET /datasets%s is %i', async (query, status) => {
  expect((await send(mockKnowi(), `GET /datasets${query}`)).status).toBe(status)
})

test('its description goes by the id of the query', async () => {
  const { json } = await send(mockKnowi(), 'GET /datasets/2')
  expect(json).toMatchObject({
    id: 2,
    entityName: 'Query 2',
    identifier: 'query-2',
    metaData: { fieldNames: ['date', 'region', 'amount'] },
  })
  expect((await send(mockKnowi(), 'GET /datasets/99')).status).toBe(404)
})
