import type { Auth, AuthTarget, SecretPlaces } from '../../auth/Auth'
import type { TokenSource } from '../../auth/bearer'
import { withField } from '../../call/body'
import type { AttemptRequest } from '../../call/House'
import { withQuery } from '../../call/query'
import type { Clock } from '../../clock/clock'
import { checkHeader } from '../../headers/headers'
import { must } from '../../options'
import type { AccessOptions } from './options'
import type { MageSession } from './records'
import { type Spellings, spellingsOf } from './token'

/** A token that ends within this is renewed first. In ms. */
const longestMargin = 60_000

interface Ticket extends Spellings {
  /** On the client's clock. */
  renewAt: number
}

/** Makes a session; told apart from the calls of the user, since these wait for it. */
export type LogIn = () => Promise<{ session: MageSession; token: Spellings }>

/**
 * Key and token on every request (contract 2.5). The token is decoded without the secret, and log-ins
 * are shared by all calls that wait for one.
 */
export class Access implements Auth {
  #ticket: Ticket | undefined
  #pending: Promise<Ticket> | undefined

  /**
   * @param isOpen whether a request, by its `meta`, is to go without key and token
   * @param logIn left out where there are no credentials
   */
  constructor(
    readonly options: AccessOptions,
    readonly clock: Clock,
    readonly isOpen: (meta: unknown) => boolean,
    readonly logIn?: LogIn,
  ) {
    const { token } = options
    if (typeof token === 'string') this.#ticket = this.#ticketOf(spellingsOf(token))
  }

  apply(target: AuthTarget): void | Promise<void> {
    if (this.isOpen((target as AttemptRequest).meta)) return
    const key = this.key()
    const ticket = this.#current()
    if (isPromise(key) || isPromise(ticket)) {
      return Promise.all([key, ticket]).then(([lateKey, lateTicket]) =>
        this.#put(target, lateKey, lateTicket),
      )
    }
    this.#put(target, key, ticket)
  }

  /** After Mage called the token expired or invalid. */
  async renew(refused: unknown): Promise<boolean> {
    // A late answer to a token that was replaced meanwhile asks for no further log-in.
    if (this.#ticket && refused !== undefined && this.#ticket.decoded !== refused) return true
    if (this.logIn) {
      await this.#fresh(this.logIn)
      return true
    }
    const { token } = this.options
    return typeof token === 'function' && spellingsOf(await token()).decoded !== refused
  }

  secrets(): SecretPlaces {
    return {
      headers: ['x-api-key', 'oauth-token', 'authorization', 'cookie'],
      query: ['api_key', 'token'],
      body: ['api_key'],
      cookies: ['oauth_token'],
    }
  }

  /** The API key of this moment. */
  key(): string | undefined | Promise<string | undefined> {
    const { apiKey } = this.options
    return typeof apiKey === 'function' ? apiKey() : apiKey
  }

  /** The decoded token of this moment, for the places that want it in the URL. */
  async token(): Promise<string | undefined> {
    return (await this.#current())?.decoded
  }

  /** Makes a session now. Calls that wait for one share it. */
  async open(): Promise<void> {
    if (!this.logIn) {
      must(
        'logIn()',
        'called where createMage was given a session: { email, password } or its like',
      )
    }
    await this.#fresh(this.logIn)
  }

  /** The decoded token that is at hand, without a log-in for it. */
  async heldToken(): Promise<string | undefined> {
    if (this.#ticket) return this.#ticket.decoded
    const { token } = this.options
    return typeof token === 'function' ? spellingsOf(await token()).decoded : undefined
  }

  /** Forgets the token; the next call that needs one logs in again. */
  forget(): void {
    this.#ticket = undefined
  }

  #current(): Ticket | undefined | Promise<Ticket | undefined> {
    const ticket = this.#ticket
    const { token } = this.options
    if (ticket && !(this.logIn && this.clock.now() >= ticket.renewAt)) return ticket
    if (this.logIn && (ticket || typeof token !== 'function')) return this.#fresh(this.logIn)
    return typeof token === 'function' ? this.#asked(token) : undefined
  }

  #asked(token: Exclude<TokenSource, string>): Ticket | Promise<Ticket> {
    const given = token()
    if (isPromise(given)) return given.then((late) => this.#ticketOf(spellingsOf(late)))
    return this.#ticketOf(spellingsOf(given))
  }

  #fresh(logIn: LogIn): Promise<Ticket> {
    this.#pending ??= logIn()
      .then(({ session, token }) => {
        const ticket = this.#ticketOf(token)
        this.#ticket = ticket
        this.options.onSession?.(session)
        return ticket
      })
      .finally(() => {
        this.#pending = undefined
      })
    return this.#pending
  }

  #ticketOf(token: Spellings): Ticket {
    const { clock } = this
    const life = (token.expires ?? Number.POSITIVE_INFINITY) - clock.date()
    const margin = Math.min(longestMargin, life / 10)
    // A token that is past its end as it comes is one of a server whose clock is not ours.
    return { ...token, renewAt: life > 0 ? clock.now() + life - margin : Number.POSITIVE_INFINITY }
  }

  #put(target: AuthTarget, key: string | undefined, ticket: Ticket | undefined): void {
    if (key !== undefined) putKey(target, key, this.options.apiKeyIn)
    if (!ticket) return
    const { headers } = target
    const { decoded, raw } = ticket
    const { tokenIn, ownCookies } = this.options
    target.credential = decoded
    if (tokenIn === 'authorization') headers.authorization ??= `Bearer ${decoded}`
    else if (tokenIn === 'header') headers['oauth-token'] ??= decoded
    else if (!canSetCookie()) {
      if (!ownCookies) headers['oauth-token'] ??= decoded
    } else if (raw === undefined) must('token', "the raw one where tokenIn is 'cookie'")
    else headers.cookie = [headers.cookie, `oauth_token=${raw}`].filter(Boolean).join('; ')
  }
}

function putKey(target: AuthTarget, key: unknown, place: AccessOptions['apiKeyIn']): void {
  if (typeof key !== 'string' || key === '') {
    must('apiKey', 'a text, or a function that gives one; not empty')
  }
  const { headers, method } = target
  if (place === 'auto' || place === 'header') headers['x-api-key'] ??= checkHeader('x-api-key', key)
  if (place === 'header') return
  const { body } = target
  const isObject = /^\s*\{/.test(body?.text ?? '') && /json/.test(headers['content-type'] ?? '')
  const inBody = method === 'POST' && isObject
  if (inBody) target.body = withField(body, 'api_key', key, headers['content-type'])
  // Of a POST without JSON, and of all other verbs, Mage reads the query.
  if (!inBody || place === 'query') target.url = withQuery(target.url, 'api_key', key)
}

/** A browser takes the name off every request that a page makes (Fetch Standard, 2.2.2). */
function canSetCookie(): boolean {
  return new Request('http://localhost', { headers: { cookie: 'a=b' } }).headers.has('cookie')
}

function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof value === 'object' && value !== null && 'then' in value
}
