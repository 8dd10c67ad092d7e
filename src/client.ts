import type { StandardSchemaV1 } from '@standard-schema/spec'
import { type Call, createCall } from './call/Call'
import { consumeData, consumeResponse, type ParseAs, type ParsedAs } from './call/consume'
import { type Consume, exchange, reported } from './call/exchange'
import { fetchLike } from './call/fetchLike'
import type { Dialect } from './call/House'
import { type RequestOptions, recipeFrom } from './call/recipe'
import { validate } from './call/result'
import { type ClientOptions, settle, sharedKinds } from './clientOptions'
import { ClosedError } from './errors/ClosedError'
import type { ErrorFacts } from './errors/PortolanError'
import type { EventName, Listener } from './events/events'
import { headersOver } from './headers/headers'
import type { GovernorState } from './limit/Governor'
import { openGovernor } from './limit/rateLimit'
import { checkOptions, defined, type Kinds, must } from './options'

/** Options of a call. */
export interface CallOptions extends RequestOptions {
  /** Any Standard Schema (valibot, zod, arktype …); its output is what the call gives. */
  schema?: StandardSchemaV1
  /** How the body is read. @default the client's, which is 'auto' */
  parseAs?: ParseAs
}

/** A verb as a method: `get('users/{id}', { params: { id: 7 } })`. */
export interface Verb {
  <Schema extends StandardSchemaV1>(
    path: string | URL,
    options: CallOptions & { schema: Schema },
  ): Call<StandardSchemaV1.InferOutput<Schema>>
  <Kind extends keyof ParsedAs>(
    path: string | URL,
    options: CallOptions & { parseAs: Kind; schema?: never },
  ): Call<ParsedAs[Kind]>
  <Data = unknown>(path: string | URL, options?: CallOptions): Call<Data>
}

/** The same with the method as first argument. */
export interface AnyVerb {
  <Schema extends StandardSchemaV1>(
    method: string,
    path: string | URL,
    options: CallOptions & { schema: Schema },
  ): Call<StandardSchemaV1.InferOutput<Schema>>
  <Kind extends keyof ParsedAs>(
    method: string,
    path: string | URL,
    options: CallOptions & { parseAs: Kind; schema?: never },
  ): Call<ParsedAs[Kind]>
  <Data = unknown>(method: string, path: string | URL, options?: CallOptions): Call<Data>
}

/** A client of one API. Everything is bound: methods can be taken off and handed around. */
export interface Client {
  readonly get: Verb
  readonly head: Verb
  readonly post: Verb
  readonly put: Verb
  readonly patch: Verb
  readonly delete: Verb
  readonly request: AnyVerb
  /**
   * A drop-in fetch for other libraries: their requests wait in the same queue and carry the same
   * credential, to the client's own origin only. It gives back 4xx and 5xx. Switch off the other
   * library's own retries.
   *
   * @example
   * const octokit = new Octokit({ request: { fetch: api.fetch } })
   */
  readonly fetch: (input: string | URL | Request, init?: RequestInit | null) => Promise<Response>
  /** How the quota stands. */
  readonly rateLimit: { state(key?: string): GovernorState }
  /**
   * A client like this one, with options over it; headers and query are merged. It shares the
   * governor unless `auth` or `rateLimit` is given, and has listeners of its own.
   *
   * @throws {ConfigError}
   */
  extend(options: ClientOptions): Client
  /** Listens to an event. @returns the undo */
  on<Name extends EventName>(name: Name, listener: Listener<Name>): () => void
  /** Ends the client's waiting and running calls, and all to come, with a ClosedError. */
  close(): Promise<void>
}

const callKinds: Kinds = {
  ...sharedKinds,
  auth: 'object or false',
  params: 'object',
  json: '',
  form: 'object',
  body: '',
  schema: 'object or function',
  cost: 'number',
  priority: 'string',
  meta: '',
}

/**
 * Makes a client. Nothing is sent before the first call.
 *
 * @throws {ConfigError} for an option that is wrong or unknown
 * @example
 * const api = createClient({
 *   baseURL: 'https://api.example.com/v1',
 *   auth: bearer(token),
 *   rateLimit: { limit: 1000, window: 60_000 },
 * })
 * const users = await api.get('users', { query: { tag: ['a', 'b'] } })
 */
export function createClient(options: ClientOptions = {}): Client {
  return buildClient(options, {})
}

/** A client that speaks an API's dialect. */
export function buildClient(options: ClientOptions, dialect: Dialect): Client {
  const { house, fetchHouse, closing } = settle(options, dialect)
  const { clock, events, governor } = house

  const call = (method: string, path: string | URL, given: CallOptions = {}): Call<unknown> =>
    createCall(async (plan) => {
      checkOptions(method, given, callKinds)
      const { schema, parseAs } = given
      if (schema && !schema['~standard']) must('schema', 'a Standard Schema, such as valibot makes')
      const inner = plan.raw ? consumeResponse : parseAs ? consumeData(parseAs) : house.consume
      const recipe = recipeFrom(house, method, path, given)
      return reported(house, recipe, async (trip) => {
        let facts = (): ErrorFacts => ({})
        const consume: Consume<unknown> = (response, attempt) => {
          plan.answer = { response, attempts: attempt.number }
          facts = () => attempt.facts(response)
          return inner(response, attempt)
        }
        const data = await exchange(recipe, consume, house, trip)
        return schema && !plan.raw ? validate(schema, data, facts) : data
      })
    })

  const verb = (method: string): Verb =>
    ((path: string, given?: CallOptions) => call(method, path, given)) as Verb

  const client: Client = {
    get: verb('GET'),
    head: verb('HEAD'),
    post: verb('POST'),
    put: verb('PUT'),
    patch: verb('PATCH'),
    delete: verb('DELETE'),
    request: call as AnyVerb,
    fetch: (input, init) => fetchLike(fetchHouse, input, init),
    rateLimit: { state: (key) => (governor ?? openGovernor(clock)).state(key) },
    extend: (over) => buildClient(extended(options, over, governor), dialect),
    on: (name, listener) => events.on(name, listener),
    async close() {
      closing.abort(new ClosedError('The client is closed.'))
    },
  }
  const { asyncDispose } = Symbol
  if (asyncDispose) Object.defineProperty(client, asyncDispose, { value: client.close })
  return client
}

function extended(
  base: ClientOptions,
  over: ClientOptions,
  governor: ClientOptions['rateLimit'],
): ClientOptions {
  const { headers, query, auth, rateLimit } = over
  const merged: ClientOptions = { ...base, ...defined(over) }
  if (headers) merged.headers = headersOver(base.headers, headers)
  if (base.query && query) merged.query = { ...base.query, ...query }
  if (!auth && rateLimit === undefined) merged.rateLimit = governor ?? false
  return merged
}
