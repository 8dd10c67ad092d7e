// The library at work: 800 records from an API with a quota on a bad day, within the quota.
//
//   npm run demo                                    build, then this
//   node playground/demo/main.mjs --help            the switches
import { parseArgs } from 'node:util'
import { createKnowi } from 'portolan/knowi'
import { serve } from 'portolan/testing/node'
import { counts, credentials, makeApi, quota } from './api.mjs'
import { workWithCivis } from './civis.mjs'
import { fetchAll } from './job.mjs'
import { sailWithMage } from './mage.mjs'
import { failOnPurpose } from './on-purpose.mjs'
import { bold } from './progress.mjs'
import { report, resultOf } from './report.mjs'
import { tallyOf } from './tally.mjs'

const help = `Usage: node playground/demo/main.mjs [--port <number>] [--fail]
  --port  where the mock listens (any that is free)
  --fail  the mock refuses the client in the middle of the job, so the demo fails`

const longest = 60_000

/** The end of the demo before its time. */
class Stop extends Error {
  /**
   * @param {string} message
   * @param {number} exitCode
   */
  constructor(message, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

const stopping = new AbortController()
/** @param {Stop} why */
function stop(why) {
  stopping.abort(why)
  // What does not listen is not waited for.
  setTimeout(() => fail(why, true), 2_000).unref()
}

/**
 * @param {unknown} error
 * @param {boolean} [now] whether nothing else may come to its end
 */
function fail(error, now = false) {
  process.exitCode = error instanceof Stop ? error.exitCode : 1
  console.error(`The demo failed: ${lineOf(error)}`)
  if (now) process.exit()
}

/**
 * @param {unknown} error
 * @returns {string}
 */
function lineOf(error) {
  if (!(error instanceof Error)) return String(error)
  const { name, message, cause } = error
  const line = name === 'Error' ? message : `${name}: ${message}`
  return cause === undefined ? line : `${line} (${lineOf(cause)})`
}

/** @param {{ port: number, fail: boolean }} options */
async function demo({ port, fail }) {
  const server = await serve(makeApi(fail), { port })
  try {
    const knowi = createKnowi({
      ...credentials,
      baseURL: `${server.url}/api/1.0`,
      rateLimit: quota,
      timeout: 2_000,
      signal: stopping.signal,
    })
    try {
      const tally = tallyOf(knowi)
      const startedAt = performance.now()
      await fetchAll(knowi, tally)
      const result = resultOf(server.mock, startedAt)
      report(result, tally, await failOnPurpose(knowi))
    } finally {
      await knowi.close()
    }
  } finally {
    await server.close()
  }
}

function readOptions() {
  const values = parsed()
  const port = Number(values.port)
  if (!(Number.isInteger(port) && port >= 0 && port < 65_536)) {
    throw new Stop(`--port must be a number from 0 to 65535, got "${values.port}".`, 2)
  }
  return { port, fail: values.fail, help: values.help }
}

function parsed() {
  try {
    return parseArgs({
      options: {
        port: { type: 'string', default: '0' },
        fail: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    throw new Stop(`${lineOf(error)}. See --help.`, 2)
  }
}

process.on('uncaughtException', (error) => fail(error, true))
process.once('SIGINT', () => stop(new Stop('it was interrupted.', 130)))
process.once('SIGTERM', () => stop(new Stop('it was told to end.', 143)))
process.stdout.on('error', () => stop(new Stop('nobody reads its output any more.')))

const watchdog = setTimeout(
  () => stop(new Stop(`it took longer than ${longest / 1000} s.`)),
  longest,
)
try {
  const options = readOptions()
  if (options.help) console.log(help)
  else {
    const { limit, window } = quota
    console.log(bold(`Portolan: ${counts.dashboards} dashboards and ${counts.widgets} widgets`))
    console.log(`at most ${limit} requests in any ${window / 1000} s; the server has a bad day\n`)
    await demo(options)
    await sailWithMage(stopping.signal)
    await workWithCivis(stopping.signal)
  }
} catch (error) {
  fail(stopping.signal.aborted ? stopping.signal.reason : error)
} finally {
  clearTimeout(watchdog)
}
// Everything is closed: if something keeps the process, that is a failure too.
setTimeout(() => fail(new Stop('something of it is still running.'), true), 3_000).unref()
