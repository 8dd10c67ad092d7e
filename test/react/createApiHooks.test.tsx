// @vitest-environment jsdom
import { focusManager, onlineManager, skipToken } from '@tanstack/react-query'
import { renderHook, screen } from '@testing-library/react'
import { type ReactElement, Suspense, version } from 'react'
import { version as rendererVersion } from 'react-dom'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createKnowi, type Knowi } from '../../src/apis/knowi/index'
import type { Client } from '../../src/index'
import type { PageRule } from '../../src/operation/pages'
import { ApiProvider, createApiHooks } from '../../src/react/index'
import { mockKnowi, mockTransport } from '../../src/testing/index'
import { stage } from '../stage'
import { advanced, Boundary, mount, queryClientOf, settled, wrapperOf } from './stage'

const hooks = createApiHooks<Client>()
const { useApi, useApiEvents, useApiInfiniteQuery, useApiMutation, useApiQuery } = hooks
const { useApiSuspenseQuery } = hooks
const knowiHooks = createApiHooks<Knowi>()

interface User {
  name: string
}

/** Errors that a boundary caught are told to the console once more. */
const complaints = vi.spyOn(console, 'error')
const quiet = (event: Event): void => event.preventDefault()
beforeEach(() => {
  complaints.mockImplementation(() => {})
  addEventListener('error', quiet)
})
afterEach(() => {
  complaints.mockReset()
  removeEventListener('error', quiet)
})

test('React and its renderer are of one version', () => {
  expect(rendererVersion).toBe(version)
  expect(version).toMatch(process.env.VITEST_REACT === '18' ? /^18\./ : /^19\./)
})

describe('useApiQuery', () => {
  test('gives what the call gives, and what select makes of it', async () => {
    const { api, clock } = stage(() => Response.json({ name: 'Ada' }))
    const { result } = renderHook(
      () => [
        useApiQuery((api) => api.get<User>('users/7')).data?.name,
        useApiQuery((api) => api.get<User>('users/7'), { select: ({ name }) => name.length }).data,
      ],
      { wrapper: wrapperOf(api) },
    )
    expect(result.current).toEqual([undefined, undefined])
    await settled(clock)
    expect(result.current).toEqual(['Ada', 3])
  })

  test('sends one request where StrictMode mounts twice', async () => {
    const { api, sent, clock } = stage()
    renderHook(() => useApiQuery((api) => api.get('users')), {
      wrapper: wrapperOf(api, { strict: true }),
    })
    await settled(clock)
    expect(sent).toHaveLength(1)
  })

  test('a thousand times for one key sends one request', async () => {
    const { api, sent, clock } = stage(() => Response.json({ name: 'Ada' }))
    const ids = Array.from({ length: 1000 }, (_, id) => id)
    mount(
      api,
      <p>
        {ids.map((id) => (
          <Name key={id} />
        ))}
      </p>,
    )
    await settled(clock)
    expect(screen.getAllByText('Ada')).toHaveLength(1000)
    expect(sent).toHaveLength(1)
  })

  test('ends its call when it is unmounted', async () => {
    const { api, given, clock } = stage(() => new Promise(() => {}))
    const { unmount } = renderHook(() => useApiQuery((api) => api.get('users')), {
      wrapper: wrapperOf(api),
    })
    await settled(clock)
    expect(given.map(({ init }) => init.signal?.aborted)).toEqual([false])
    unmount()
    await settled(clock)
    expect(given.map(({ init }) => init.signal?.aborted)).toEqual([true])
  })

  test('leaves the queue at once when it is unmounted', async () => {
    const rateLimit = { limit: 1, window: 60_000 }
    const { api, sent, clock } = stage(() => new Promise(() => {}), { rateLimit })
    const wrapper = wrapperOf(api)
    const first = renderHook(() => useApiQuery((api) => api.get('a')), { wrapper })
    await settled(clock)
    const second = renderHook(() => useApiQuery((api) => api.get('b')), { wrapper })
    await settled(clock)
    expect(api.rateLimit.state().waiting).toBe(1)
    second.unmount()
    expect(api.rateLimit.state().waiting).toBe(0)
    first.unmount()
    await settled(clock)
    expect(sent).toHaveLength(1)
  })

  test('asks anew when its arguments change, and for nothing while it skips', async () => {
    const { api, sent, clock } = stage()
    const { rerender } = renderHook(
      ({ id }: { id?: number }) =>
        useApiQuery((api) => (id ? api.get('users/{id}', { params: { id } }) : skipToken)),
      { wrapper: wrapperOf(api), initialProps: {} },
    )
    await settled(clock)
    expect(sent).toHaveLength(0)
    for (const id of [1, 2, 1]) {
      rerender({ id })
      await settled(clock)
    }
    expect(sent.map(({ url }) => url.at(-1))).toEqual(['1', '2', '1'])
  })

  test('keeps the data of each scope apart', async () => {
    const { api, sent, clock } = stage((_, nth) => Response.json(nth))
    const { result } = renderHook(
      () => ['a', 'b', 'a'].map((scope) => useApiQuery((api) => api.get('me'), { scope }).data),
      { wrapper: wrapperOf(api) },
    )
    await settled(clock)
    expect(result.current).toEqual([1, 2, 1])
    expect(sent).toHaveLength(2)
  })

  test('waits for the network, and asks when it is back', async () => {
    const { api, sent, clock } = stage()
    onlineManager.setOnline(false)
    try {
      const { result } = renderHook(() => useApiQuery((api) => api.get('users')), {
        wrapper: wrapperOf(api),
      })
      await settled(clock)
      expect(result.current.fetchStatus).toBe('paused')
      expect(sent).toHaveLength(0)
    } finally {
      onlineManager.setOnline(true)
    }
    await settled(clock)
    expect(sent).toHaveLength(1)
  })

  test('does not poll while nobody looks', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    try {
      const { api, sent, clock } = stage()
      const { unmount } = renderHook(
        () => useApiQuery((api) => api.get('users'), { refetchInterval: 1000 }),
        { wrapper: wrapperOf(api) },
      )
      await settled(clock)
      focusManager.setFocused(false)
      vi.advanceTimersByTime(5000)
      await settled(clock)
      expect(sent).toHaveLength(1)
      focusManager.setFocused(true)
      vi.advanceTimersByTime(1000)
      await settled(clock)
      expect(sent.length).toBeGreaterThan(1)
      unmount()
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      focusManager.setFocused(undefined)
      vi.useRealTimers()
    }
  })

  test('leaves an error of the server to the component', async () => {
    const { api, sent, clock } = stage(() => Response.json({}, { status: 500 }))
    const { result } = renderHook(() => useApiQuery((api) => api.get('users')), {
      wrapper: wrapperOf(api),
    })
    await settled(clock)
    expect(result.current.error).toMatchObject({ name: 'InternalServerError', status: 500 })
    expect(sent).toHaveLength(1)
  })
})

