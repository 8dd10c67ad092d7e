/** One request as the mock saw it. */
export interface MockRequest {
  /** Upper-case method. */
  readonly method: string
  /** Path below the base path, as it was sent: not decoded, with a leading slash. */
  readonly path: string
  /** The whole URL, query included. */
  readonly url: string
  /** Query parameters; of a name that came twice, the last value (`url` has them all). */
  readonly query: Readonly<Record<string, string>>
  /** Headers by lower-case name. They hold whatever credentials were sent. */
  readonly headers: Readonly<Record<string, string>>
  /** Body as text, empty where there was none or while it is still being read. */
  readonly body: string
  /** When it arrived, in ms of the mock's clock. */
  readonly at: number
  /** Status of the answer, 0 where the connection died before one; undefined while unanswered. */
  readonly status: number | undefined
}

/** What became of the requests: `sent` is the sum of the others and of those still unanswered. */
export interface MockStatistics {
  /** Requests that arrived. */
  readonly sent: number
  /** Requests that got the API's own answer, errors included. */
  readonly answered: number
  /** Requests that the quota refused with 429. */
  readonly throttled: number
  /** Requests that met an injected fault. */
  readonly faults: number
}

/**
 * An API in memory: a function from a request to its answer, with a record of what came in.
 *
 * An answer whose connection is to die before its head is `Response.error()`; one whose connection
 * dies in the middle of the body has a body stream that errors. Each adapter turns these into what
 * its transport calls a failure.
 *
 * @example
 * const mock: MockApi = mockKnowi()
 * const answer = await mock(new Request(`${mock.baseURL}/dashboards`))
 */
export type MockApi = ((request: Request) => Promise<Response>) & {
  /** Where the API lives, without a trailing slash. */
  readonly baseURL: string
  /** Everything that arrived since the start or the last reset, oldest first. */
  readonly requests: readonly MockRequest[]
  /** Forgets all requests, counts and changes, and gives the first data back. */
  reset(): void
  /** Counts since the start or the last reset. */
  statistics(): MockStatistics
}
