// A dashboard that opens: 40 calls at once on a quota of a few a second.
import { clients, limiters } from './lib/clients.mjs'
import { runLoad } from './lib/load.mjs'
import { preparePeers } from './lib/peers.mjs'
import { seconds, suite, times } from './lib/suite.mjs'

const calls = 40
const window = 1000
const head = ['client', '× ideal', 'answered', 'sent', '429s', 'until the last good answer']

/** The first go at once, the last when all windows before theirs are over. */
const idealFor = (limit) => (Math.ceil(calls / limit) - 1) * window

/** A client on a server of `scenario`; `atMost` makes it something to be reached. */
async function measure([name, client, { limit = 5, told, atMost, ...server }]) {
  const quota = told && { limit: told, window }
  const result = await runLoad({ client, server: { limit, window, ...server }, quota, calls })
  const { answered, open, took, requests, refused } = result
  const ratio = answered === calls ? times(took / idealFor(limit)) : 'never'
  const still = open > 0 ? `, ${open} still open` : ''
  const row = [name, ratio, `${answered}/${calls}`, requests, refused, seconds(took) + still]
  const target = atMost && {
    what: `Dashboard, ${name}`,
    target: `${calls}/${calls}, ≤ ${atMost.refused} × 429, ≤ ${seconds(atMost.took)}`,
    measured: `${answered}/${calls}, ${refused} × 429, ${seconds(took)}`,
    met: answered === calls && refused <= atMost.refused && took <= atMost.took,
  }
  return { row, target }
}

async function measureAll(scenarios) {
  const done = []
  for (const scenario of scenarios) done.push(await measure(scenario))
  return done
}

const toldBar = { refused: 0, took: 7250 }
const headersBar = { refused: 0, took: 7500 }
const retryAfterBar = { refused: 8, took: 9000 }

/** @type {[string, object, object][]} */
const own = [
  ['told 5 per second', { told: 5, atMost: toldBar }],
  ['told, sliding window', { told: 5, kind: 'sliding', atMost: toldBar }],
  [
    'told 7 per second, sliding window',
    { told: 7, limit: 7, kind: 'sliding', atMost: { refused: 0, took: idealFor(7) + 250 } },
  ],
  ['told nothing, quota headers', { atMost: headersBar }],
  ['told nothing, quota headers, sliding window', { kind: 'sliding', atMost: headersBar }],
  ['told nothing, Retry-After only', { headers: 'retry-after', atMost: retryAfterBar }],
  [
    'told nothing, Retry-After only, sliding window',
    { headers: 'retry-after', kind: 'sliding', atMost: retryAfterBar },
  ],
].map(([name, scenario]) => [name, clients.portolan, scenario])

const told = Object.values(limiters).map((limiter) => [
  `${limiter.name}, told`,
  limiter,
  { told: 5 },
])
const others = Object.values(clients)
  .filter((client) => client !== clients.portolan)
  .map((client) => [client.name, client, {}])

await suite(
  'Dashboard',
  `${calls} calls at once; the server admits 5 per second (ideal ${seconds(idealFor(5))}) unless another limit is named, and answers more with a 429 and Retry-After.`,
  async () => {
    preparePeers()
    const mine = await measureAll(own)
    const theirs = await measureAll([
      ...told,
      [`${limiters.effect.name}, told 100`, limiters.effect, { told: 100 }],
      ...others,
    ])
    const rows = (done) => done.map(({ row }) => row)
    return {
      targets: mine.map(({ target }) => target),
      tables: [
        { title: 'Portolan', head: ['what it is told', ...head.slice(1)], rows: rows(mine) },
        {
          title: 'Peers',
          text: 'The same server, with quota headers and a window that begins with the first request. Repeats as each library has them by default.',
          head,
          rows: rows(theirs),
        },
      ],
    }
  },
)
