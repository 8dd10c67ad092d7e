// The user's job: everything that the account has, in full.
import { counts, quota } from './api.mjs'
import { showProgress } from './progress.mjs'

/**
 * @import { Knowi } from 'portolan/knowi'
 * @import { Tally } from './tally.mjs'
 */

/**
 * @param {Knowi} knowi
 * @param {Tally} tally
 */
export async function fetchAll(knowi, tally) {
  await knowi.open()
  const lists = await Promise.all([knowi.dashboards.list(), knowi.widgets.list()])
  const [dashboards, widgets] = lists.map(({ list }) => list.length)
  console.log(`Verified and listed: ${dashboards} dashboards, ${widgets} widgets.`)

  const stop = showProgress(() => {
    const { available, waiting, blockedUntil = 0 } = knowi.rateLimit.state()
    return {
      answered: tally.answered,
      total: counts.dashboards + counts.widgets,
      waiting,
      retried: tally.retried,
      permits: available,
      pausedFor: blockedUntil - Date.now(),
    }
  })
  try {
    const full = await Promise.all([collect(knowi.dashboards.all()), collect(knowi.widgets.all())])
    check('dashboards', full[0], counts.dashboards)
    check('widgets', full[1], counts.widgets)
  } finally {
    stop()
  }
}

/**
 * The least time that requests can take on the quota: each full window of them holds up the next,
 * the last one holds up nobody.
 *
 * @param {number} requests
 * @returns {{ windows: number, ms: number }}
 */
export function idealOf(requests) {
  const windows = Math.ceil(requests / quota.limit)
  return { windows, ms: (windows - 1) * quota.window }
}

/**
 * @template Item
 * @param {AsyncIterable<Item>} items
 */
async function collect(items) {
  /** @type {Item[]} */
  const all = []
  for await (const item of items) all.push(item)
  return all
}

/**
 * @param {string} what
 * @param {readonly { id?: unknown }[]} got
 * @param {number} wanted
 */
function check(what, got, wanted) {
  const different = new Set(got.map(({ id }) => id)).size
  if (got.length !== wanted || different !== wanted) {
    throw new Error(
      `There are ${wanted} ${what}, but ${got.length} came, ${different} of them different.`,
    )
  }
}
