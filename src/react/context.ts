import { createContext, createElement, type ReactElement, type ReactNode, useContext } from 'react'
import { ConfigError } from '../errors/ConfigError'
import { rootsOf } from '../operation/record'

const ApiContext = /* @__PURE__ */ createContext<object | undefined>(undefined)

export interface ApiProviderProps {
  /** The client that the hooks below call: one that createClient or one of its kin made. */
  api: object
  children?: ReactNode
}

/**
 * Gives the hooks below it their client. It belongs into a `QueryClientProvider`.
 *
 * @throws {ConfigError} where `api` is no client
 * @example
 * <QueryClientProvider client={queryClient}>
 *   <ApiProvider api={api}>
 *     <App />
 *   </ApiProvider>
 * </QueryClientProvider>
 */
export function ApiProvider({ api, children }: ApiProviderProps): ReactElement {
  rootsOf('ApiProvider', api)
  return createElement(ApiContext.Provider, { value: api }, children)
}

/** @throws {ConfigError} outside of a provider */
export function useProvided(own: object | undefined): object {
  const provided = useContext(ApiContext)
  const api = own ?? provided
  if (api) return api
  throw new ConfigError(
    'There is no <ApiProvider api={…}> above this component: add one, or give createApiHooks a client.',
  )
}
