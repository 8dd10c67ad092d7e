// Counts what happens at a client, by its events.

/**
 * @import { Knowi } from 'portolan/knowi'
 *
 * @typedef {object} Tally
 * @property {number} answered dashboards and widgets that are here
 * @property {number} retried
 * @property {Map<string, number>} errors errors that a repeat mended, by what they were
 */

/**
 * @param {Knowi} knowi
 * @returns {Tally}
 */
export function tallyOf(knowi) {
  /** @type {Tally} */
  const tally = { answered: 0, retried: 0, errors: new Map() }
  knowi.on('attempt', ({ meta, error }) => {
    const { endpoint } = /** @type {{ endpoint?: string }} */ (meta)
    if (endpoint?.endsWith('.get') && error === undefined) tally.answered += 1
  })
  knowi.on('retry', ({ error }) => {
    const kind = kindOf(error)
    tally.retried += 1
    tally.errors.set(kind, (tally.errors.get(kind) ?? 0) + 1)
  })
  return tally
}

/**
 * An error's class, and what tells it from others of its class.
 *
 * @param {unknown} error
 */
export function kindOf(error) {
  const { name, status, phase, retryAfter } =
    /** @type {{ name: string, status?: number, phase?: string, retryAfter?: number }} */ (error)
  const details = [
    name === 'TimeoutError' ? `phase ${phase}` : status,
    retryAfter !== undefined && 'with Retry-After',
  ]
  return [name, ...details].filter(Boolean).join(' ')
}
