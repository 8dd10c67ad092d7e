import type { Auth, AuthTarget } from '../../auth/Auth'
import type { Client } from '../../client'
import type { Clock } from '../../clock/clock'
import { AuthError } from '../../errors/AuthError'

/** Knowi's tokens live an hour; one that ends within this is renewed first. In ms. */
const longestMargin = 30_000
const defaultLife = 3600

interface Token {
  value: string
  /** On the client's clock. */
  renewAt: number
}

/**
 * Logs in with client id and secret (POST login, contract 1.10), once for all calls that wait:
 * before the first, ahead of expiry, and after a 401 on the token that is still the current one.
 *
 * @param client without a credential and without a quota: log-ins do not queue
 */
export function knowiLogin(
  client: Pick<Client, 'post'>,
  clock: Clock,
  clientId: string,
  clientSecret: string,
): Auth {
  let token: Token | undefined
  let pending: Promise<Token> | undefined

  const logIn = async (): Promise<Token> => {
    const form = { client_id: clientId, client_secret: clientSecret }
    let text: string
    try {
      text = await client.post('login', { form, parseAs: 'text', meta: { endpoint: 'login' } })
    } catch (cause) {
      throw new AuthError('The log-in at Knowi failed.', { cause })
    }
    const { access_token: value, expires_in: life } = answerIn(text)
    if (typeof value !== 'string' || value === '') {
      throw new AuthError('The log-in at Knowi gave no access_token.')
    }
    const ms = (Number(life) > 0 ? Number(life) : defaultLife) * 1000
    return { value, renewAt: clock.now() + ms - Math.min(longestMargin, ms / 10) }
  }

  const fresh = (): Promise<Token> => {
    pending ??= logIn()
      .then((got) => {
        token = got
        return got
      })
      .finally(() => {
        pending = undefined
      })
    return pending
  }

  return {
    apply(target) {
      if (token && clock.now() < token.renewAt) return put(target, token)
      return fresh().then((got) => put(target, got))
    },
    async renew(refused) {
      // A late 401 on a token that was replaced meanwhile asks for no further log-in.
      if (!token || token.value === refused) await fresh()
      return true
    },
    secrets: () => ({ headers: ['authorization'] }),
  }
}

function put(target: AuthTarget, { value }: Token): void {
  target.headers.authorization = `Bearer ${value}`
  target.credential = value
}

/** Parsed here, since the error of a body that does not parse would show the token. */
function answerIn(text: string): { access_token?: unknown; expires_in?: unknown } {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}
