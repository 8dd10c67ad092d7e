// A limiter alone, without any request: how fast it grants what is free, and what ten thousand cost
// that wait. `limiter.mjs` looks closer at Portolan's own.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { rateLimit } from 'portolan'
import { peer, preparePeers, versioned } from './lib/peers.mjs'
import { count, spent, suite } from './lib/suite.mjs'

const waiters = 10_000
const patience = 15_000
/** Longer than the suite runs, and short enough for a timer of the last in line (2³¹ ms). */
const window = 180_000

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc')

const url = 'https://api.example.com/widgets'
const ask = (signals = []) => ({
  key: 'https://api.example.com',
  recipe: { method: 'GET', url, meta: undefined },
  cost: 1,
  priority: 1,
  front: false,
  maxPause: window,
  deadline: Number.POSITIVE_INFINITY,
  signals,
})
const done = () => {}

/**
 * `free`: a limiter that has enough, as a function that takes one. `full`: one that has nothing for
 * a window, as a function that waits for one, and how all are cancelled.
 */
const contenders = {
  'Portolan rateLimit': {
    async free() {
      const governor = rateLimit({ limit: 1e9, window: 1000 })
      const same = ask()
      return async () => (await governor.acquire(same)).refund()
    },
    async full() {
      const governor = rateLimit({ limit: 1, window, maxQueue: Number.POSITIVE_INFINITY })
      const first = await governor.acquire(ask())
      first.sent()
      first.release()
      const { signal, abort } = shared()
      return { wait: () => governor.acquire(ask([signal])), cancel: abort }
    },
  },
  [versioned('bottleneck')]: {
    async free() {
      const { default: Bottleneck } = await peer('bottleneck')
      const limiter = new Bottleneck({ reservoir: 1e9 })
      return () => limiter.schedule(async () => {})
    },
    async full() {
      const { default: Bottleneck } = await peer('bottleneck')
      const limiter = new Bottleneck({ reservoir: 0 })
      return {
        wait: () => limiter.schedule(async () => {}),
        cancel: () => limiter.stop({ dropWaitingJobs: true }),
      }
    },
  },
  [versioned('p-throttle')]: {
    async free() {
      const { default: pThrottle } = await peer('p-throttle')
      return pThrottle({ limit: 1e9, interval: 1000 })(async () => {})
    },
    async full() {
      const { default: pThrottle } = await peer('p-throttle')
      const { signal, abort } = shared()
      const wait = pThrottle({ limit: 1, interval: window, signal })(async () => {})
      await wait()
      return { wait, cancel: abort }
    },
  },
  [versioned('limiter')]: {
    async free() {
      const { RateLimiter } = await peer('limiter')
      const limiter = new RateLimiter({ tokensPerInterval: 1e9, interval: 1000 })
      return () => limiter.removeTokens(1)
    },
    async full() {
      const { RateLimiter } = await peer('limiter')
      const limiter = new RateLimiter({ tokensPerInterval: 1, interval: window })
      await limiter.removeTokens(1)
      return { wait: () => limiter.removeTokens(1) }
    },
  },
}

function shared() {
  const controller = new AbortController()
  return { signal: controller.signal, abort: () => controller.abort() }
}

/** Awaited one after another, a second. */
async function rate(take) {
  const once = async (ms) => {
    const startedAt = performance.now()
    let taken = 0
    while (!spent(startedAt, ms)) {
      for (let number = 0; number < 100; number += 1) await take()
      taken += 100
    }
    return (taken * 1000) / (performance.now() - startedAt)
  }
  await once(300)
  return once(1500)
}

async function crowd({ wait, cancel }, waiters) {
  collect()
  const before = process.memoryUsage().heapUsed
  const enqueuedAt = performance.now()
  const promises = Array.from({ length: waiters }, () => wait())
  const enqueue = performance.now() - enqueuedAt
  collect()
  const bytes = (process.memoryUsage().heapUsed - before) / waiters
  for (const promise of promises) promise.then(done, done)
  if (!cancel) return { bytes, enqueue, cancelled: 'cannot' }
  const cancelledAt = performance.now()
  cancel()
  const late = new Promise((resolve) => setTimeout(resolve, patience, 'late'))
  const end = await Promise.race([Promise.allSettled(promises), late])
  const took = performance.now() - cancelledAt
  return {
    bytes,
    enqueue,
    cancelled: end === 'late' ? `> ${patience / 1000} s` : `${took.toFixed(1)} ms`,
  }
}

await suite(
  'Limiters alone',
  `Permits that are free, awaited one after another; and ${count(waiters)} that wait, all on one signal where there is one, until every one of them has been told that it is cancelled.`,
  async () => {
    preparePeers()
    const found = []
    for (const [name, { free, full }] of Object.entries(contenders)) {
      const granted = await rate(await free())
      // Some first, so that no one is measured cold.
      await crowd(await full(), waiters / 10)
      found.push({ name, granted, ...(await crowd(await full(), waiters)) })
    }
    const [{ granted: own }] = found
    const rows = found.map(({ name, granted, bytes, enqueue, cancelled }) => [
      name,
      `${(granted / own).toPrecision(2)} ×`,
      count(granted),
      count(bytes),
      `${enqueue.toFixed(1)} ms`,
      cancelled,
    ])
    const head = [
      'limiter',
      'of Portolan',
      'free permits a second',
      'bytes a waiter',
      'enqueue',
      'cancel all',
    ]
    return { tables: [{ title: '', head, rows }] }
  },
)
