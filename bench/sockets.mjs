// The same over real sockets: a loopback server in a process of its own, 50 calls in flight.
import { clients, everythingOn } from './lib/clients.mjs'
import { preparePeers } from './lib/peers.mjs'
import { startServer } from './lib/startServer.mjs'
import { count, median, spent, suite, times } from './lib/suite.mjs'

const calls = 500
const inFlight = 50
const rounds = 9

/** Calls per second. */
async function throughput(call) {
  let left = calls
  const startedAt = performance.now()
  const worker = async () => {
    while (left > 0) {
      left -= 1
      await call()
    }
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
  return (calls * 1000) / (performance.now() - startedAt)
}

await suite(
  'Throughput over loopback sockets',
  `${calls} calls, ${inFlight} in flight, to a server in a process of its own. Median of up to ${rounds} rounds, the contenders in turns; the ratio is to the bare fetch of the same round, and more is better.`,
  async () => {
    preparePeers()
    const server = await startServer('server.mjs')
    const url = `${server.url}/widgets`
    const portolan = everythingOn(server.url, {
      rateLimit: { limit: 1e9, window: 1000, maxConcurrent: inFlight },
    })
    const contenders = {
      bare: async () => (await fetch(url)).json(),
      'Portolan, everything on': () => portolan.get('widgets'),
    }
    for (const key of [
      'ofetch',
      'wretch',
      'openapi-fetch',
      'better-fetch',
      'up-fetch',
      'ky',
      'axios',
    ]) {
      const { get } = await clients[key].make({})
      contenders[clients[key].name] = () => get(url)
    }
    const names = Object.keys(contenders)
    for (const name of names) await throughput(contenders[name])
    const found = Object.fromEntries(names.map((name) => [name, []]))
    const startedAt = performance.now()
    for (let round = 0; round < rounds && !spent(startedAt, 30_000); round += 1) {
      for (const name of round % 2 ? names.toReversed() : names) {
        found[name].push(await throughput(contenders[name]))
      }
    }
    await portolan.close()
    await server.stop()
    const rows = names.map((name) => [
      name,
      times(median(found[name].map((rate, round) => rate / found.bare[round]))),
      count(median(found[name])),
    ])
    return { tables: [{ title: '', head: ['client', 'of bare', 'calls per second'], rows }] }
  },
)
