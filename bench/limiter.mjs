// What a governor costs: free permits a second, and ten thousand calls that wait, by what cancels
// them. Each case of the latter runs in a process of its own. Run `npm run build` before.
//   node --expose-gc bench/limiter.mjs [--waiters 10000] [--rounds 5] [--only free|none|shared|own]
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { rateLimit } from 'portolan'

const { values } = parseArgs({
  options: {
    waiters: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string' },
  },
})
const [waiters, rounds] = [values.waiters, values.rounds].map(Number)
const never = Number.POSITIVE_INFINITY
const median = (numbers) => [...numbers].sort((one, other) => one - other)[numbers.length >> 1]

const recipe = { method: 'GET', url: 'https://api.example.com/widgets', meta: undefined }
const asking = (signals = []) => ({
  key: 'https://api.example.com',
  recipe,
  cost: 1,
  priority: 1,
  front: false,
  maxPause: 60_000,
  deadline: never,
  signals,
})

/** Permits a second: taken and given back, and taken, sent, answered and let go. */
function free() {
  const roomy = { limit: 1e9, window: 1000 }
  const quota = { told: roomy, untold: {} }
  const headers = new Headers({ 'content-type': 'application/json' })
  const facts = { status: 200, headers, sentAt: 0 }
  const ask = asking()
  const ways = {
    'acquire, refund': (governor) => governor.acquire(ask).refund(),
    'acquire, sent, learn, release': (governor) => {
      const permit = governor.acquire(ask)
      permit.sent()
      permit.learn(facts)
      permit.release()
    },
  }
  for (const [told, terms] of Object.entries(quota)) {
    for (const [name, way] of Object.entries(ways)) {
      const governor = rateLimit(terms)
      const rates = []
      for (let round = 0; round < rounds + 2; round += 1) {
        const times = 300_000
        const startedAt = performance.now()
        for (let number = 0; number < times; number += 1) way(governor)
        rates.push(times / (performance.now() - startedAt) / 1000)
      }
      console.log(`${median(rates.slice(2)).toFixed(2)} M/s  ${told}: ${name}`)
    }
  }
  // A governor's own part: what is left when nothing is made, sent or looked up.
  const governor = rateLimit({ ...roomy, maxConcurrent: never })
  const rates = []
  for (let round = 0; round < rounds + 2; round += 1) {
    const startedAt = performance.now()
    for (let number = 0; number < 100_000; number += 1) governor.acquire(ask)
    rates.push(100 / (performance.now() - startedAt))
  }
  console.log(`${median(rates.slice(2)).toFixed(2)} M/s  told: acquire`)
}

/** Bytes of a waiter, ms to enqueue them, ms to cancel them all. */
async function queue(kind) {
  const governor = rateLimit({ limit: 1, window: 3_600_000, maxQueue: never })
  governor.acquire(asking()).release()
  const shared = new AbortController()
  const controllers = Array.from(
    { length: kind === 'own' ? waiters : 0 },
    () => new AbortController(),
  )
  const signalsOf = {
    none: () => [],
    shared: () => [shared.signal],
    own: (number) => [controllers[number].signal],
  }[kind]
  // What a call has anyway, whether it waits or not.
  const asks = Array.from({ length: waiters }, (_, number) => asking(signalsOf(number)))
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  let startedAt = performance.now()
  const promises = asks.map((ask) => governor.acquire(ask))
  const enqueued = performance.now() - startedAt
  globalThis.gc?.()
  const bytes = (process.memoryUsage().heapUsed - before) / waiters
  const settled = Promise.allSettled(promises)
  startedAt = performance.now()
  if (kind === 'none') governor.close()
  else if (kind === 'shared') shared.abort()
  else for (const controller of controllers) controller.abort()
  const cancelled = performance.now() - startedAt
  const rejected = (await settled).filter(({ status }) => status === 'rejected').length
  console.log(
    JSON.stringify({ bytes, enqueued, cancelled, rejected, left: governor.state().waiting }),
  )
}

if (values.only === 'free') free()
else if (values.only) await queue(values.only)
else {
  free()
  const self = fileURLToPath(import.meta.url)
  for (const kind of ['none', 'shared', 'own']) {
    const runs = Array.from({ length: rounds }, () => {
      const flags = ['--expose-gc', self, '--only', kind, '--waiters', `${waiters}`]
      return JSON.parse(execFileSync(process.execPath, flags, { encoding: 'utf8' }))
    })
    if (runs.some(({ rejected, left }) => rejected !== waiters || left > 0)) {
      throw new Error(`Not all of them were cancelled (${kind}).`)
    }
    const of = (name) => median(runs.map((run) => run[name]))
    console.log(
      `${of('bytes').toFixed(0)} bytes a waiter, enqueued in ${of('enqueued').toFixed(1)} ms, ` +
        `cancelled in ${of('cancelled').toFixed(1)} ms  (${waiters} waiters, signals: ${kind})`,
    )
  }
}
