import type { TokenSource } from '../../auth/bearer'
import { type ClientOptions, clientKinds } from '../../clientOptions'
import { ConfigError } from '../../errors/ConfigError'
import type { Logger } from '../../events/attachLogger'
import { type HeadersInput, headersOver } from '../../headers/headers'
import { checkOptions, defined, type Kinds, must } from '../../options'
import type { KnowiMetric } from './metrics'
import { requestTimeoutInMs } from './timeout'

/** Options of a Knowi client: its own, and all of the core's. Times in ms unless it says otherwise. */
export interface KnowiOptions extends Omit<ClientOptions, 'auth' | 'parseAs'> {
  /** A token that you have, or a function that gives one. */
  accessToken?: TokenSource
  /** Together with `clientSecret`: the client logs in by itself and renews the token (POST login). */
  clientId?: string
  clientSecret?: string
  /**
   * Your own instance's API.
   *
   * @default 'https://knowi.com/api/1.0'
   */
  baseURL?: string | URL
  /** For one attempt. @default 300_000 */
  timeout?: number | false
  /**
   * The same in seconds, a number or a text that is one, as the Python client takes it; nothing,
   * false and zero mean the default. Give this or `timeout`.
   *
   * @default 300
   */
  requestTimeout?: number | string | false | null
  /** Sent as User-Agent, where the runtime lets it be set. */
  userAgent?: string
  /** Gets a line for each answer, retry and failure; never a secret, never a body. */
  logger?: Logger
  /** Gets the duration of every request. */
  metrics?: (metric: KnowiMetric) => void
  /**
   * Whether the token is verified before the first call, and again after a 401: GET dashboards must
   * answer with a `list`.
   *
   * @default true
   */
  verify?: boolean
  /** @default { limit: 1000, window: 60_000 } */
  rateLimit?: ClientOptions['rateLimit']
}

/** The options, checked and sorted by who needs them. */
export interface SettledKnowi {
  core: ClientOptions
  accessToken: TokenSource | undefined
  login: { clientId: string; clientSecret: string } | undefined
  logger: Logger | undefined
  metrics: ((metric: KnowiMetric) => void) | undefined
  verify: boolean
}

const { auth: _auth, parseAs: _parseAs, ...coreKinds } = clientKinds
const kinds: Kinds = {
  ...coreKinds,
  accessToken: 'string or function',
  clientId: 'string',
  clientSecret: 'string',
  requestTimeout: '',
  userAgent: 'string',
  logger: 'object',
  metrics: 'function',
  verify: 'boolean',
}

/** @throws {ConfigError} for the first option that is wrong, with what would be right */
export function settleKnowi(options: KnowiOptions): SettledKnowi {
  checkOptions('createKnowi', options, kinds)
  const {
    accessToken,
    clientId,
    clientSecret,
    requestTimeout,
    userAgent,
    logger,
    metrics,
    verify = true,
    ...core
  } = options
  const login =
    clientId || clientSecret
      ? { clientId: clientId ?? '', clientSecret: clientSecret ?? '' }
      : undefined
  if (accessToken && login)
    throw new ConfigError('createKnowi: give accessToken or clientId with clientSecret, not both.')
  if (!accessToken && !login) {
    throw new ConfigError(
      'createKnowi: there is no accessToken; give one, or clientId with clientSecret.',
    )
  }
  if (login && !(login.clientId && login.clientSecret)) {
    throw new ConfigError('createKnowi: clientId and clientSecret must be given together.')
  }
  const seconds = requestTimeoutInMs(requestTimeout)
  if (core.timeout !== undefined && requestTimeout !== undefined && requestTimeout !== null) {
    throw new ConfigError('createKnowi: give timeout (ms) or requestTimeout (seconds), not both.')
  }
  if (logger && !(typeof logger.info === 'function' && typeof logger.error === 'function')) {
    must('logger', 'an object with info and error, such as console')
  }
  return {
    core: {
      baseURL: 'https://knowi.com/api/1.0',
      rateLimit: { limit: 1000, window: 60_000 },
      ...defined(core),
      timeout: core.timeout ?? seconds ?? 300_000,
      parseAs: 'json',
      headers: headersWith(core.headers, userAgent),
    },
    accessToken,
    login,
    logger,
    metrics,
    verify,
  }
}

/** Knowi's own headers stand over the caller's (contract 1.1). */
function headersWith(
  headers: HeadersInput | undefined,
  userAgent: string | undefined,
): HeadersInput {
  return headersOver(headers, { accept: 'application/json', 'user-agent': userAgent || undefined })
}
