import type { Client } from '../../client'
import { AuthError } from '../../errors/AuthError'
import type { LogIn } from './access'
import type { Credentials } from './options'
import type { MageSession } from './records'
import { sessionSchema } from './schemas'
import { decodeToken, type Spellings } from './token'

/** What marks a request of a log-in, in events. */
export const logInMeta = { endpoint: 'sessions.create' } as const

/**
 * POST api/sessions (contract 2.5).
 *
 * @param client with the key, without a token and without a quota: log-ins do not queue
 */
export function mageLogIn(client: Pick<Client, 'post'>, credentials: Credentials): LogIn {
  return async () => {
    let body: unknown
    try {
      body = await client.post('api/sessions', { json: { session: credentials }, meta: logInMeta })
    } catch (cause) {
      throw new AuthError('The log-in at Mage failed.', { cause })
    }
    const { session } = Object(body) as { session?: unknown }
    const result = await sessionSchema['~standard'].validate(session)
    const raw = result.issues ? undefined : result.value.token
    if (typeof raw !== 'string') {
      throw new AuthError('The log-in at Mage gave no session with a token.')
    }
    let token: Spellings
    try {
      const { token: decoded, expires } = decodeToken(raw)
      token = { raw, decoded, expires: expires * 1000 }
    } catch (cause) {
      throw new AuthError('The log-in at Mage gave a token that cannot be decoded.', { cause })
    }
    return { session: session as MageSession, token }
  }
}
