// What it took, as a table.
import { quota } from './api.mjs'
import { idealOf } from './job.mjs'
import { bold, dim } from './progress.mjs'

/**
 * @import { MockApi } from 'portolan/testing'
 * @import { Mishap } from './on-purpose.mjs'
 * @import { Tally } from './tally.mjs'
 *
 * @typedef {object} Result
 * @property {number} ms
 * @property {number} requests as the server counted them, without log-ins
 * @property {number} logIns
 * @property {number} refused
 */

/**
 * What the server saw since `startedAt`.
 *
 * @param {MockApi} api
 * @param {number} startedAt
 * @returns {Result}
 */
export function resultOf({ requests, statistics }, startedAt) {
  const logIns = requests.filter(({ path }) => path === '/login').length
  const { sent, throttled } = statistics()
  return { ms: performance.now() - startedAt, requests: sent - logIns, logIns, refused: throttled }
}

/**
 * @param {Result} result
 * @param {Tally} tally
 * @param {readonly Mishap[]} mishaps
 */
export function report({ ms, requests, logIns, refused }, { answered, retried, errors }, mishaps) {
  const ideal = idealOf(requests)
  const times = `${seconds(ms)}, ideal ${seconds(ideal.ms)} (× ${(ms / ideal.ms).toFixed(2)})`

  heading('The job')
  table([
    ['in full', `${answered} dashboards and widgets`],
    ['time', times],
    ['requests sent', `${requests}, and ${logIns} log-in (counted by the server)`],
    ['429s', `${refused}`],
    ['retries', `${retried}`],
  ])
  heading('Errors that a retry mended')
  table([...errors].sort().map(([kind, count]) => [kind, `${count}`]))
  heading('Errors on purpose')
  table(mishaps.map(({ what, kind, remark }) => [what, kind, dim(remark)]))
  console.log(
    dim(
      `\nThe ideal: ${requests} requests fill ${ideal.windows} windows of ${quota.limit}, and the last can begin after ` +
        `${ideal.windows - 1} × ${seconds(quota.window)}.\nThe time has the pauses in it that the server asked for with Retry-After; the ideal has not.`,
    ),
  )
}

/** @param {string} text */
function heading(text) {
  console.log(`\n${bold(text)}`)
}

/** @param {readonly (readonly string[])[]} rows */
function table(rows) {
  const widths = [0, 1].map((at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  for (const row of rows) {
    const cells = row.map((cell, at) => (at < row.length - 1 ? cell.padEnd(widths[at] ?? 0) : cell))
    console.log(`  ${cells.join('  ')}`)
  }
}

/** @param {number} ms */
function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`
}