function Name(): ReactElement {
  return <b>{useApiQuery((api) => api.get<User>('users/7')).data?.name}</b>
}

function Asking({ select }: { select: (api: Client) => never }): ReactElement {
  return <p>{String(useApiQuery(select).data)}</p>
}

function Greeting(): ReactElement {
  return <p>Hello {useApiSuspenseQuery((api) => api.get<User>('users/7')).data.name}</p>
}

describe('what is wrong with the program goes to the error boundary', () => {
  const caught = async (element: ReactElement, api: object = stage().api): Promise<string> => {
    mount(api, <Boundary>{element}</Boundary>)
    return (await screen.findByRole('alert')).textContent ?? ''
  }
  test('a hook outside of its provider', async () => {
    renderHook(() => useApi(), { wrapper: Boundary })
    expect(screen.getByRole('alert').textContent).toBe(
      'ConfigError: There is no <ApiProvider api={…}> above this component: add one, or give createApiHooks a client.',
    )
  })

  test('a provider without a client', async () => {
    expect(await caught(<ApiProvider api={{}} />)).toMatch(
      /^ConfigError: ApiProvider: the api must/,
    )
  })

  test('an operation that does not exist', async () => {
    const select = (api: Client): never =>
      (api as never as { users: { list(): never } }).users.list()
    expect(await caught(<Asking select={select} />)).toMatch(
      /^ConfigError: apiQuery: the selector threw: .*Does the client have that operation\?/,
    )
  })

  test('arguments that the operation refuses', async () => {
    const { api, sent } = stage()
    const select = (api: Client) => api.get('users/{id}', { params: { id: '..' } }) as never
    expect(await caught(<Asking select={select} />, api)).toMatch(/^ConfigError: .*id/)
    expect(sent).toHaveLength(0)
  })

  test('arguments that a resource refuses', async () => {
    const knowi = createKnowi({ accessToken: 't', fetch: mockTransport(mockKnowi()) })
    const select = (api: unknown) => (api as Knowi).dashboards.get(undefined as never) as never
    expect(await caught(<Asking select={select} />, knowi)).toMatch(
      'ConfigError: dashboards.get: argument 1 must be the id of dashboards/{id}.',
    )
  })

  test('a key that would hold a function', async () => {
    const select = (api: Client) => api.post('search', { json: { by: () => 1 } }) as never
    expect(await caught(<Asking select={select} />)).toMatch(
      /^ConfigError: POST: argument 2\.json\.by is a Function/,
    )
  })

  test('a selector that makes two calls', async () => {
    const select = (api: Client) => [api.get('a'), api.get('b')][0] as never
    expect(await caught(<Asking select={select} />)).toMatch(/made 2 calls/)
  })
})

describe('useApiSuspenseQuery', () => {
  test('shows the fallback, then data that is there', async () => {
    const { api, sent, clock } = stage(() => Response.json({ name: 'Ada' }))
    mount(
      api,
      <Suspense fallback="loading">
        <Greeting />
      </Suspense>,
      { strict: true },
    )
    expect(screen.getByText('loading')).toBeTruthy()
    await settled(clock)
    expect(screen.getByText('Hello Ada')).toBeTruthy()
    expect(sent).toHaveLength(1)
  })

  test('gives its error to the boundary', async () => {
    const { api, sent } = stage(() => Response.json({}, { status: 404 }))
    mount(
      api,
      <Boundary>
        <Suspense>
          <Greeting />
        </Suspense>
      </Boundary>,
    )
    expect((await screen.findByRole('alert')).textContent).toMatch(/^NotFoundError/)
    expect(sent).toHaveLength(1)
  })
})

