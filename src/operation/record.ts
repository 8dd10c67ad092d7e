import { ConfigError } from '../errors/ConfigError'
import { must } from '../options'
import { type Operation, type Planted, type Roots, rootsKey } from './operation'

/** A call that was written down and not made. */
export interface Recorded {
  readonly operation: Operation
  readonly args: readonly unknown[]
}

/** A client's tree whose operations only write down that they were called. */
interface Recorder {
  readonly api: unknown
  calls: { readonly recorded: Recorded; readonly call: unknown }[]
}

// A tree may have a thousand methods, and a page a thousand components that record.
const recorders = /* @__PURE__ */ new WeakMap<Roots, Recorder>()

/** @throws {ConfigError} for anything but a client that keeps its roots */
export function rootsOf(where: string, api: unknown): Roots {
  return (
    (Object(api) as Planted)[rootsKey] ??
    must(`${where}: the api`, 'a client that createClient or one of its kin made')
  )
}

/**
 * What a selector calls on a client; nothing is sent. A selector that returns a symbol, such as
 * TanStack Query's `skipToken`, has chosen to call nothing.
 *
 * @throws {ConfigError} for one that makes no call, or several, or returns something else than its call
 * @example
 * record('apiQuery', api, (api) => api.get('users')) // { operation: { id: 'GET', … }, args: ['users'] }
 */
export function record<Api>(
  where: string,
  api: Api,
  select: (api: Api) => unknown,
): Recorded | symbol {
  const recorder = recorderOf(rootsOf(where, api))
  if (typeof select !== 'function') {
    must(`${where}: the selector`, 'a function')
  }
  const { calls: outer } = recorder
  recorder.calls = []
  try {
    return recordedOf(where, select(recorder.api as Api), recorder.calls)
  } catch (error) {
    if (error instanceof ConfigError) throw error
    const { message } = Object(error) as Error
    throw new ConfigError(
      `${where}: the selector threw: ${message}. Does the client have that operation?`,
      { cause: error },
    )
  } finally {
    recorder.calls = outer
  }
}

function recordedOf(where: string, selected: unknown, calls: Recorder['calls']): Recorded | symbol {
  const [first, ...others] = calls
  if (!first && typeof selected === 'symbol') return selected
  if (!first || others.length > 0) {
    throw new ConfigError(
      `${where}: the selector made ${calls.length} calls. It must make one on the api that it is given, such as api => api.get('users').`,
    )
  }
  if (selected !== first.call) {
    must(
      `${where}: what the selector returns`,
      'its call, without async, then or withResponse; the option select reshapes data',
    )
  }
  return first.recorded
}

function recorderOf(roots: Roots): Recorder {
  const known = recorders.get(roots)
  if (known) return known
  const recorder: Recorder = {
    calls: [],
    api: roots.tree((operation, args) => {
      // Looks like a call, and never settles.
      const idle = (): Promise<never> => new Promise(() => {})
      const call = Object.assign(idle(), { withResponse: idle, asResponse: idle })
      recorder.calls.push({ recorded: { operation, args }, call })
      return call
    }),
  }
  recorders.set(roots, recorder)
  return recorder
}
