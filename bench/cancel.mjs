// How soon an abort ends a call, wherever it is, and what calls leave behind on a signal they share.
import { getEventListeners } from 'node:events'
import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createClient } from 'portolan'
import { startServer } from './lib/startServer.mjs'
import { count, median, spent, suite } from './lib/suite.mjs'

const { values } = parseArgs({ options: { calls: { type: 'string', default: '1000000' } } })
const calls = Number(values.calls)
const rounds = 40
const bar = 5

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc')

/** Where a call can be, and how it gets there: the event that tells, or a while. */
const places = {
  queue: { deed: 'good', options: { rateLimit: { limit: 1, window: 3_600_000 } }, queued: true },
  'a pause after Retry-After': { deed: 'retry-after-50', event: 'throttled' },
  'a backoff': {
    deed: '503',
    options: { retry: { next: () => ({ delay: 3_600_000 }) } },
    event: 'retry',
  },
  headers: { deed: 'silence', event: 'request' },
  body: { deed: 'stall', event: 'response' },
}

/** ms from the abort to the end of the call. */
async function abortIn(url, { deed, options, event, queued }) {
  const api = createClient({ baseURL: url, ...options })
  if (queued) await api.get(`${deed}/first`)
  const there = event && new Promise((resolve) => api.on(event, resolve))
  const controller = new AbortController()
  const ended = api.get(`${deed}/${Math.random()}`, { signal: controller.signal }).then(
    () => Promise.reject(new Error('It was answered')),
    () => performance.now(),
  )
  await there
  await new Promise((resolve) => setTimeout(resolve, 10))
  const abortedAt = performance.now()
  controller.abort()
  const took = (await ended) - abortedAt
  await api.close()
  return took
}

async function measurePlaces() {
  const server = await startServer('failureServer.mjs')
  const measured = []
  for (const [place, plan] of Object.entries(places)) {
    const found = []
    for (let round = 0; round < rounds; round += 1) found.push(await abortIn(server.url, plan))
    measured.push({ place, middle: median(found), most: Math.max(...found) })
  }
  await server.stop()
  return measured
}

/** Calls that share one signal: the listeners and the bytes that they leave. */
async function share() {
  const { signal } = new AbortController()
  const stub = async () => new Response(null, { status: 204 })
  const api = createClient({ baseURL: 'https://api.example.com', fetch: stub })
  const some = async (most) => {
    const startedAt = performance.now()
    let done = 0
    for (; done < most && !spent(startedAt, 40_000); done += 100) {
      await Promise.all(Array.from({ length: 100 }, () => api.get('x', { signal })))
    }
    return done
  }
  await some(10_000)
  collect()
  const before = process.memoryUsage().heapUsed
  const done = await some(calls)
  collect()
  const grown = process.memoryUsage().heapUsed - before
  const listeners = getEventListeners(signal, 'abort').length
  await api.close()
  return { done, listeners, grown }
}

await suite(
  'Cancel',
  `Time from \`abort()\` to the end of the call, over real sockets, ${rounds} times in each place; and calls that share one signal, a hundred at a time, for 40 s at most.`,
  async () => {
    const measured = await measurePlaces()
    const { done, listeners, grown } = await share()
    const ms = (value) => `${value.toFixed(2)} ms`
    return {
      targets: [
        ...measured.map(({ place, middle }) => ({
          what: `Abort in ${place}`,
          target: `≤ ${bar} ms`,
          measured: ms(middle),
          met: middle <= bar,
        })),
        {
          what: `${count(done)} calls on one signal`,
          target: 'no listener, heap grown by < 1 MB',
          measured: `${listeners} listeners, ${count(grown / 1000)} KB`,
          met: listeners === 0 && grown < 1e6,
        },
      ],
      tables: [
        {
          title: 'An abort',
          head: ['in', 'median', 'most'],
          rows: measured.map(({ place, middle, most }) => [place, ms(middle), ms(most)]),
        },
        {
          title: 'A shared signal',
          head: ['calls', 'listeners left', 'heap grown by'],
          rows: [[count(done), listeners, `${count(grown / 1000)} KB`]],
        },
      ],
    }
  },
)
