import type { Permit } from '../limit/Governor'
import { never } from '../options'
import type { House } from './House'
import type { Recipe } from './recipe'

/** The right to send where nothing holds a call back. */
const free: Permit = { sent() {}, learn: () => undefined, release() {}, refund() {} }

/**
 * Asks the governor for the right to send.
 *
 * @param front a repeat, which goes before newcomers
 * @param deadline after this, waiting is of no use
 */
export function ask(
  recipe: Recipe,
  { governor }: House,
  front: boolean,
  deadline: number,
): Permit | Promise<Permit> {
  if (!governor) return free
  const { origin: key, cost, priority, signals, retry } = recipe
  const maxPause = retry.maxRetryAfter ?? never
  return governor.acquire({ key, recipe, cost, priority, front, deadline, maxPause, signals })
}
