// A long load: 2,000 calls at once on a quota of 200 per 2 s.
import { clients, limiters } from './lib/clients.mjs'
import { runLoad } from './lib/load.mjs'
import { preparePeers } from './lib/peers.mjs'
import { count, seconds, suite } from './lib/suite.mjs'

const calls = 2000
const quota = { limit: 200, window: 2000 }
const service = 10
/** The first window's at once, the last when all windows before theirs are over, and served. */
const ideal = (Math.ceil(calls / quota.limit) - 1) * quota.window + service

const bar = 1.03

async function measure(name, client, told) {
  const server = { ...quota, service }
  const load = { client, server, quota: told, calls, patience: 30_000 }
  const { answered, open, took, requests, refused } = await runLoad(load)
  const all = answered === calls
  const ratio = all ? `${(took / ideal).toFixed(3)} ×` : 'never'
  const still = open > 0 ? `, ${count(open)} still open` : ''
  return {
    row: [name, ratio, count(answered), count(requests), count(refused), seconds(took) + still],
    target: {
      what: `Goodput, ${name}`,
      target: `≤ ${bar} × ideal, 0 × 429`,
      measured: `${all ? `${ratio} ideal` : `${count(answered)} answered`}, ${count(refused)} × 429`,
      met: all && took / ideal <= bar && refused === 0,
    },
  }
}

await suite(
  'Goodput',
  `${count(calls)} calls at once; the server admits ${quota.limit} per ${seconds(quota.window)} and takes ${service} ms for an answer. Ideal ${seconds(ideal)}; the ratio is told only where every call was answered. Stopped after 30 s.`,
  async () => {
    preparePeers()
    const mine = [
      await measure('Portolan, told', clients.portolan, quota),
      await measure('Portolan, told nothing', clients.portolan),
    ]
    const theirs = []
    for (const limiter of Object.values(limiters)) {
      theirs.push(await measure(`${limiter.name}, told`, limiter, quota))
    }
    for (const key of ['ofetch', 'ky', 'axios-retry']) {
      theirs.push(await measure(clients[key].name, clients[key]))
    }
    const head = ['client', '× ideal', 'answered', 'sent', '429s', 'until the last good answer']
    const rows = [...mine, ...theirs].map(({ row }) => row)
    return { targets: mine.map(({ target }) => target), tables: [{ title: '', head, rows }] }
  },
)
