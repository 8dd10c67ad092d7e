// What a client costs: one call over a fetch that answers from memory, beside that fetch alone.
import { parseArgs } from 'node:util'
import { clients, everythingOn } from './lib/clients.mjs'
import { preparePeers } from './lib/peers.mjs'
import { count, median, spent, suite, times } from './lib/suite.mjs'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '30' },
    calls: { type: 'string', default: '1000' },
    only: { type: 'string' },
  },
})
const [rounds, calls] = [values.rounds, values.calls].map(Number)

const items = Array.from({ length: 16 }, (_, id) => ({
  id,
  name: `Widget number ${id}`,
  tags: ['north', 'south'],
  created: '2025-01-01T00:00:00Z',
}))
const body = JSON.stringify({ items })
const headers = { 'content-type': 'application/json', 'x-request-id': 'a1b2c3' }
const stub = async () => new Response(body, { headers })

const origin = 'https://api.example.com/v1'
const url = `${origin}/widgets`
const settings = { fetch: stub, headers: { authorization: 'Bearer token' } }

const all = everythingOn(origin, { fetch: stub })
const heard = everythingOn(origin, { fetch: stub })
let events = 0
for (const name of ['request', 'response', 'attempt']) {
  heard.on(name, () => {
    events += 1
  })
}

/** What was to be reached, × bare. */
const bars = { 'Portolan, everything on': 1.35, 'Portolan, with event listeners': 1.45 }

/** What nobody who times a request can go below: a signal and a timer. */
async function withTimeout() {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), 30_000)
  try {
    const init = { headers: settings.headers, signal: controller.signal }
    return await (await stub(url, init)).json()
  } finally {
    clearTimeout(timer)
  }
}

/** One call each. */
const contenders = {
  bare: async () => (await stub(url, { headers: settings.headers })).json(),
  'bare, with a timeout of its own': withTimeout,
  'Portolan, everything on': () => all.get('widgets'),
  'Portolan, with event listeners': () => heard.get('widgets'),
}
const peers = [
  'ofetch',
  'wretch',
  'openapi-fetch',
  'better-fetch',
  'up-fetch',
  'ky',
  'ky-1',
  'axios',
]

/** µs a call. */
async function time(call) {
  const startedAt = performance.now()
  for (let number = 0; number < calls; number += 1) await call()
  return ((performance.now() - startedAt) * 1000) / calls
}

await suite(
  'Overhead of a call',
  `One call after another over a \`fetch\` that answers ${count(body.length)} bytes of JSON from memory. Everything on: bearer, told quota, timeout, retry. Median of up to ${rounds} rounds of ${count(calls)} calls, the contenders in turns; the ratio is to the bare fetch and json() of the same round.`,
  async () => {
    if (!values.only) preparePeers()
    for (const key of values.only ? [] : peers) {
      const { get } = await clients[key].make(settings)
      contenders[clients[key].name] = () => get(url)
    }
    const chosen = Object.entries(contenders).filter(
      ([name]) => !values.only || name.startsWith('bare') || name.includes(values.only),
    )
    for (const [, call] of chosen) for (let round = 0; round < 3; round += 1) await time(call)
    const found = Object.fromEntries(chosen.map(([name]) => [name, []]))
    const startedAt = performance.now()
    for (let round = 0; round < rounds && !spent(startedAt, 45_000); round += 1) {
      // Each second round the other way round, so that none always follows the garbage of another.
      for (const [name, call] of round % 2 ? chosen.toReversed() : chosen) {
        found[name].push(await time(call))
      }
    }
    await Promise.all([all.close(), heard.close()])
    if (events === 0 && !values.only) throw new Error('Nobody heard an event')
    const ratioOf = (name) => median(found[name].map((cost, round) => cost / found.bare[round]))
    const rows = chosen.map(([name]) => [
      name,
      times(ratioOf(name)),
      `${median(found[name]).toFixed(1)} µs`,
    ])
    const targets = Object.entries(bars)
      .filter(([name]) => found[name])
      .map(([name, bar]) => ({
        what: `Overhead of a call, ${name}`,
        target: `≤ ${times(bar)} bare`,
        measured: `${times(ratioOf(name))} bare`,
        met: ratioOf(name) <= bar,
      }))
    return { targets, tables: [{ title: '', head: ['client', '× bare', 'a call'], rows }] }
  },
)
