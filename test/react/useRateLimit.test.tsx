// @vitest-environment jsdom
import { act, renderHook } from '@testing-library/react'
import { renderToString } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { createKnowi, type Knowi } from '../../src/apis/knowi/index'
import { type Client, createClient, rateLimit } from '../../src/index'
import { createApiHooks, type RateLimitStatus } from '../../src/react/index'
import { fakeClock, mockKnowi, mockTransport } from '../../src/testing/index'
import { stage, watchedClock } from '../stage'
import { advanced, settled, wrapperOf } from './stage'

const { useRateLimit } = createApiHooks<Client>()
const knowiHooks = createApiHooks<Knowi>()

/** Renders a reader of the quota; tells what it read, and how often it rendered. */
function watching<Shown>(api: object, read: (status: RateLimitStatus) => Shown) {
  let renders = 0
  const { result, unmount } = renderHook(
    () => {
      renders += 1
      return read(useRateLimit())
    },
    { wrapper: wrapperOf(api) },
  )
  return { shown: () => result.current, renders: () => renders, unmount }
}

describe('useRateLimit', () => {
  test('shows permits and who waits for them', async () => {
    const { api, clock } = stage(undefined, { rateLimit: { limit: 2, window: 10_000 } })
    const reader = watching(api, ({ limit, window, available, waiting }) => ({
      limit,
      window,
      available,
      waiting,
    }))
    expect(reader.shown()).toEqual({ limit: 2, window: 10_000, available: 2, waiting: 0 })
    const calls = Promise.all([api.get('a'), api.get('b'), api.get('c')])
    await advanced(clock, 200)
    expect(reader.shown()).toMatchObject({ available: 0, waiting: 1 })
    await advanced(clock, 20_000)
    await calls
    expect(reader.shown()).toEqual({ limit: 2, window: 10_000, available: 2, waiting: 0 })
    reader.unmount()
  })

  test('counts down to the end of a pause, once a second', async () => {
    const { api, clock } = stage(
      (_, nth) =>
        nth === 1
          ? new Response(null, { status: 429, headers: { 'retry-after': '4' } })
          : Response.json({}),
      { retry: 2 },
    )
    const seen: (number | undefined)[] = []
    const reader = watching(api, ({ resumesIn }) => seen.push(resumesIn))
    const call = api.get('a')
    for (let at = 0; at < 6000; at += 100) await advanced(clock, 100)
    await call
    reader.unmount()
    // The quota is paused a little longer than the server asked for.
    const [first, ...rest] = seen.slice(1)
    expect([4, 5]).toContain(first)
    expect(rest).toEqual([4, 3, 2, 1, undefined].slice(first === 5 ? 0 : 1))
  })

  test('tells at what time a pause ends', async () => {
    const { api, clock } = stage(
      () => new Response(null, { status: 429, headers: { 'retry-after': '30' } }),
    )
    const reader = watching(api, ({ resumesAt }) => resumesAt)
    await api.get('a').catch(() => {})
    await advanced(clock, 100)
    const left = (reader.shown() ?? 0) - clock.date()
    expect(left).toBeGreaterThan(29_000)
    expect(left).toBeLessThan(35_000)
    reader.unmount()
  })

  test('renders only for what is read of it', async () => {
    const { api, clock } = stage()
    const reader = watching(api, ({ resumesIn }) => resumesIn)
    const before = reader.renders()
    for (let second = 0; second < 5; second += 1) {
      await Promise.all([api.get('a'), api.get('b')])
      await advanced(clock, 1000)
    }
    expect(reader.renders()).toBe(before)
    reader.unmount()
  })

  test('renders at most ten times a second under storm', async () => {
    const answers: (() => void)[] = []
    const { api, clock } = stage(
      () => new Promise((resolve) => answers.push(() => resolve(Response.json({})))),
      { rateLimit: { limit: 100_000, window: 1000, maxConcurrent: 1000, maxQueue: 100_000 } },
    )
    const reader = watching(api, (status) => ({ ...status }))
    const before = reader.renders()
    const calls: Promise<unknown>[] = []
    // Every 5 ms some calls begin and some end.
    for (let at = 0; at < 2000; at += 5) {
      for (let count = 0; count < 3; count += 1) calls.push(api.get('a'))
      for (const answer of answers.splice(0, 2)) answer()
      await advanced(clock, 5)
    }
    const renders = reader.renders() - before
    expect(renders).toBeGreaterThan(5)
    expect(renders).toBeLessThanOrEqual(20)
    reader.unmount()
    while (answers.length > 0) {
      for (const answer of answers.splice(0)) answer()
      await clock.settle()
    }
    await Promise.all(calls)
  })

  test('sees within a second what another client does to a shared quota', async () => {
    const clock = watchedClock()
    const governor = rateLimit({ limit: 1, window: 60_000, clock })
    const { api } = stage(undefined, { rateLimit: governor, clock })
    const other = createClient({
      baseURL: 'https://b.example',
      fetch: async () => Response.json({}),
      rateLimit: governor,
      clock,
    })
    const reader = watching(api, ({ waiting }) => waiting)
    await advanced(clock, 3000)
    await other.get('a')
    const leash = new AbortController()
    const waits = other.get('b', { signal: leash.signal }).catch(() => 'left')
    await advanced(clock, 1000)
    expect(reader.shown()).toBe(1)
    leash.abort()
    expect(await waits).toBe('left')
    reader.unmount()
  })

  test('looks at the core client of an API', async () => {
    const mock = mockKnowi({ accessToken: 't' })
    const knowi = createKnowi({ accessToken: 't', fetch: mockTransport(mock) })
    const { result, unmount } = renderHook(() => knowiHooks.useRateLimit().limit, {
      wrapper: wrapperOf(knowi),
    })
    expect(result.current).toBe(1000)
    unmount()
  })

  test('gives fresh values to who begins to read later', async () => {
    const { api, clock } = stage(() => new Promise(() => {}))
    const leash = new AbortController()
    const { result, rerender, unmount } = renderHook(
      ({ on }) => {
        const status = useRateLimit()
        return on ? status.inFlight : undefined
      },
      { wrapper: wrapperOf(api), initialProps: { on: false } },
    )
    const call = api.get('a', { signal: leash.signal }).catch(() => {})
    await advanced(clock, 100)
    rerender({ on: true })
    expect(result.current).toBe(1)
    leash.abort()
    await call
    await settled(clock)
    unmount()
  })

  test('leaves no timer and no listener behind', async () => {
    const { api, clock } = stage()
    const reader = watching(api, ({ waiting }) => waiting)
    expect(clock.pending).toBe(1)
    reader.unmount()
    expect(clock.pending).toBe(0)
    await act(() => api.get('a'))
    expect(clock.pending).toBe(0)
  })

  test('shows a quota at rest on a server, and starts no timer there', () => {
    const clock = fakeClock()
    const { api } = stage(undefined, { clock, rateLimit: { limit: 5, window: 1000 } })
    const Wrapper = wrapperOf(api)
    const html = renderToString(
      <Wrapper>
        <Status />
      </Wrapper>,
    )
    expect(html).toContain('{&quot;available&quot;:0,&quot;waiting&quot;:0,&quot;inFlight&quot;:0}')
    expect(clock.pending).toBe(0)
  })
})

function Status() {
  return <p>{JSON.stringify(useRateLimit())}</p>
}
