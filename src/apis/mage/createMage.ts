import { attempted } from '../../call/Call'
import type { Dialect } from '../../call/House'
import { buildClient, type Client } from '../../client'
import { Closing } from '../../clock/abort'
import { systemClock } from '../../clock/systemClock'
import { ClosedError } from '../../errors/ClosedError'
import { attachLogger } from '../../events/attachLogger'
import type { EventName, Listener } from '../../events/events'
import { type Invoke, plant } from '../../operation/operation'
import { type EventStreamOptions, events, type ServerEvent } from '../../streams/events'
import { Access } from './access'
import { judgeAnswer, unwrapping } from './answers'
import { type DownloadOptions, type DownloadSource, download } from './download'
import { mageError } from './errors/forAnswer'
import { MageExpiredOAuthTokenError } from './errors/MageExpiredOAuthTokenError'
import { MageInvalidOAuthTokenError } from './errors/MageInvalidOAuthTokenError'
import { type FileActions, type UploadOptions, uploadFile } from './files'
import { mageLogIn } from './login'
import { encodeId, type Id, type MageOperation, requestOf } from './operations'
import { type MageOptions, settleMage } from './options'
import type { PipelineRun } from './records'
import { Registry } from './registry'
import type { MageResources } from './resourceTypes'
import { mageRetry } from './retry'
import { mageTree } from './tree'
import { type WaitOptions, waitForRun } from './wait'

/** A client of Mage: all resources by their names, and what Mage can do besides. */
export type Mage = MageResources & {
  readonly files: FileActions
  readonly pipelineRuns: {
    /**
     * Looks at a run until it is completed, failed or cancelled, and gives it; `status` tells which.
     *
     * @example
     * const { status } = await mage.pipelineRuns.wait(run.id, { onProgress: ({ status }) => show(status) })
     */
    wait(id: Id, options?: WaitOptions): Promise<PipelineRun>
  }
} & MageHelpers

/** What a client of Mage has besides resources. */
export interface MageHelpers {
  /**
   * The bytes of a pipeline, a file or a block's output. The token that Mage asks for is fetched.
   *
   * @throws {MageError}
   * @example
   * const zip = await mage.download({ pipeline: 'etl' }, { onProgress: ({ loaded }) => show(loaded) })
   */
  download(source: DownloadSource, options?: DownloadOptions): Promise<Blob>
  /**
   * Server-sent events of `/event-streams/{uuid}`, opened again when they break off.
   *
   * @example
   * for await (const { data } of mage.events(uuid)) console.log(JSON.parse(data))
   */
  events(
    uuid: Id,
    options?: Omit<EventStreamOptions, 'clock'>,
  ): AsyncGenerator<ServerEvent, void, undefined>
  /** Makes a session now, in place of before the first call. @throws {AuthError} */
  logIn(): Promise<void>
  /** Ends the session at the server: its token is worth nothing any more. @throws {MageError} */
  logOut(): Promise<void>
  /** How the quota stands. */
  readonly rateLimit: Client['rateLimit']
  /** The core client below, with everything that it can: paths begin with `api/`. */
  readonly $client: Client
  /** Listens to an event of the core. @returns the undo */
  on<Name extends EventName>(name: Name, listener: Listener<Name>): () => void
  /** Ends the client's waiting and running calls, and all to come, with a ClosedError. */
  close(): Promise<void>
}

/** For the log-out of a client that closes: nobody waits longer for it. In ms. */
const longestLogOut = 5000

/**
 * Makes a client of Mage's REST API. Nothing is sent before the first call; where there are
 * credentials, that one waits for the log-in.
 *
 * @throws {ConfigError} for options that are wrong, unknown or missing
 * @example
 * const mage = createMage({
 *   baseURL: 'http://localhost:6789',
 *   apiKey,
 *   session: { email, password },
 * })
 * const { items } = await mage.pipelines.list({ limit: 20, orderBy: 'name' })
 * const run = await mage.trigger(1, triggerToken, { variables: { env: 'staging' } })
 * await mage.pipelineRuns.wait(run.id)
 * @example
 * // The three ways of Mage's documentation, for a token that you have:
 * // decoded, the key in the URL; decoded, the key in the body; raw, the key in the body
 * createMage({ baseURL, apiKey, apiKeyIn: 'query', token: decoded })
 * createMage({ baseURL, apiKey, apiKeyIn: 'body', token: decoded, tokenIn: 'authorization' })
 * createMage({ baseURL, apiKey, apiKeyIn: 'body', token: raw, tokenIn: 'cookie' })
 */
