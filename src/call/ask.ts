import { abortedOf } from '../clock/abort'
import { PortolanError } from '../errors/PortolanError'
import { redactUrl } from '../events/redaction'
import type { Permit } from '../limit/Governor'
import { never } from '../options'
import type { House } from './House'
import type { Recipe } from './recipe'

/** The right to send where nothing holds a call back. */
const free: Permit = { sent() {}, learn: () => undefined, release() {}, refund() {} }

/** Asks the governor for the right to send; what it refuses is told about as a failed call. */
export function ask(
  recipe: Recipe,
  { governor, events }: House,
  deadline: number,
  attempts: number,
): Permit | Promise<Permit> {
  if (!governor) return free
  const { method, url, origin: key, cost, priority, signals, retry } = recipe
  const refused = (error: unknown): never => {
    // A caller's own reason is not ours to write on.
    if (error instanceof PortolanError && !abortedOf(signals)) {
      Object.assign(error, { method, url: redactUrl(url), attempts })
    }
    throw error
  }
  try {
    const permit = governor.acquire({
      key,
      recipe,
      cost,
      priority,
      front: attempts > 0,
      deadline,
      maxPause: retry.maxRetryAfter ?? never,
      signals,
    })
    if (!('then' in permit)) return permit
    events.emit('wait', recipe, attempts, {})
    return permit.then(undefined, refused)
  } catch (error) {
    return refused(error)
  }
}
