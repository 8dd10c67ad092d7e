import { setupServer } from 'msw/node'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type MockApi, type MockKnowiOptions, mockKnowi } from '../../src/testing'
import { type MswOptions, mswHandlers } from '../../src/testing/msw'

const server = setupServer()
const headers = { authorization: 'Bearer test-token' }

beforeEach(() => server.listen({ onUnhandledRequest: 'error' }))
afterEach(() => {
  server.resetHandlers()
  server.close()
})

function listen(options: MockKnowiOptions = {}, mswOptions?: MswOptions): MockApi {
  const mock = mockKnowi(options)
  server.use(...mswHandlers(mock, mswOptions))
  return mock
}

test('requests below the base URL of the mock are answered by it', async () => {
  const mock = listen()
  const response = await fetch('https://knowi.com/api/1.0/dashboards/1', { headers })
  expect(await response.json()).toMatchObject({ id: 1 })
  expect(mock.requests).toMatchObject([{ method: 'GET', path: '/dashboards/1', status: 200 }])
})

test('every method and the body get through', async () => {
  const mock = listen()
  const init = { method: 'PUT', headers, body: JSON.stringify({ dashName: 'New' }) }
  const response = await fetch(`${mock.baseURL}/dashboards/1`, init)
  expect(await response.json()).toMatchObject({ id: 1, name: 'New' })
  const removed = await fetch(`${mock.baseURL}/dashboards/1`, { method: 'DELETE', headers })
  expect(removed.status).toBe(204)
})

test('another base URL can be given, with or without a slash at its end', async () => {
  const mock = listen({}, { baseURL: 'https://reports.example.com/api/1.0/' })
  const response = await fetch('https://reports.example.com/api/1.0/groups', { headers })
  expect(response.status).toBe(200)
  expect(mock.requests).toHaveLength(1)
})

test('the base URL follows the base path of the mock', async () => {
  const mock = listen({ basePath: '/v2' })
  expect((await fetch('https://knowi.com/v2/groups', { headers })).status).toBe(200)
  expect(mock.requests).toHaveLength(1)
})

test('a reset makes fetch reject', async () => {
  const mock = listen({ faults: [{ kind: 'reset' }] })
  await expect(fetch(`${mock.baseURL}/groups`, { headers })).rejects.toThrow(TypeError)
  expect((await fetch(`${mock.baseURL}/groups`, { headers })).status).toBe(200)
})

test('a cut makes reading the body reject', async () => {
  const mock = listen({ faults: [{ kind: 'cut' }] })
  const response = await fetch(`${mock.baseURL}/groups`, { headers })
  expect(response.status).toBe(200)
  await expect(response.text()).rejects.toThrow()
})

test('an abort ends a call to a mock that waits, without a word on the console', async () => {
  const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
  const mock = listen({ latency: 600_000 })
  const controller = new AbortController()
  const call = fetch(`${mock.baseURL}/groups`, { headers, signal: controller.signal })
  await vi.waitFor(() => expect(mock.requests).toHaveLength(1))
  controller.abort(new Error('stop'))
  await expect(call).rejects.toThrow('stop')
  await new Promise((resolve) => setTimeout(resolve, 0))
  expect(printed).not.toHaveBeenCalled()
  printed.mockRestore()
})
