// Civis, in memory behind a real socket: a client out of its own specification, a query in Python's
// spelling, a list in pages, a job and its log.
import { NotFoundError } from 'portolan'
import { CivisApiError, CivisLookupError, createCivis } from 'portolan/civis'
import { mockCivis } from 'portolan/testing'
import { serve } from 'portolan/testing/node'
import { bold, dim } from './progress.mjs'

/** What the account's owner would have. Never printed. */
const apiKey = 'demo-secret-key'
const log = ['Reading 3 tables.', 'Joining them.', 'Done.']

/** @param {AbortSignal} signal ends all of it */
export async function workWithCivis(signal) {
  const mock = mockCivis({
    apiKey,
    latency: 10,
    quota: { limit: 20, window: 1_000, headers: true },
    runs: { 7: { states: ['queued', 'running', 'running', 'succeeded'], log } },
    faults: [{ kind: 'status', status: 503, retryAfter: 1, path: '/queries' }],
  })
  const server = await serve(mock)
  const civis = await createCivis({ apiKey, baseURL: server.url, signal })
  try {
    console.log(`\n${bold('Civis')}`)
    line('its specification', `${Object.keys(civis).length} resources`)

    const database = await civis.get_database_id('warehouse')
    const query = await civis.queries.post({ database, sql: 'SELECT 1', preview_rows: 10 })
    line('a query, after a 503', `for ${query.preview_rows} rows of database ${query.database}`)

    let names = 0
    for await (const { name } of civis.workflows.list.iterate({ limit: 5 })) names += name ? 1 : 0
    line('workflows, all pages', `${names}`)

    const job = await civis.runJob(7)
    /** @type {string[]} */
    const seen = []
    await job.wait({ pollInterval: 100, signal, onProgress: ({ state }) => seen.push(state) })
    line('a job', seen.join(' → '))
    /** @type {string[]} */
    const lines = []
    for await (const { message } of job.logs()) lines.push(message)
    line('its log', lines.join(' '))

    const missing = await failureOf(civis.workflows.get(4711))
    expect(missing instanceof CivisApiError && missing instanceof NotFoundError, missing)
    line(
      'a workflow that is not',
      `${missing.name} ${missing.status}  ${dim('also a NotFoundError')}`,
    )
    const near = await failureOf(civis.getDatabaseId('warehous'))
    expect(near instanceof CivisLookupError, near)
    line('a name with a slip', `${near.name}  ${dim(`near: ${near.near.join(', ')}`)}`)
    line('429s', `${mock.statistics().throttled}`)
  } finally {
    await civis.close()
    await server.close()
  }
}

/** @param {Promise<unknown>} call */
async function failureOf(call) {
  try {
    await call
  } catch (error) {
    return /** @type {any} */ (error)
  }
  throw new Error('A call was meant to fail.')
}

/**
 * @param {boolean} isRight
 * @param {unknown} cause
 */
function expect(isRight, cause) {
  if (!isRight) throw new Error('A call failed in another way than it had to.', { cause })
}

/**
 * @param {string} label
 * @param {string} text
 */
function line(label, text) {
  console.log(`  ${label.padEnd(24)}  ${text}`)
}
