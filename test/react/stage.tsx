import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, type RenderResult, render } from '@testing-library/react'
import { Component, type ReactElement, type ReactNode, StrictMode } from 'react'
import { afterEach } from 'vitest'
import { ApiProvider } from '../../src/react/index'

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

export interface Mounted extends RenderResult {
  queryClient: QueryClient
}

/** Renders below a provider of each kind, as an app does. */
export function mount(
  api: object,
  element: ReactElement,
  { strict = false, queryClient = queryClientOf() } = {},
): Mounted {
  const wrapper = ({ children }: { children: ReactNode }): ReactElement => (
    <QueryClientProvider client={queryClient}>
      <ApiProvider api={api}>{strict ? <StrictMode>{children}</StrictMode> : children}</ApiProvider>
    </QueryClientProvider>
  )
  return Object.assign(render(element, { wrapper }), { queryClient })
}

/** Shows the message of what is thrown below it. */
export class Boundary extends Component<{
  children: ReactNode
  caught?: (error: unknown) => void
}> {
  override state: { message?: string } = {}

  static getDerivedStateFromError(error: Error): { message: string } {
    return { message: `${error.name}: ${error.message}` }
  }

  override componentDidCatch(error: unknown): void {
    this.props.caught?.(error)
  }

  override render(): ReactNode {
    return this.state.message ? <p role="alert">{this.state.message}</p> : this.props.children
  }
}
