import { notifyManager, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, type RenderResult, render } from '@testing-library/react'
import { Component, type ReactElement, type ReactNode, StrictMode } from 'react'
import { afterEach } from 'vitest'
import { ApiProvider } from '../../src/react/index'
import type { FakeClock } from '../../src/testing/index'

// By timers of its own, a result would be told at a moment that no test can wait for.
notifyManager.setScheduler(queueMicrotask)

const clients: QueryClient[] = []

afterEach(() => {
  cleanup()
  for (const client of clients.splice(0)) client.clear()
})

/** A cache that is thrown away after the test. */
export function queryClientOf(): QueryClient {
  const client = new QueryClient()
  clients.push(client)
  return client
}

export interface Setting {
  strict?: boolean
  queryClient?: QueryClient
}

/** The providers that an app has around it. */
export function wrapperOf(api: object, setting: Setting = {}) {
  const { strict = false, queryClient = queryClientOf() } = setting
  return ({ children }: { children: ReactNode }): ReactElement => {
    const below = (
      <QueryClientProvider client={queryClient}>
        <ApiProvider api={api}>{children}</ApiProvider>
      </QueryClientProvider>
    )
    return strict ? <StrictMode>{below}</StrictMode> : below
  }
}

/** Renders below a provider of each kind. */
export function mount(api: object, element: ReactElement, setting: Setting = {}): RenderResult {
  return render(element, { wrapper: wrapperOf(api, setting) })
}

/** Lets promises settle, and React with them. */
export const settled = (clock: FakeClock): Promise<void> => advanced(clock, 0)

/** Moves time, and lets React follow. */
export async function advanced(clock: FakeClock, ms: number): Promise<void> {
  await act(async () => {
    await clock.advance(ms)
    await clock.settle()
  })
}

/** Shows what is thrown below it. */
export class Boundary extends Component<{ children: ReactNode }> {
  override state: { error?: Error } = {}

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error }
  }

  override render(): ReactNode {
    const { error } = this.state
    return error ? <p role="alert">{`${error.name}: ${error.message}`}</p> : this.props.children
  }
}
