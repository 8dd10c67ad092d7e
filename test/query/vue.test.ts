import { QueryClient, useQuery } from '@tanstack/vue-query'
import { expect, test } from 'vitest'
import { computed, effectScope, nextTick, ref } from 'vue'
import { apiQuery } from '../../src/query/index'
import { stage } from '../stage'

test('Vue Query asks, asks anew when its arguments change, and lets go', async () => {
  const { api, given, clock } = stage(({ url }) =>
    url.endsWith('3') ? new Promise(() => {}) : Response.json({ id: Number(url.at(-1)) }),
  )
  const queryClient = new QueryClient()
  const scope = effectScope()
  const id = ref(1)
  const { data } = scope.run(() =>
    useQuery(
      computed(() =>
        apiQuery(api, (api) => api.get<{ id: number }>('users/{id}', { params: { id: id.value } })),
      ),
      queryClient,
    ),
  ) as { data: { value: { id: number } | undefined } }
  const turn = async (): Promise<void> => {
    await clock.settle()
    // Vue Query tells its results by a timer.
    await new Promise((resolve) => setTimeout(resolve))
    await nextTick()
  }
  await turn()
  expect(data.value).toEqual({ id: 1 })
  id.value = 2
  await turn()
  await turn()
  expect(data.value).toEqual({ id: 2 })
  id.value = 3
  await turn()
  await turn()
  scope.stop()
  await clock.settle()
  expect(given.map(({ url, init }) => [url.at(-1), init.signal?.aborted])).toEqual([
    ['1', false],
    ['2', false],
    ['3', true],
  ])
  queryClient.clear()
})
