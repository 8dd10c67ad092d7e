// @vitest-environment jsdom
import { QueryClient, useQuery } from '@tanstack/solid-query'
import { createRoot, createSignal } from 'solid-js'
import { expect, test } from 'vitest'
import { apiQuery } from '../../src/query/index'
import { stage } from '../stage'

test('Solid Query asks, asks anew when its arguments change, and lets go', async () => {
  const { api, given, clock } = stage(({ url }) =>
    url.endsWith('3') ? new Promise(() => {}) : Response.json({ id: Number(url.at(-1)) }),
  )
  const queryClient = new QueryClient()
  const [id, setId] = createSignal(1)
  const { query, dispose } = createRoot((end) => ({
    dispose: end,
    query: useQuery(
      () => apiQuery(api, (api) => api.get<{ id: number }>('users/{id}', { params: { id: id() } })),
      () => queryClient,
    ),
  }))
  const turn = async (): Promise<void> => {
    await clock.settle()
    // Solid Query tells its results by a timer.
    await new Promise((resolve) => setTimeout(resolve))
    await clock.settle()
  }
  await turn()
  expect(query.data).toEqual({ id: 1 })
  setId(2)
  await turn()
  await turn()
  expect(query.data).toEqual({ id: 2 })
  setId(3)
  await turn()
  dispose()
  await turn()
  expect(given.map(({ url, init }) => [url.at(-1), init.signal?.aborted])).toEqual([
    ['1', false],
    ['2', false],
    ['3', true],
  ])
  queryClient.clear()
})
