import { HttpResponse, http, type RequestHandler } from 'msw'
import type { MockApi } from './mock'

/** How {@link mswHandlers} listens. */
export interface MswOptions {
  /**
   * Where the API lives, as the tested code has it. Its path must be the mock's base path.
   * @default the mock's `baseURL`, `https://knowi.com/api/1.0`
   */
  baseURL?: string
}

/**
 * Handlers for msw 2 that let a mock answer all requests below a URL, for code whose `fetch`
 * cannot be injected.
 *
 * @example
 * const mock = mockKnowi()
 * const server = setupServer(...mswHandlers(mock))
 * server.listen({ onUnhandledRequest: 'error' })
 */
export function mswHandlers(mock: MockApi, options: MswOptions = {}): RequestHandler[] {
  const baseURL = (options.baseURL ?? mock.baseURL).replace(/\/+$/, '')
  return [
    http.all(`${baseURL}/*`, async ({ request }) => {
      try {
        // A network error passes as it is: msw knows `Response.error()` too.
        return await mock(request)
      } catch (error) {
        // Nobody waits for the answer to an aborted request; msw would print the rejection.
        if (request.signal.aborted) return HttpResponse.error()
        throw error
      }
    }),
  ]
}
