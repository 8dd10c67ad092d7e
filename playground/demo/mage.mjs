// Mage, in memory behind a real socket: log in, list pipelines, trigger a run, wait for it.
import { NotFoundError } from 'portolan'
import { createMage, MageRecordNotFoundError } from 'portolan/mage'
import { mockMage } from 'portolan/testing'
import { serve } from 'portolan/testing/node'
import { bold, dim } from './progress.mjs'

/** What the account's owner would have. Never printed. */
const account = { username: 'admin', password: 'demo-secret', owner: true }
const apiKey = 'demo-secret-key'

/** @param {AbortSignal} signal ends all of it */
export async function sailWithMage(signal) {
  const pipelines = ['Orders', 'Customers', 'Weekly report'].map((name) => ({ name }))
  const mock = mockMage({ apiKey, users: [account], pipelines, runTime: 600, latency: 10 })
  const server = await serve(mock)
  const { username, password } = account
  const mage = createMage({
    baseURL: server.url,
    apiKey,
    session: { username, password },
    logOutOnClose: true,
    signal,
  })
  try {
    console.log(`\n${bold('Mage')}`)
    await mage.logIn()
    const { items } = await mage.pipelines.list({ orderBy: 'name' })
    line('pipelines', items.map(({ uuid }) => uuid).join(', '))

    const schedule = await mage
      .pipelines('orders')
      .pipelineSchedules.create({ name: 'by hand', schedule_type: 'api' })
    const { id } = await mage.trigger(schedule.id, schedule.token ?? '', {
      variables: { env: 'demo' },
    })
    /** @type {string[]} */
    const seen = []
    const run = await mage.pipelineRuns.wait(id, {
      interval: 100,
      signal,
      onProgress({ status }) {
        if (status && seen.at(-1) !== status) seen.push(status)
      },
    })
    line('a run of orders', seen.join(' → '))
    if (run.status !== 'completed') throw new Error(`The run ended as ${run.status}.`)

    const error = await mage.pipelineRuns.get(4711).catch((/** @type {unknown} */ reason) => reason)
    const isRight = error instanceof MageRecordNotFoundError && error instanceof NotFoundError
    if (!isRight) throw new Error('A call failed in another way than it had to.', { cause: error })
    const { name, status, httpStatus } = error
    line('a run that is not there', `${name} ${status}  ${dim(`in an answer of ${httpStatus}`)}`)
  } finally {
    await mage.close()
    await server.close()
  }
}

/**
 * @param {string} label
 * @param {string} text
 */
function line(label, text) {
  console.log(`  ${label.padEnd(24)}  ${text}`)
}
