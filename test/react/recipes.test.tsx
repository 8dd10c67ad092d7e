// @vitest-environment jsdom
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DehydratedState } from '@tanstack/react-query'
import { act, fireEvent, render, screen } from '@testing-library/react'
import { createKnowi } from 'portolan/knowi'
import { mockKnowi, mockTransport } from 'portolan/testing'
import { type ReactElement, Suspense } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { App } from '../../playground/react/App'
import { Dashboards } from '../../playground/react/Dashboards'
import { ErrorBoundary } from '../../playground/react/ErrorBoundary'
import type { User } from '../../playground/react/hooks'
import { load, Page } from '../../playground/react/Page'
import { Quota } from '../../playground/react/Quota'
import { RenameUser } from '../../playground/react/RenameUser'
import { UserDetail } from '../../playground/react/UserDetail'
import { UserList } from '../../playground/react/UserList'
import { UserOrders } from '../../playground/react/UserOrders'
import { UserPages } from '../../playground/react/UserPages'
import { bearer } from '../../src/index'
import { stage } from '../stage'
import { advanced, mount, queryClientOf, settled } from './stage'

const users: User[] = [
  { id: 1, name: 'Ada' },
  { id: 2, name: 'Grace' },
]
const items = (): (string | null)[] =>
  screen.queryAllByRole('listitem').map(({ textContent }) => textContent)
const press = (name: string): void => void fireEvent.click(screen.getByRole('button', { name }))

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

test('the example of README is the app that is tested here', () => {
  const root = join(import.meta.dirname, '../..')
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const app = readFileSync(join(root, 'playground/react/App.tsx'), 'utf8')
  expect(/```tsx\n(.*?)```/s.exec(readme)?.[1]).toBe(app)
})

test('the app of README shows its users, and what was deleted is gone', async () => {
  let left = users
  const { api, sent, clock } = stage(({ method, url }) => {
    if (method === 'DELETE') left = left.filter(({ id }) => !url.endsWith(`/${id}`))
    return Response.json(left)
  })
  const { unmount } = render(<App api={api} />)
  expect(screen.getByText('Loading …')).toBeTruthy()
  await advanced(clock, 50)
  expect(items()).toEqual(['Ada Delete', 'Grace Delete'])
  fireEvent.click(screen.getAllByRole('button', { name: 'Delete' })[0] as HTMLElement)
  await advanced(clock, 50)
  expect(items()).toEqual(['Grace Delete'])
  expect(sent.map(({ method }) => method)).toEqual(['GET', 'DELETE', 'GET'])
  unmount()
})

describe('a list', () => {
  test('loads, then is there', async () => {
    const { api, clock } = stage(() => Response.json(users))
    mount(api, <UserList />)
    expect(screen.getByText('Loading …')).toBeTruthy()
    await settled(clock)
    expect(items()).toEqual(['Ada', 'Grace'])
  })

  test('tells what failed', async () => {
    const { api, clock } = stage(() => Response.json({}, { status: 500 }))
    mount(api, <UserList />)
    await settled(clock)
    expect(screen.getByRole('alert').textContent).toMatch(/^500 from GET/)
  })
})

test('dependent queries ask one after the other', async () => {
  const { api, sent, clock } = stage(({ url }) =>
    Response.json(url.includes('orders') ? [{ id: 1, total: 5 }] : users.slice(0, 1)),
  )
  mount(api, <UserOrders name="Ada" />)
  await settled(clock)
  expect(screen.getByText('1 orders')).toBeTruthy()
  expect(sent.map(({ url }) => url.split('/v1/')[1])).toEqual(['users?name=Ada', 'users/1/orders'])
})

test('a second query without an answer of the first is never asked', async () => {
  const { api, sent, clock } = stage(() => Response.json([]))
  mount(api, <UserOrders name="Bob" />)
  await settled(clock)
  expect(screen.getByText('There is no Bob.')).toBeTruthy()
  expect(sent).toHaveLength(1)
})

test('an infinite list grows until a page is empty', async () => {
  const { api, sent, clock } = stage((_, nth) => Response.json(users.slice(nth - 1, nth)))
  mount(api, <UserPages />)
  await settled(clock)
  expect(items()).toEqual(['Ada'])
  press('More')
  await settled(clock)
  press('More')
  await settled(clock)
  expect(items()).toEqual(['Ada', 'Grace'])
  expect(screen.getByRole('button', { name: 'That is all' })).toHaveProperty('disabled', true)
  expect(sent.map(({ url }) => url.split('?')[1])).toEqual(['page=1', 'page=2', 'page=3'])
})

