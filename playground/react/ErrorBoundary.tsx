import { QueryErrorResetBoundary } from '@tanstack/react-query'
import { ForbiddenError, NotFoundError, PortolanError, QuotaError } from 'portolan'
import { Component, type ReactNode } from 'react'

interface Props {
  children: ReactNode
  onReset: () => void
}

class Boundary extends Component<Props> {
  override state: { error?: unknown } = {}

  static getDerivedStateFromError(error: unknown) {
    return { error }
  }

  retry = () => {
    this.props.onReset()
    this.setState({ error: undefined })
  }

  override render() {
    const { error } = this.state
    if (error === undefined) return this.props.children
    return (
      <div role="alert">
        {messageOf(error)}{' '}
        <button type="button" onClick={this.retry}>
          Try again
        </button>
      </div>
    )
  }
}

/** One message for each class of errors; `instanceof` holds across bundles. */
function messageOf(error: unknown) {
  if (error instanceof NotFoundError) return 'There is no such thing.'
  if (error instanceof ForbiddenError) return 'You may not see this.'
  if (error instanceof QuotaError) return 'Too much is going on, please come back later.'
  if (error instanceof PortolanError) return `Something failed (${error.requestId ?? error.name}).`
  throw error
}

/** Catches what the queries below it throw, and lets them try again. */
export function ErrorBoundary({ children }: { children: ReactNode }) {
  return (
    <QueryErrorResetBoundary>
      {({ reset }) => <Boundary onReset={reset}>{children}</Boundary>}
    </QueryErrorResetBoundary>
  )
}
