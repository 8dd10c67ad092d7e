import { parseUrl } from '../call/origins'
import { type Client, createClient } from '../client'
import type { Clock } from '../clock/clock'
import { systemClock } from '../clock/systemClock'
import { AuthError } from '../errors/AuthError'
import { checkOptions, defined, type Kinds, must, never } from '../options'
import type { Auth, AuthTarget } from './Auth'
import { basic } from './basic'

/** What a token endpoint gave. */
export interface OAuth2Token {
  accessToken: string
  /** The refresh token to use from now on: a new one where the server rotates them. */
  refreshToken: string | undefined
  /** Wall time in ms since the epoch; undefined where the server did not say. */
  expiresAt: number | undefined
  scope: string | undefined
}

export interface OAuth2Options {
  /** The token endpoint, whole. */
  tokenURL: string | URL
  clientId: string
  /** Left out for public clients. */
  clientSecret?: string
  /**
   * How the client says who it is: in an Authorization header, or in the body (RFC 6749, 2.3.1).
   *
   * @default 'basic'
   */
  clientAuth?: 'basic' | 'body'
  /** Given, tokens come by the refresh_token grant (RFC 6749, 6), else by client_credentials (4.4). */
  refreshToken?: string
  /** One text, or a list. */
  scope?: string | readonly string[]
  /** Further fields of the token request, such as `audience`. */
  params?: Readonly<Record<string, string>>
  /**
   * Called with each new token before a call uses it: to keep a refresh token that was rotated.
   * Awaited; where it throws, the calls that wait fail with an AuthError.
   */
  onToken?: (token: OAuth2Token) => void | Promise<void>
  /** @default the global one of the moment */
  fetch?: typeof globalThis.fetch
  /** @default the runtime's */
  clock?: Clock
}

const kinds: Kinds = {
  tokenURL: 'string or object',
  clientId: 'string',
  clientSecret: 'string',
  clientAuth: 'string',
  refreshToken: 'string',
  scope: 'string or object',
  params: 'object',
  onToken: 'function',
  fetch: 'function',
  clock: 'object',
}

/** Within this of its end a token is renewed while calls go on with it; at most half of its life. */
const early = 120_000
/** Within this of its end a token is not used any more; at most a tenth of its life. */
const late = 30_000
/** A renewal ahead of time that failed is not tried again before this. */
const pause = 10_000
/** A renewal that has not come by then was cut off with the request that made it. */
const longest = 90_000

interface Held {
  value: string
  /** On the clock: from here on it may be renewed. */
  mayAt: number
  /** On the clock: from here on it must be. */
  mustAt: number
}

/**
 * OAuth 2.0 access tokens as `Authorization: Bearer …`: by client credentials, or by a refresh
 * token. One token request for all calls that wait: before the first, in the background ahead of
 * the token's end, and after a 401 on the token that is still the current one. Token requests do
 * not queue in the client's quota.
 *
 * @throws {ConfigError} for options that are wrong, unknown or missing. Calls reject with an
 * AuthError where no token could be had; `cause` tells why
 * @example
 * createClient({
 *   baseURL: 'https://api.example.com',
 *   auth: oauth2({ tokenURL: 'https://auth.example.com/token', clientId, clientSecret, scope: 'read' }),
 * })
 */
