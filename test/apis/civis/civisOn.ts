import { afterEach, beforeEach, expect } from 'vitest'
import { type Civis, type CivisOptions, createCivis } from '../../../src/apis/civis/index'
import {
  type FakeClock,
  fakeClock,
  type MockApi,
  type MockCivisOptions,
  mockCivis,
  mockTransport,
} from '../../../src/testing/index'

/** Of the test that runs: it proves that no timer is left on it. */
export let clock: FakeClock
beforeEach(() => {
  clock = fakeClock()
})
afterEach(() => {
  expect(clock.pending, 'timers left behind').toBe(0)
})

/** A client with the mock's specification at hand, so that only its calls are sent. */
export async function civisOn(
  mockOptions: MockCivisOptions = {},
  options: CivisOptions = {},
): Promise<{ civis: Civis; mock: MockApi }> {
  const mock = mockCivis({ clock, ...mockOptions })
  const civis = await createCivis({
    apiKey: 'test-key',
    localApiSpec: mock.spec,
    env: {},
    clock,
    fetch: mockTransport(mock),
    ...options,
  })
  return { civis, mock }
}

/** What a mock was asked, without the origin. */
export const lines = ({ requests }: MockApi): string[] =>
  requests.map(({ method, url }) => `${method} ${url.replace(/^https:\/\/[^/]+\//, '')}`)
