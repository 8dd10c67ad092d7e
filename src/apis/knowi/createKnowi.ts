import type { StandardSchemaV1 } from '@standard-schema/spec'
import { bearer } from '../../auth/bearer'
import { attempted, type Call } from '../../call/Call'
import type { ParsedAs } from '../../call/consume'
import { buildClient, type CallOptions, type Client } from '../../client'
import { systemClock } from '../../clock/systemClock'
import { HttpError } from '../../errors/HttpError'
import { attachLogger } from '../../events/attachLogger'
import type { EventName, Listener } from '../../events/events'
import { headerPairs } from '../../headers/headers'
import { type Invoke, plant, type Tree } from '../../operation/operation'
import { checkOneOf } from '../../options'
import { listAndDetails } from './details'
import { knowiError } from './errors/forAnswer'
import { KnowiUnauthorizedError } from './errors/KnowiUnauthorizedError'
import { knowiLogin } from './login'
import { type KnowiMetric, metricOf } from './metrics'
import { type KnowiOperation, type LooseQuery, queryOf, requestOf } from './operations'
import { type KnowiOptions, settleKnowi } from './options'
import type { Dashboards, Widgets } from './resourceTypes'
import { type KnowiResources, knowiTree } from './tree'
import { Verification } from './verification'

/** Options of a call to Knowi. */
export interface KnowiCallOptions extends Omit<CallOptions, 'query'> {
  /** As in the core; null is dropped like undefined, in arrays too. */
  query?: LooseQuery | URLSearchParams
  /** A whole URL in place of the path; of Knowi's own origin, unless `allowedOrigins` names it. */
  url?: string | URL
  /** Tag of the call's metric. */
  endpoint?: string
}

/** A verb as a method. */
export interface KnowiVerb {
  <Schema extends StandardSchemaV1>(
    path: string,
    options: KnowiCallOptions & { schema: Schema },
  ): Call<StandardSchemaV1.InferOutput<Schema>>
  <Kind extends keyof ParsedAs>(
    path: string,
    options: KnowiCallOptions & { parseAs: Kind; schema?: never },
  ): Call<ParsedAs[Kind]>
  <Data = unknown>(path: string, options?: KnowiCallOptions): Call<Data>
}

/** The same with the method as first argument. */
export type KnowiAnyVerb = <Data = unknown>(
  method: string,
  path: string,
  options?: KnowiCallOptions,
) => Call<Data>

/** A client of Knowi. Everything is bound. */
export interface Knowi extends Omit<KnowiResources, 'dashboards' | 'widgets'> {
  readonly dashboards: Dashboards
  readonly widgets: Widgets
  readonly get: KnowiVerb
  readonly post: KnowiVerb
  readonly put: KnowiVerb
  readonly delete: KnowiVerb
  readonly request: KnowiAnyVerb
  /** Like `request`; refuses methods that HTTP does not have. */
  readonly perform: KnowiAnyVerb
  /** How the quota stands. */
  readonly rateLimit: Client['rateLimit']
  /** The core client below, with everything that it can. */
  readonly $client: Client
  /** Verifies the token now, in place of before the first call. @throws {KnowiError} */
  open(): Promise<Knowi>
  /** Whether the token is good: false for 401, 403 and an answer without a list; rejects otherwise. */
  checkAccessToken(): Promise<boolean>
  /** Listens to an event of the core, or to `metric`. @returns the undo */
  on(name: 'metric', listener: (metric: KnowiMetric) => void): () => void
  on<Name extends EventName>(name: Name, listener: Listener<Name>): () => void
  /** Ends the client's waiting and running calls, and all to come, with a ClosedError. */
  close(): Promise<void>
}

type Verbs = Pick<Knowi, 'get' | 'post' | 'put' | 'delete' | 'request' | 'perform'>

/** The verbs as a tree of operations: the method is the name, path and options are the arguments. */
const verbs: Tree<Verbs> = (invoke) => {
  const request: KnowiAnyVerb = (id, ...args) => {
    const kind = /^(get|head)$/i.test(id) ? 'query' : 'mutation'
    return invoke({ id, kind }, args)
  }
  const verb = (method: string): KnowiVerb =>
    ((...args: Parameters<KnowiVerb>) => request(method, ...args)) as KnowiVerb
  return {
    get: verb('GET'),
    post: verb('POST'),
    put: verb('PUT'),
    delete: verb('DELETE'),
    request,
    perform: request,
  }
}

/** All that can be recorded of Knowi's client. */
const wholeTree: Tree<Verbs & KnowiResources> = (invoke) => ({
  ...verbs(invoke),
  ...knowiTree(invoke),
})

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']

/**
 * Makes a client of Knowi's management API. Nothing is sent before the first call; that one waits
 * until the token is verified.
 *
 * @throws {ConfigError} for options that are wrong, unknown or missing
 * @example
 * const knowi = createKnowi({ accessToken })
 * const { list } = await knowi.dashboards.list()
 */
