import type { TokenSource } from '../../auth/bearer'
import { type ClientOptions, clientKinds } from '../../clientOptions'
import { ConfigError } from '../../errors/ConfigError'
import type { Logger } from '../../events/attachLogger'
import { checkOneOf, checkOptions, defined, type Kinds, must } from '../../options'
import type { MageSession } from './records'
import { mageRetry } from './retry'
import { spellingsOf } from './token'

/** What a session is made of: who logs in with a password, or with what another provider gave. */
export type Credentials =
  | { email: string; password: string; username?: never }
  | { username: string; password: string; email?: never }
  | { provider: string; token: string }

/** Options of a Mage client: its own, and all of the core's but `auth` and `parseAs`. */
export interface MageOptions extends Omit<ClientOptions, 'auth' | 'parseAs'> {
  /**
   * The server's root, base path included, without `/api`: `http://localhost:6789`.
   */
  baseURL: string | URL
  /**
   * The API key, or a function that gives it. It is in the log of the container and in every request
   * of the web interface (Network tab). A server that asks for no log-in needs none.
   */
  apiKey?: TokenSource
  /**
   * Where the key travels. Mage reads the header always, the body of a POST that has JSON, and the
   * query of everything else.
   *
   * - `auto`: in the header, and besides where Mage reads it for the verb.
   * - `header`: in `X-API-KEY` alone; keeps the key out of URLs and of the server's logs.
   * - `query`: in the URL, and in the body of a POST too, since Mage reads it there alone.
   * - `body`: in the body of a POST; other verbs have it in the URL, since Mage reads it there alone.
   *
   * @default 'auto'
   */
  apiKeyIn?: 'auto' | 'header' | 'query' | 'body'
  /**
   * Logs in by itself: before the first call, before the token ends, and after Mage called it expired
   * or invalid; once for all calls that wait.
   */
  session?: Credentials
  /**
   * A token that you have, in either spelling: raw, as a session and the cookie `oauth_token` of the
   * web interface have it, or decoded (see `decodeToken`). Or a function that gives one. With `session`
   * it is used until it ends.
   */
  token?: TokenSource
  /**
   * How the token travels: decoded in `OAUTH-TOKEN`, raw in the cookie `oauth_token`, or decoded in
   * `Authorization: Bearer`. A browser lets no page set a cookie: there, `cookie` sends the header
   * instead, unless `fetchOptions: { credentials: 'include' }` lets the browser's own cookie go along.
   *
   * @default 'header'
   */
  tokenIn?: 'header' | 'cookie' | 'authorization'
  /** Gets each session that a log-in gave, to keep its token for the next time. */
  onSession?: (session: MageSession) => void
  /**
   * Whether `close()` logs the session out, so that its token is worth nothing any more.
   *
   * @default false
   */
  logOutOnClose?: boolean
  /** Gets a line for each answer, retry and failure; never a secret, never a body. */
  logger?: Logger
}

/** What says who calls. */
export interface AccessOptions {
  apiKey: TokenSource | undefined
  apiKeyIn: 'auto' | 'header' | 'query' | 'body'
  session: Credentials | undefined
  token: TokenSource | undefined
  tokenIn: 'header' | 'cookie' | 'authorization'
  onSession: ((session: MageSession) => void) | undefined
  /** Whether the browser's own cookies go along. */
  ownCookies: boolean
}

/** The options, checked and sorted by who needs them. */
export interface SettledMage {
  core: ClientOptions
  access: AccessOptions
  logOutOnClose: boolean
  logger: Logger | undefined
}

const { auth: _auth, parseAs: _parseAs, ...coreKinds } = clientKinds
const kinds: Kinds = {
  ...coreKinds,
  apiKey: 'string or function',
  apiKeyIn: 'string',
  session: 'object',
  token: 'string or function',
  tokenIn: 'string',
  onSession: 'function',
  logOutOnClose: 'boolean',
  logger: 'object',
}

/** Names whose values no output shows. */
const secretNames: readonly string[] = [
  'x-api-key',
  'api_key',
  'oauth-token',
  'oauth_token',
  'token',
  'password',
  'password_confirmation',
  'password_current',
  'refresh_token',
  'openai_api_key',
]

/** @throws {ConfigError} for the first option that is wrong, with what would be right */
export function settleMage(options: MageOptions): SettledMage {
  checkOptions('createMage', options, kinds)
  const {
    apiKey,
    apiKeyIn = 'auto',
    session,
    token,
    tokenIn = 'header',
    onSession,
    logOutOnClose = false,
    logger,
    ...core
  } = options
  if (!core.baseURL) {
    throw new ConfigError(
      "createMage: there is no baseURL; give the server's root, such as 'http://localhost:6789'.",
    )
  }
  checkOneOf('apiKeyIn', apiKeyIn, ['auto', 'header', 'query', 'body'])
  checkOneOf('tokenIn', tokenIn, ['header', 'cookie', 'authorization'])
  if (apiKey === '') must('apiKey', 'a text, or a function that gives one; not empty')
  if (session) checkCredentials(session)
  if (typeof token === 'string' && !spellingsOf(token).raw && tokenIn === 'cookie') {
    must('token', "the raw one where tokenIn is 'cookie': the decoded one is for headers")
  }
  if (logger && !(typeof logger.info === 'function' && typeof logger.error === 'function')) {
    must('logger', 'an object with info and error, such as console')
  }
  return {
    core: {
      ...defined(core),
      redact: [...secretNames, ...(core.redact ?? [])],
      retry: mageRetry(core.retry),
    },
    access: {
      apiKey,
      apiKeyIn,
      session,
      token,
      tokenIn,
      onSession,
      ownCookies: core.fetchOptions?.credentials === 'include',
    },
    logOutOnClose,
    logger,
  }
}

function checkCredentials(session: object): void {
  const given = session as Record<string, unknown>
  const has = (...names: string[]): boolean =>
    names.every((name) => typeof given[name] === 'string' && given[name] !== '')
  const byPassword = has('password') && has('email') !== has('username')
  if (!byPassword && !has('provider', 'token')) {
    must('session', '{ email, password }, { username, password } or { provider, token }')
  }
}