describe('an optimistic update', () => {
  const both = (
    <>
      <UserList />
      <RenameUser id={1} />
    </>
  )

  test('shows before the server has said yes', async () => {
    let name = 'Ada'
    const { api, clock } = stage(async ({ method }) => {
      if (method === 'PATCH') {
        await new Promise<void>((resolve) => clock.after(1000, resolve))
        name = 'Countess'
      }
      return Response.json([{ id: 1, name }])
    })
    mount(api, both)
    await settled(clock)
    press('Rename')
    await settled(clock)
    expect([items(), name]).toEqual([['Countess'], 'Ada'])
    await advanced(clock, 1000)
    expect([items(), name]).toEqual([['Countess'], 'Countess'])
  })

  test('is taken back when the server says no', async () => {
    const { api, clock } = stage(async ({ method }) => {
      if (method === 'GET') return Response.json(users)
      await new Promise<void>((resolve) => clock.after(1000, resolve))
      return Response.json({}, { status: 409 })
    })
    mount(api, both)
    await settled(clock)
    press('Rename')
    await settled(clock)
    expect(items()).toEqual(['Countess', 'Grace'])
    await advanced(clock, 1000)
    expect(items()).toEqual(['Ada', 'Grace'])
    expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy()
  })
})

test('the quota tells when it goes on', async () => {
  const { api, clock } = stage(
    (_, nth) =>
      nth === 1
        ? new Response(null, { status: 429, headers: { 'retry-after': '4' } })
        : Response.json(users),
    { retry: 2 },
  )
  mount(
    api,
    <>
      <UserList />
      <Quota />
    </>,
  )
  const shown = () => screen.getByRole('status').textContent
  await advanced(clock, 200)
  expect(shown()).toMatch(/^1 waiting, resuming in [45] s$/)
  await advanced(clock, 2000)
  expect(shown()).toMatch(/^1 waiting, resuming in [23] s$/)
  await advanced(clock, 5000)
  expect(shown()).toMatch(/ free, 1 refused so far$/)
  expect(items()).toEqual(['Ada', 'Grace'])
})

describe('an error boundary', () => {
  const detail = (
    <ErrorBoundary>
      <Suspense fallback="Loading …">
        <UserDetail id={1} />
      </Suspense>
    </ErrorBoundary>
  )

  test.each([
    [404, 'There is no such thing. Try again'],
    [403, 'You may not see this. Try again'],
    [500, 'Something failed (r-1). Try again'],
  ])('has a message for status %s', async (status, message) => {
    const headers = { 'x-request-id': 'r-1' }
    const { api, clock } = stage(() => Response.json({}, { status, headers }))
    mount(api, detail)
    await settled(clock)
    expect(screen.getByRole('alert').textContent).toBe(message)
  })

  test('lets the query try again', async () => {
    const { api, sent, clock } = stage((_, nth) =>
      nth === 1 ? Response.json({}, { status: 404 }) : Response.json(users[0]),
    )
    mount(api, detail)
    await settled(clock)
    press('Try again')
    await settled(clock)
    expect(screen.getByRole('heading').textContent).toBe('Ada')
    expect(sent).toHaveLength(2)
  })
})

describe('a page that a server rendered', () => {
  const token = 'the-secret-token'

  /** Lets the page of a server come to life; what React has to say about it, it says here. */
  async function revive(html: string, page: ReactElement): Promise<HTMLElement> {
    const container = document.createElement('div')
    container.innerHTML = html
    document.body.append(container)
    const root = await act(async () => hydrateRoot(container, page))
    revived.push(() => {
      act(() => root.unmount())
      container.remove()
    })
    return container
  }
  const revived: (() => void)[] = []
  afterEach(() => {
    for (const end of revived.splice(0)) end()
  })

  test('comes to life without a further request, and holds no secret', async () => {
    const server = stage(() => Response.json(users), { auth: bearer(token) })
    const loaded = await load(server.api)
    const html = renderToString(<Page api={server.api} {...loaded} />)
    loaded.queryClient.clear()
    expect(html).toContain('<li>Ada</li>')

    const state = JSON.stringify(loaded.state)
    expect(html + state).not.toContain(token)
    const browser = stage()
    const page = (
      <Page
        api={browser.api}
        queryClient={queryClientOf()}
        state={JSON.parse(state) as DehydratedState}
      />
    )
    const container = await revive(html, page)
    await settled(browser.clock)
    expect(container.textContent).toBe('AdaGrace')
    expect([server.sent.length, browser.sent.length]).toEqual([1, 0])
    expect(complaints).not.toHaveBeenCalled()
  })
})

test('components are tested with the mock of their API', async () => {
  const mock = mockKnowi({ accessToken: 't', dashboards: 2 })
  const knowi = createKnowi({ accessToken: 't', fetch: mockTransport(mock), retry: false })
  mount(knowi, <Dashboards />)
  await screen.findAllByRole('listitem')
  expect(items()).toHaveLength(2)
  press('New')
  await screen.findByText('Sales')
  expect(items()).toHaveLength(3)
  expect(mock.requests.at(-2)).toMatchObject({ method: 'POST', body: '{"name":"Sales"}' })
})
