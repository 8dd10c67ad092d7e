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

async function row(name, client, { limit = 5, told, ...server }) {
  const quota = told && { limit: told, window }
  const result = await runLoad({ client, server: { limit, window, ...server }, quota, calls })
  const { answered, open, took, requests, refused } = result
  const ratio = answered === calls ? times(took / idealFor(limit)) : 'never'
  const still = open > 0 ? `, ${open} still open` : ''
  return [name, ratio, `${answered}/${calls}`, requests, refused, seconds(took) + still]
}

async function rows(scenarios) {
  const done = []
  for (const [name, client, scenario] of scenarios) done.push(await row(name, client, scenario))
  return done
}

await suite(
  'Dashboard',
  `${calls} calls at once; the server admits 5 per second (ideal ${seconds(idealFor(5))}) unless another limit is named, and answers more with a 429 and Retry-After.`,
  async () => {
    preparePeers()
    const { portolan, ...peers } = clients
    const own = await rows([
      ['told 5 per second', portolan, { told: 5 }],
      ['told, sliding window', portolan, { told: 5, kind: 'sliding' }],
      ['told 7 per second, sliding window', portolan, { told: 7, limit: 7, kind: 'sliding' }],
      ['told nothing, quota headers', portolan, {}],
      ['told nothing, quota headers, sliding window', portolan, { kind: 'sliding' }],
      ['told nothing, Retry-After only', portolan, { headers: 'retry-after' }],
      [
        'told nothing, Retry-After only, sliding window',
        portolan,
        { headers: 'retry-after', kind: 'sliding' },
      ],
    ])
    const others = await rows([
      ...['effect', 'bottleneck', 'p-throttle', 'limiter'].map((key) => [
        `${limiters[key].name}, told`,
        limiters[key],
        { told: 5 },
      ]),
      [`${limiters.effect.name}, told 100`, limiters.effect, { told: 100 }],
      ...Object.values(peers).map((client) => [client.name, client, {}]),
    ])
    return [
      { title: 'Portolan', head: ['what it is told', ...head.slice(1)], rows: own },
      {
        title: 'Peers',
        text: 'The same server, with quota headers and a window that begins with the first request. Repeats as each library has them by default.',
        head,
        rows: others,
      },
    ]
  },
)
