// @vitest-environment jsdom
import { act, renderHook } from '@testing-library/react'
import { describe, expect, test } from 'vitest'
import { createCivis } from '../../src/apis/civis/index'
import { createMage } from '../../src/apis/mage/index'
import { openapi } from '../../src/openapi/index'
import { createApiHooks } from '../../src/react/index'
import { mockCivis, mockMage, mockTransport } from '../../src/testing/index'
import { harbour } from '../openapi/documents'
import { baseURL, stage, watchedClock } from '../stage'
import { advanced, wrapperOf } from './stage'

const rateLimit = { limit: 7, window: 60_000 }
const session = { email: 'admin@admin.com', password: 'admin' }

describe.each([
  [
    'a document',
    async () => {
      const { clock, fetch } = stage()
      return { clock, api: openapi(harbour, { baseURL, clock, fetch, rateLimit }) }
    },
    'ships',
  ],
  [
    'Civis',
    async () => {
      const clock = watchedClock()
      const mock = mockCivis({ clock })
      const given = { apiKey: 'test-key', localApiSpec: mock.spec, env: {}, rateLimit }
      return { clock, api: await createCivis({ ...given, clock, fetch: mockTransport(mock) }) }
    },
    'workflows',
  ],
  [
    'Mage',
    async () => {
      const clock = watchedClock()
      const mock = mockMage({ apiKey: 'k', clock })
      const given = { baseURL: mock.baseURL, apiKey: 'k', session, rateLimit }
      return { clock, api: createMage({ ...given, clock, fetch: mockTransport(mock) }) }
    },
    'pipelines',
  ],
] as const)('hooks on a client of %s', (_, make, resource) => {
  test('show data, and how the quota of its calls stands', async () => {
    const { api, clock } = await make()
    // biome-ignore lint/suspicious/noExplicitAny: three clients, each with types of its own
    const { useApiQuery, useRateLimit } = createApiHooks<any>()
    const { result, unmount } = renderHook(
      () => {
        const { isSuccess } = useApiQuery((api) => api[resource].list())
        const { limit, available } = useRateLimit()
        return { isSuccess, limit, available }
      },
      { wrapper: wrapperOf(api) },
    )
    expect(result.current).toEqual({ isSuccess: false, limit: 7, available: 7 })
    await advanced(clock, 200)
    expect(result.current).toEqual({ isSuccess: true, limit: 7, available: 6 })
    await act(() => api.$client.close())
    unmount()
  })
})