test('useApiInfiniteQuery reads page after page', async () => {
  const { api, sent, clock } = stage((_, nth) => Response.json(nth < 3 ? [nth] : []))
  const pages: PageRule = {
    items: (data) => data as number[],
    next: ({ number, count }) =>
      count > 0 ? ['things', { query: { page: number + 1 } }] : undefined,
  }
  const { result } = renderHook(
    () =>
      useApiInfiniteQuery((api) => api.get<number[]>('things'), {
        pages,
        select: ({ pages }) => pages.flatMap(({ data }) => data),
      }),
    { wrapper: wrapperOf(api) },
  )
  await settled(clock)
  expect(result.current).toMatchObject({ data: [1], hasNextPage: true })
  for (let page = 2; page <= 3; page += 1) {
    result.current.fetchNextPage()
    await settled(clock)
  }
  expect(result.current).toMatchObject({ data: [1, 2], hasNextPage: false })
  expect(sent).toHaveLength(3)
})

describe('useApiMutation', () => {
  test('calls, and has the lists of its resource fetched again', async () => {
    const { api, sent, clock } = stage()
    const { result } = renderHook(
      () => {
        useApiQuery((api) => api.get('users'))
        useApiQuery((api) => api.get('orders'))
        return useApiMutation((api, id: number) => api.delete('users/{id}', { params: { id } }))
      },
      { wrapper: wrapperOf(api) },
    )
    await settled(clock)
    const before = sent.length
    result.current.mutate(7)
    await settled(clock)
    expect(result.current.isSuccess).toBe(true)
    expect(sent.slice(before).map(({ method, url }) => [method, url.split('/v1/')[1]])).toEqual([
      ['DELETE', 'users/7'],
      ['GET', 'users'],
    ])
  })

  test('takes the callbacks of useMutation, with what onMutate gave', async () => {
    const { api, clock } = stage(() => Response.json({}, { status: 409 }))
    const seen: unknown[] = []
    const { result } = renderHook(
      () =>
        useApiMutation((api, name: string) => api.put('users/7', { json: { name } }), {
          invalidates: false,
          onMutate: (name) => ({ before: name }),
          onError: (error, name, given) => seen.push(error.name, name, given),
        }),
      { wrapper: wrapperOf(api) },
    )
    result.current.mutate('Ada')
    await settled(clock)
    expect(seen).toEqual(['ConflictError', 'Ada', { before: 'Ada' }])
  })
})

describe('useApiEvents', () => {
  test('listens with the latest listener while the component is there', async () => {
    const { api, clock } = stage()
    const seen: string[] = []
    const { rerender, unmount } = renderHook(
      ({ name }) => useApiEvents('response', ({ status }) => seen.push(`${name} ${status}`)),
      { wrapper: wrapperOf(api, { strict: true }), initialProps: { name: 'first' } },
    )
    await api.get('a')
    rerender({ name: 'second' })
    await api.get('b')
    unmount()
    await api.get('c')
    await settled(clock)
    expect(seen).toEqual(['first 200', 'second 200'])
  })

  test('listens to the core client of an API', async () => {
    const knowi = createKnowi({ accessToken: 't', fetch: mockTransport(mockKnowi()) })
    const seen: number[] = []
    const { unmount } = renderHook(
      () => knowiHooks.useApiEvents('response', ({ status }) => seen.push(status)),
      { wrapper: wrapperOf(knowi) },
    )
    await knowi.get('dashboards').catch(() => {})
    unmount()
    expect(seen.length).toBeGreaterThan(0)
  })
})

test('useApi gives the client of the nearest provider', () => {
  const [outer, inner] = [stage().api, stage().api]
  const Wrapper = wrapperOf(outer)
  const { result } = renderHook(() => useApi(), {
    wrapper: ({ children }) => (
      <Wrapper>
        <ApiProvider api={inner}>{children}</ApiProvider>
      </Wrapper>
    ),
  })
  expect(result.current).toBe(inner)
})

test('hooks that were given a client need no provider, and no other client', async () => {
  const { api, sent, clock } = stage()
  const mine = createApiHooks(api)
  const other = stage()
  renderHook(() => mine.useApiQuery((api) => api.get('mine')), { wrapper: wrapperOf(other.api) })
  await advanced(clock, 0)
  expect([sent.length, other.sent.length]).toEqual([1, 0])
})

test('two apps on one page share nothing', async () => {
  const { api, sent, clock } = stage()
  for (const queryClient of [queryClientOf(), queryClientOf()]) {
    renderHook(() => useApiQuery((api) => api.get('users')), {
      wrapper: wrapperOf(api, { queryClient }),
    })
  }
  await settled(clock)
  expect(sent).toHaveLength(2)
})