export function createMage(options: MageOptions): Mage {
  const { core, access: accessOptions, logOutOnClose, logger } = settleMage(options)
  const clock = core.clock ?? systemClock
  const registry = new Registry()
  const closing = new Closing()
  const isOpen = (meta: unknown): boolean => registry.find(meta)?.isOpen === true
  const dialect: Dialect = {
    error: mageError,
    judge: (data, response, attempt) =>
      judgeAnswer(data, response, attempt, registry.find(attempt.recipe.meta)),
    renewable: (error) =>
      error instanceof MageExpiredOAuthTokenError || error instanceof MageInvalidOAuthTokenError,
  }

  // Log-ins and log-outs: with the key alone, and past the queue that waits for them.
  const keyOnly = new Access(
    { ...accessOptions, token: undefined, session: undefined },
    clock,
    isOpen,
  )
  const gate = buildClient({ ...core, auth: keyOnly, rateLimit: false }, dialect)
  const { session } = accessOptions
  const access = new Access(accessOptions, clock, isOpen, session && mageLogIn(gate, session))
  const client = buildClient({ ...core, auth: access }, dialect)

  const invoke = ((operation, args, signal) =>
    attempted(() => {
      const known = operation as MageOperation
      const { path, options: given } = requestOf(known, args)
      const { retry } = given
      return client.request(known.method, path, {
        ...given,
        ...(signal && { signal }),
        ...(retry !== undefined && { retry: mageRetry(retry) }),
        meta: registry.metaFor(known, given.meta),
        schema: unwrapping(known),
      })
    })) as Invoke
  const resources = mageTree(invoke)
  const { pipelines, files, pipelineRuns } = resources

  const logOut = async (): Promise<void> => {
    const token = await access.heldToken()
    if (token === undefined) return
    access.forget()
    await gate.put('api/sessions/current', {
      json: { session: {} },
      headers: { 'oauth-token': token },
      timeout: longestLogOut,
      retry: false,
      meta: registry.metaFor({ id: 'sessions.update', keys: ['session'] }),
    })
  }

  Object.assign(pipelineRuns, {
    wait: (id: Id, given?: WaitOptions) => waitForRun(pipelineRuns.get, clock, closing, id, given),
  })
  Object.assign(files, {
    upload(file: Blob, given?: UploadOptions) {
      const inBody = accessOptions.apiKeyIn !== 'header'
      const keyOf = async () => (inBody ? access.key() : undefined)
      return uploadFile(client, registry, keyOf, file, given)
    },
  })
  const parents = { pipelines, files }
  const helpers: MageHelpers = {
    download: (source, given) =>
      download(
        {
          client,
          registry,
          token: () => access.token(),
          ask: (parent, id, attributes, signal) =>
            parents[parent](id).downloads.create(attributes, signal ? { signal } : {}),
        },
        source,
        given,
      ),
    events: (uuid, given) => {
      const path = `event-streams/${encodeId('events: uuid', uuid)}`
      return events((connection) => client.get(path, connection), { ...given, clock })
    },
    logIn: () => access.open(),
    logOut,
    rateLimit: client.rateLimit,
    $client: client,
    on: (name, listener) => client.on(name, listener),
    async close() {
      // Whether or not the server still hears it, the client is closed.
      if (logOutOnClose) await logOut().catch(() => {})
      closing.abort(new ClosedError('The client is closed.'))
      for (const each of [client, gate]) await each.close()
    },
  }
  const mage = plant(Object.assign(resources, helpers) as Mage, {
    tree: mageTree,
    invoke,
    baseURL: core.baseURL,
    clock,
  })
  const { asyncDispose } = Symbol
  if (asyncDispose) Object.defineProperty(mage, asyncDispose, { value: helpers.close })
  if (logger) for (const each of [client, gate]) attachLogger(each, logger)
  return mage
}
