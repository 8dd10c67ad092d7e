import * as v from 'valibot'
import { expectTypeOf } from 'vitest'
import {
  type Answer,
  apiKey,
  bearer,
  type Call,
  type Client,
  type ClientOptions,
  camelKeys,
  createClient,
  HttpError,
  NotFoundError,
  type Phase,
  PortolanError,
  QuotaError,
  type QuotaReason,
  type StandardSchemaV1,
  TimeoutError,
  ValidationError,
} from '../src/index'

// Checked by `npm run typecheck`; never run.

interface User {
  id: number
}
const api: Client = createClient()

// The data of a call
expectTypeOf(api.get('x')).toEqualTypeOf<Call<unknown>>()
expectTypeOf(api.get<User>('x')).toEqualTypeOf<Call<User>>()
expectTypeOf(api.post<User>('x', { json: { id: 1 } })).resolves.toEqualTypeOf<User>()
expectTypeOf(api.request<User>('GET', new URL('https://a.example'))).toEqualTypeOf<Call<User>>()
expectTypeOf(api.get<User>('x').withResponse()).resolves.toEqualTypeOf<Answer<User>>()
expectTypeOf(api.get<User>('x').asResponse()).resolves.toEqualTypeOf<Response>()
expectTypeOf<Answer<User>>().toEqualTypeOf<{
  data: User
  response: Response
  attempts: number
  requestId: string | undefined
}>()

// parseAs
expectTypeOf(api.get('x', { parseAs: 'text' })).toEqualTypeOf<Call<string>>()
expectTypeOf(api.get('x', { parseAs: 'blob' })).toEqualTypeOf<Call<Blob>>()
expectTypeOf(api.get('x', { parseAs: 'arrayBuffer' })).toEqualTypeOf<Call<ArrayBuffer>>()
expectTypeOf(api.get('x', { parseAs: 'json' })).toEqualTypeOf<Call<unknown>>()
expectTypeOf(api.get('x', { parseAs: 'auto' })).toEqualTypeOf<Call<unknown>>()
expectTypeOf(api.get('x', { parseAs: 'stream' })).resolves.toEqualTypeOf<
  ReadableStream<Uint8Array> | undefined
>()
expectTypeOf(api.request('GET', 'x', { parseAs: 'text' })).toEqualTypeOf<Call<string>>()
// @ts-expect-error: there is no such kind
api.get('x', { parseAs: 'xml' })

// A schema gives its output
const schema = v.object({
  at: v.pipe(
    v.string(),
    v.transform((text) => new Date(text)),
  ),
})
expectTypeOf(api.get('x', { schema })).toEqualTypeOf<Call<{ at: Date }>>()
expectTypeOf(api.request('GET', 'x', { schema })).toEqualTypeOf<Call<{ at: Date }>>()
expectTypeOf(
  api.get('x', {
    schema: v.pipeAsync(
      v.string(),
      v.transformAsync(async () => 1),
    ),
  }),
).toEqualTypeOf<Call<number>>()
declare const standard: StandardSchemaV1<unknown, User>
expectTypeOf(api.put('x', { schema: standard, json: 1 })).toEqualTypeOf<Call<User>>()
// @ts-expect-error: no Standard Schema
api.get('x', { schema: { parse: () => 1 } })

// What a call takes
api.get('x', { query: { a: ['1', 2, new Date(), undefined], b: true, c: 1n } })
api.get('x', { query: new URLSearchParams(), headers: new Headers(), params: { id: 7 } })
api.get('x', { headers: { a: 1, b: null, c: undefined }, signal: new AbortController().signal })
api.get('x', { headers: [['a', '1']], timeout: false, retry: false, priority: 'high', cost: 2 })
api.post('x', { body: () => new ReadableStream() })
api.post('x', { body: new FormData() })
// @ts-expect-error: null is refused
api.get('x', { query: { a: null } })
// @ts-expect-error: so are nested objects
api.get('x', { query: { a: { b: 1 } } })
// @ts-expect-error: a plain object goes into json
api.post('x', { body: { a: 1 } })
// @ts-expect-error: an unknown option
api.get('x', { qurey: {} })
// @ts-expect-error: there are three of these
api.get('x', { priority: 'urgent' })
// @ts-expect-error: it has an option of its own
api.get('x', { fetchOptions: { method: 'POST' } })
// @ts-expect-error: a path is needed
api.get()

// What a client takes
createClient({ auth: bearer(async () => 'token'), baseURL: new URL('https://a.example') })
createClient({ auth: apiKey({ name: 'k', value: 'v', in: 'cookie' }), rateLimit: false })
createClient({ rateLimit: { limit: 1, window: 1 }, retry: { maxRetries: 1 } })
createClient({ retry: { next: ({ attempt }) => attempt < 3 && { delay: 5 } } })
// @ts-expect-error: an unknown option
createClient({ baseUrl: 'x' })
createClient({ rateLimit: { maxConcurrent: 8 } })
// @ts-expect-error: a limit needs a window
createClient({ rateLimit: { limit: 1 } })
// @ts-expect-error: there is no such place
apiKey({ name: 'k', value: 'v', in: 'path' })
expectTypeOf(api.extend).parameter(0).toEqualTypeOf<ClientOptions>()
expectTypeOf(api.extend({})).toEqualTypeOf<Client>()

// A drop-in fetch
const fetchLike: typeof globalThis.fetch = api.fetch
expectTypeOf(fetchLike).returns.resolves.toEqualTypeOf<Response>()

// Events
expectTypeOf(api.on('request', () => {})).toEqualTypeOf<() => void>()
api.on('response', (event) => {
  expectTypeOf(event.status).toEqualTypeOf<number>()
  expectTypeOf(event.headers).toEqualTypeOf<Headers>()
  expectTypeOf(event.meta).toEqualTypeOf<unknown>()
})
api.on('throttled', (event) => {
  expectTypeOf(event.retryAfter).toEqualTypeOf<number | undefined>()
})
api.on('retry', (event) => {
  expectTypeOf(event.delay).toEqualTypeOf<number>()
})
// @ts-expect-error: no such event
api.on('answer', () => {})
// @ts-expect-error: a request has no status yet
api.on('request', (event) => event.status)

// Errors
declare const error: unknown
if (error instanceof NotFoundError) expectTypeOf(error.status).toEqualTypeOf<number>()
if (error instanceof HttpError) expectTypeOf(error.data).toEqualTypeOf<unknown>()
if (error instanceof PortolanError) {
  expectTypeOf(error.status).toEqualTypeOf<number | undefined>()
  expectTypeOf(error.requestId).toEqualTypeOf<string | undefined>()
}
if (error instanceof TimeoutError) {
  expectTypeOf(error.phase).toEqualTypeOf<Phase>()
  expectTypeOf(error.scope).toEqualTypeOf<'attempt' | 'total'>()
}
if (error instanceof QuotaError) expectTypeOf(error.reason).toEqualTypeOf<QuotaReason>()
if (error instanceof ValidationError) {
  expectTypeOf(error.issues).toEqualTypeOf<readonly StandardSchemaV1.Issue[]>()
}

expectTypeOf(camelKeys<{ createdAt: string }>({})).toEqualTypeOf<{ createdAt: string }>()
expectTypeOf(camelKeys({})).toEqualTypeOf<unknown>()
