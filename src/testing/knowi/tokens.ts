import type { Clock } from '../../clock/clock'
import { json, Problem } from './answers'
import type { MockKnowiOptions } from './options'

export interface Tokens {
  /** Answers a log-in, given the type and the text of its body. */
  login(type: string, body: string): Response
  /** Throws the 401 of a request that may not pass; returns its token. */
  check(authorization: string | null): string
  end(token: string): void
}

/**
 * @param name makes the next token's text: never one that was used before, so that a token from
 *   before a reset stays worthless.
 */
export function createTokens(
  options: MockKnowiOptions,
  clock: Pick<Clock, 'now'>,
  name: () => string,
): Tokens {
  const { clientId, clientSecret, expiresIn = 3600 } = options
  const given = options.accessToken ?? (clientId === undefined ? 'test-token' : [])
  /** Time of expiry by token. */
  const live = new Map<string, number>()
  for (const token of [given].flat()) live.set(token, Number.POSITIVE_INFINITY)

  return {
    login(type, body) {
      const form = new URLSearchParams(isForm(type) ? body : '')
      const id = form.get('client_id')
      const secret = form.get('client_secret')
      if (!id || !secret) {
        throw new Problem(400, 'A form with client_id and client_secret is required.')
      }
      if (id !== clientId || secret !== clientSecret) {
        throw new Problem(404, 'No client has this id and secret.')
      }
      const token = name()
      live.set(token, clock.now() + expiresIn * 1000)
      return json({ access_token: token, token_type: 'Bearer', expires_in: expiresIn })
    },
    check(authorization) {
      const token = /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
      if (token === undefined) throw new Problem(401, 'A bearer token is required.')
      const expiry = live.get(token)
      if (expiry === undefined) throw new Problem(401, 'The bearer token is not valid.')
      if (expiry <= clock.now()) throw new Problem(401, 'The bearer token has expired.')
      return token
    },
    end(token) {
      live.delete(token)
    },
  }
}

export function isForm(type: string): boolean {
  return /^application\/x-www-form-urlencoded\b/i.test(type)
}
