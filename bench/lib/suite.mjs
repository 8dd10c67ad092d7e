// What every suite does with its figures: told to the one who started it, or else printed.
/**
 * @typedef {object} Table
 * @property {string} title
 * @property {string} [text] a few words before it
 * @property {string[]} head
 * @property {(string | number)[][]} rows
 */

/**
 * @typedef {object} Target
 * @property {string} what
 * @property {string} target
 * @property {string} measured
 * @property {boolean} met
 *
 * @typedef {object} Result
 * @property {string} title
 * @property {string} text what is measured
 * @property {Table[]} tables
 * @property {Target[]} [targets] what was to be reached
 */

/**
 * Runs a suite; one that fails ends with exit code 1.
 *
 * @param {string} title
 * @param {string} text what is measured
 * @param {() => Promise<{ tables: Table[], targets?: Target[] }>} measure
 */
export async function suite(title, text, measure) {
  const result = { title, text, ...(await measure()) }
  // Whatever still hangs in a peer would keep the process: whoever started it ends it then.
  if (process.send) return process.send(result, () => process.disconnect())
  console.log(markdown(result) + targetsMarkdown(result.targets))
  process.exit()
}

/** @param {Result} result */
export function markdown({ title, text, tables }) {
  return [`## ${title}\n`, `${text}\n`, ...tables.map(tableMarkdown)].join('\n')
}

/** @param {Target[]} [targets] */
export function targetsMarkdown(targets = []) {
  if (targets.length === 0) return ''
  const rows = targets.map(({ what, target, measured, met }) => [
    what,
    measured,
    target,
    met ? 'met' : '**missed**',
  ])
  const title = 'What was to be reached'
  return tableMarkdown({ title, head: ['what', 'measured', 'target', ''], rows })
}

/** @param {Table} table */
function tableMarkdown({ title, text, head, rows }) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  const lines = [line(head), line(head.map(() => '---')), ...rows.map(line)]
  return [...(title ? [`### ${title}\n`] : []), ...(text ? [`${text}\n`] : []), ...lines, ''].join(
    '\n',
  )
}

/** @param {number[]} numbers */
export const median = (numbers) =>
  [...numbers].sort((one, other) => one - other)[numbers.length >> 1]

/**
 * Whether the time for rounds is over: on a busy machine there are fewer of them.
 *
 * @param {number} startedAt
 * @param {number} ms
 */
export const spent = (startedAt, ms) => performance.now() - startedAt > ms

/** @param {number} value */
export const times = (value) => `${value.toFixed(2)} ×`

/** @param {number} ms */
export const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`

/** @param {number} value */
export const count = (value) => Math.round(value).toLocaleString('en-US')
