import { secretNames } from '../events/redaction'
import { must } from '../options'
import type { Auth } from './Auth'

/** Who calls, and what of a request is secret because of it. */
export interface Caller {
  readonly auth: Auth | undefined
  /** Lower-case names of headers, query parameters and body properties whose values are secret. */
  readonly secretNames: ReadonlySet<string>
  /** Whether bodies hold the credential, so that they must not travel to another origin. */
  readonly sealsBodies: boolean
}

/**
 * Looks a caller up, once for each Auth; false: nobody.
 *
 * @param redact further names whose values are secret
 * @throws {ConfigError} for what is no Auth
 */
export function callers(redact: readonly string[]): (auth: Auth | false) => Caller {
  const known = new WeakMap<Auth, Caller>()
  return (given) => {
    const auth = given || nobody
    let caller = known.get(auth)
    if (!caller) {
      if (!((auth.apply as unknown) && (auth.secrets as unknown)))
        must('auth', 'an Auth, such as bearer(token)')
      const { headers = [], query = [], body = [] } = auth.secrets()
      caller = {
        auth: given || undefined,
        secretNames: secretNames([...redact, ...headers, ...query, ...body]),
        sealsBodies: body.length > 0,
      }
      known.set(auth, caller)
    }
    return caller
  }
}

const nobody: Auth = { apply() {}, secrets: () => ({}) }