export function createKnowi(options: KnowiOptions): Knowi {
  const { core, accessToken, login, logger, metrics, verify } = settleKnowi(options)
  const clock = core.clock ?? systemClock
  const { rateLimit: _, ...unlimited } = core
  const gate =
    login &&
    buildClient(
      { ...unlimited, rateLimit: false, redact: [...(core.redact ?? []), 'client_secret'] },
      { error: knowiError },
    )
  const auth =
    gate && login
      ? knowiLogin(gate, clock, login.clientId, login.clientSecret)
      : bearer(accessToken ?? '')
  const verification = new Verification((meta) => client.get('dashboards', { meta }), verify)
  const client = buildClient(
    { ...core, auth },
    {
      ready: (recipe) => verification.before(recipe),
      error(facts) {
        if (facts.status === 401) verification.forget()
        return knowiError(facts)
      },
    },
  )
  const clients = gate ? [client, gate] : [client]
  // Knowi's own headers stand over those of a call (contract 1.1).
  const own = ['authorization', ...(options.userAgent ? ['user-agent'] : [])]

  const send = (method: string, path: string, given: KnowiCallOptions = {}): Call<unknown> =>
    attempted(() => {
      const { url, endpoint, query, headers, ...rest } = given
      const inner: CallOptions = rest
      if (endpoint !== undefined) inner.meta = { ...Object(rest.meta), endpoint }
      if (query) inner.query = queryOf(query)
      const empty = rest.json === undefined && rest.form === undefined && rest.body === undefined
      // The Python client names this type on every POST, with a body or without.
      const isJson = method.toUpperCase() === 'POST' && (empty || rest.json !== undefined)
      const taken = [...own]
      if (rest.parseAs === undefined || rest.parseAs === 'json') taken.push('accept')
      if (isJson) taken.push('content-type')
      const kept = [...headerPairs(headers ?? [])].filter(
        ([name]) => !taken.includes(name.toLowerCase()),
      )
      if (isJson) kept.unshift(['content-type', 'application/json'])
      inner.headers = kept
      return client.request(method, url ?? path, inner)
    })
  const invoke = ((operation, args, signal) =>
    attempted(() => {
      if (!('takes' in operation)) {
        const [path, given] = args as Parameters<KnowiVerb>
        return send(operation.id, path, signal ? { ...given, signal } : given)
      }
      const known = operation as KnowiOperation
      const { path, options: inner } = requestOf(known, args)
      return client.request(known.method, path, signal ? { ...inner, signal } : inner)
    })) as Invoke
  const { dashboards, widgets, ...rest } = wholeTree(invoke)

  const knowi: Knowi = {
    ...rest,
    dashboards: { ...dashboards, all: (over) => listAndDetails('dashboards', dashboards, over) },
    widgets: { ...widgets, all: (over) => listAndDetails('widgets', widgets, over) },
    perform: ((method: string, path: string, given?: KnowiCallOptions) =>
      attempted(() => {
        checkOneOf('perform: the method', String(method).toUpperCase(), methods)
        return send(method, path, given)
      })) as KnowiAnyVerb,
    rateLimit: client.rateLimit,
    $client: client,
    async open() {
      await verification.verify()
      return knowi
    },
    async checkAccessToken() {
      try {
        await verification.verify()
        return true
      } catch (error) {
        if (error instanceof HttpError && [200, 401, 403].includes(error.status)) return false
        throw error
      }
    },
    on(name: EventName | 'metric', listener: (event: never) => void) {
      const undo =
        name === 'metric'
          ? clients.map((each) => each.on('attempt', (event) => listener(metricOf(event) as never)))
          : [client.on(name, listener as Listener<EventName>)]
      return () => {
        for (const detach of undo) detach()
      }
    },
    async close() {
      for (const each of clients) await each.close()
    },
  }
  const { asyncDispose } = Symbol
  if (asyncDispose) Object.defineProperty(knowi, asyncDispose, { value: knowi.close })
  if (metrics) knowi.on('metric', metrics)
  if (logger) {
    for (const each of clients) attachLogger(each, logger)
    client.on('error', ({ error }) => {
      if (
        error instanceof KnowiUnauthorizedError &&
        error.codes.some((code) => code.includes('access_token'))
      ) {
        logger.error('The access token is not valid any more: authenticate at Knowi again.')
      }
    })
  }
  return plant(knowi, { tree: wholeTree, invoke, baseURL: core.baseURL, clock })
}

/**
 * Opens a client, hands it to `use`, and closes it whatever comes of that.
 *
 * @returns what `use` returns
 * @example
 * const names = await withKnowi({ accessToken }, async (knowi) => {
 *   const { list } = await knowi.dashboards.list()
 *   return list.map(({ name }) => name)
 * })
 */
export async function withKnowi<T>(
  options: KnowiOptions,
  use: (knowi: Knowi) => T | Promise<T>,
): Promise<T> {
  const knowi = createKnowi(options)
  try {
    return await use(await knowi.open())
  } finally {
    await knowi.close()
  }
}
