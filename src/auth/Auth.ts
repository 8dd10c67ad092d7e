import type { ReplayableBody } from '../call/body'

/**
 * A request on its way out, as credentials and `beforeAttempt` see it. Each attempt gets its own:
 * what is changed here is gone at the next attempt.
 */
export interface AuthTarget {
  readonly method: string
  /** The whole URL. Add to its query with `withQuery(url, name, value)`. */
  url: string
  /** Plain headers under lower-case names. */
  readonly headers: Record<string, string>
  /** The body, where the request has one. */
  body?: ReplayableBody | undefined
  /** What was put on; handed back to `renew` when the server refused it. */
  credential?: unknown
}

/** The names under which a request carries secrets, whatever their letter case. */
export interface SecretPlaces {
  /** Secrets that no place holds as they are: a password inside of an encoded credential. */
  values?: readonly string[]
  headers?: readonly string[]
  query?: readonly string[]
  body?: readonly string[]
  cookies?: readonly string[]
}

/**
 * Says who calls. Write your own in a few lines:
 *
 * @example
 * const hmac: Auth = {
 *   async apply(target) { target.headers['x-signature'] = await sign(target.url) },
 *   secrets: () => ({ headers: ['x-signature'] }),
 * }
 */
export interface Auth {
  /** Puts the credential on, fresh, before each attempt; only for origins that may have it. */
  apply(target: AuthTarget, signal: AbortSignal): void | Promise<void>
  /**
   * Called after a 401 with the refused credential. True: there is a better one now, send once
   * more. Calls that wait for the same renewal share it.
   */
  renew?(refused: unknown): Promise<boolean>
  /** Where this credential travels, so that no output shows it. */
  secrets(): SecretPlaces
}