export function oauth2(options: OAuth2Options): Auth {
  checkOptions('oauth2', options, kinds)
  const { clientId, clientSecret, clientAuth = 'basic', scope, onToken } = options
  const { clock = systemClock } = options
  const url = parseUrl(String(options.tokenURL)) ?? must('oauth2: tokenURL', 'a whole URL')
  if (!clientId) must('oauth2: clientId', 'a text that is not empty')
  if (!clientSecret && !options.refreshToken)
    must('oauth2', 'given a clientSecret or a refreshToken; neither is there')
  if (!['basic', 'body'].includes(clientAuth)) must('oauth2: clientAuth', "'basic' or 'body'")

  const inHeader = clientSecret !== undefined && clientAuth === 'basic'
  const client = tokenClient(options, url.origin, inHeader)
  let { refreshToken } = options
  let held: Held | undefined
  let pending: Promise<Held> | undefined
  let pendingSince = 0

  const request = async (): Promise<Held> => {
    const form = {
      ...options.params,
      grant_type: refreshToken ? 'refresh_token' : 'client_credentials',
      refresh_token: refreshToken,
      scope: typeof scope === 'object' ? scope.join(' ') : scope,
      client_id: inHeader ? undefined : clientId,
      client_secret: inHeader ? undefined : clientSecret,
    }
    const askedAt = clock.now()
    try {
      // As text, since the error of a body that does not parse would show the token.
      const answer = answerIn(await client.post(url.href, { form, parseAs: 'text' }))
      const { access_token: value, expires_in: life, refresh_token: rotated } = answer
      if (typeof value !== 'string' || value === '')
        throw new AuthError('There was no access_token.')
      const ms = Number(life) > 0 ? Number(life) * 1000 : never
      const ends = askedAt + ms
      if (typeof rotated === 'string' && rotated !== '') refreshToken = rotated
      held = {
        value,
        mayAt: ends - Math.min(early, ms / 2),
        mustAt: ends - Math.min(late, ms / 10),
      }
      const known = held
      await onToken?.({
        accessToken: value,
        refreshToken,
        expiresAt: ms < never ? clock.date() + ends - clock.now() : undefined,
        scope: typeof answer.scope === 'string' ? answer.scope : undefined,
      })
      return known
    } catch (cause) {
      throw new AuthError(`No token from ${url.origin}${url.pathname}.`, { cause })
    }
  }

  const renewed = (): Promise<Held> => {
    const now = clock.now()
    if (!pending || now - pendingSince > longest) {
      const started = request().finally(() => {
        if (pending === started) pending = undefined
      })
      pending = started
      pendingSince = now
    }
    return pending
  }

  return {
    apply(target) {
      const now = clock.now()
      if (!held || now >= held.mustAt) return renewed().then((fresh) => put(target, fresh))
      if (now >= held.mayAt) {
        held.mayAt = now + pause
        // Not waited for: the token at hand is still good.
        renewed().catch(() => {})
      }
      put(target, held)
    },
    async renew(refused) {
      // A late 401 on a token that was replaced meanwhile asks for no further one.
      if (!held || held.value === refused) await renewed()
      return held?.value !== refused
    },
    secrets: () => ({
      headers: ['authorization'],
      values: [clientSecret, refreshToken, held?.value].filter((value) => value !== undefined),
    }),
  }
}

/** Without a quota. A repeat of client credentials does no harm; of a rotated refresh token it may. */
function tokenClient(options: OAuth2Options, origin: string, inHeader: boolean): Client {
  const { clientId, clientSecret = '', refreshToken, fetch, clock } = options
  // Both parts are form-encoded first (RFC 6749, 2.3.1).
  const encoded = basic(encodeURIComponent(clientId), encodeURIComponent(clientSecret))
  return createClient(
    defined({
      allowedOrigins: [origin],
      // A server that repeats the secret may have decoded it.
      auth: inHeader
        ? {
            ...encoded,
            secrets: () => ({ headers: ['authorization'], values: [clientSecret] }),
          }
        : undefined,
      headers: { accept: 'application/json' },
      rateLimit: false as const,
      totalTimeout: 60_000,
      redact: ['client_secret', 'refresh_token', 'access_token'],
      retry: refreshToken ? {} : { methods: ['POST'] },
      fetch,
      clock,
    }) as Parameters<typeof createClient>[0],
  )
}

function put(target: AuthTarget, { value }: Held): void {
  // A call's own Authorization wins over the client's.
  target.headers.authorization ??= `Bearer ${value}`
  target.credential = value
}

function answerIn(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}
