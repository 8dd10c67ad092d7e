// A dashboard that opens: many calls at once, on a quota of a few a second that the client was told.
// Run `npm run build` before.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { createClient } from 'portolan'

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '40' },
    limit: { type: 'string', default: '5' },
    window: { type: 'string', default: '1000' },
  },
})
const [calls, limit, window] = [values.calls, values.limit, values.window].map(Number)
if (![calls, limit, window].every((number) => number >= 1)) {
  console.error('Usage: node bench/dashboard.mjs [--calls 40] [--limit 5] [--window 1000]')
  process.exit(2)
}

/** The first `limit` go at once, the last of them when all windows before theirs are over. */
const ideal = (Math.ceil(calls / limit) - 1) * window
/** What a good client needs beyond: the ways to the server, the ms of clocks that are cut, a slow start of Node. */
const allowed = ideal + 600

const server = fork(new URL('server.mjs', import.meta.url), [`${limit}`, `${window}`])
const ended = once(server, 'exit')
const [{ port }] = await once(server, 'message')
const api = createClient({
  baseURL: `http://127.0.0.1:${port}`,
  rateLimit: { limit, window },
  // No run goes on for ever, whatever happens.
  signal: AbortSignal.timeout(3 * ideal + 10_000),
})

const startedAt = performance.now()
const results = await Promise.allSettled(
  Array.from({ length: calls }, (_, number) => api.get(`widgets/${number}`)),
)
const took = performance.now() - startedAt

server.send('report')
const [{ requests, refused }] = await once(server, 'message')
await api.close()
server.disconnect()
await ended

const answered = results.filter(({ status }) => status === 'fulfilled').length
const seconds = (/** @type {number} */ ms) => `${(ms / 1000).toFixed(2)} s`
const ratio = ideal > 0 ? `${(took / ideal).toFixed(3)} × ` : ''
console.log(
  `${ratio}the ideal ${seconds(ideal)}: ${seconds(took)}, ${answered}/${calls} answered, ` +
    `${requests} sent, ${refused} × 429`,
)
for (const result of results) if (result.status === 'rejected') console.error(result.reason)
const good = answered === calls && requests === calls && refused === 0 && took <= allowed
process.exitCode = good ? 0 : 1
