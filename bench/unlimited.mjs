// A server without any limit, and a client that was told nothing: what does its caution cost?
import { clients } from './lib/clients.mjs'
import { preparePeers } from './lib/peers.mjs'
import { startServer } from './lib/startServer.mjs'
import { median, spent, suite, times } from './lib/suite.mjs'

const calls = 200
const service = 20
const rounds = 5

/** ms for all calls at once. */
async function burst(get, url) {
  const startedAt = performance.now()
  await Promise.all(Array.from({ length: calls }, (_, number) => get(`${url}/${number}`)))
  return performance.now() - startedAt
}

await suite(
  'No limit at all',
  `${calls} calls at once, told nothing, to a server that takes ${service} ms for an answer and has no quota. Median of up to ${rounds} rounds, each with a new client; "again" is a second burst of the same client.`,
  async () => {
    preparePeers()
    const server = await startServer('server.mjs', { service })
    const contenders = {
      'bare fetch': { make: async () => ({ get: async (url) => (await fetch(url)).json() }) },
      ...Object.fromEntries(
        ['portolan', 'ofetch', 'ky', 'axios'].map((key) => [clients[key].name, clients[key]]),
      ),
    }
    const found = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]))
    // One round to warm up. The contenders take turns, so that no one has the quieter machine.
    const startedAt = performance.now()
    for (let round = 0; round <= rounds && !(round > 1 && spent(startedAt, 40_000)); round += 1) {
      for (const [name, { make }] of Object.entries(contenders)) {
        const { get, close } = await make({})
        const pair = [await burst(get, server.url), await burst(get, server.url)]
        await close?.()
        if (round > 0) found[name].push(pair)
      }
    }
    await server.stop()
    const middle = (name, index) => median(found[name].map((pair) => pair[index]))
    const rows = Object.keys(contenders).map((name) => [
      name,
      times(middle(name, 0) / middle('bare fetch', 0)),
      `${middle(name, 0).toFixed(0)} ms`,
      times(middle(name, 1) / middle('bare fetch', 1)),
      `${middle(name, 1).toFixed(0)} ms`,
    ])
    const took = middle(clients.portolan.name, 0)
    const target = {
      what: 'No limit, told nothing',
      target: `${calls} calls at ${service} ms in ≤ 250 ms`,
      measured: `${took.toFixed(0)} ms`,
      met: took <= 250,
    }
    return {
      targets: [target],
      tables: [{ title: '', head: ['client', '× bare', 'first burst', '× bare', 'again'], rows }],
    }
  },
)
