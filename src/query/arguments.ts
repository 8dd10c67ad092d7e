import { isPlain } from '../call/kindOf'
import { ConfigError } from '../errors/ConfigError'
import type { Recorded } from '../operation/record'

/** The arguments of a call, apart: what is asked for, and how it is called. */
export interface Parts {
  /** Fit for a cache: the same for two calls that ask for the same thing. */
  readonly asked: readonly unknown[]
  /** Timeout, retry, headers and so on, which may hold anything, credentials too. */
  readonly how: object
  /** Where `how` stands among the arguments. */
  readonly at: number
}

/** Options of a call that say what is asked for. */
const askedOfCalls = /^(params|query|json|form|body|parseAs|url|format)$/
/** Options of a document's operation that say how it is called. */
const howOfDocuments =
  /^\$(signal|headers|cookies|timeout|totalTimeout|idleTimeout|retry|priority|cost|meta|schema|idempotencyKey|onDownloadProgress|fetchOptions)$/

/** Whether an operation is a bare verb: the name of every other one tells its resource. */
export function isVerb({ operation }: Recorded): boolean {
  return !operation.id.includes('.')
}

/** @throws {ConfigError} for a signal: a cached query has one already, shared by all who wait for it */
export function partsOf(recorded: Recorded): Parts {
  const { operation, args } = recorded
  const ofCalls = isVerb(recorded) || operation.options !== undefined
  const at = isVerb(recorded) ? 1 : (operation.options ?? args.length - 1)
  const last = args[at]
  if (!isPlain(last)) return { asked: args.slice(0, at + 1), how: {}, at }
  const asked: Record<string, unknown> = {}
  const how: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(last)) {
    const aside = ofCalls ? !askedOfCalls.test(name) : howOfDocuments.test(name)
    if (value !== undefined) (aside ? how : asked)[name] = value
  }
  if (how.signal || how.$signal) {
    throw new ConfigError(
      `${operation.id}: leave the signal out. The call ends when nobody waits for its query any more.`,
    )
  }
  const rest = Object.keys(asked).length > 0 ? [asked] : []
  return { asked: [...args.slice(0, at), ...rest], how, at }
}

/** The arguments of a call that asks for something else in the same way. */
export function joined(asked: readonly unknown[], { how, at }: Parts): readonly unknown[] {
  const args = [...asked]
  if (Object.keys(how).length > 0) args[at] = { ...Object(asked[at]), ...how }
  return args
}
