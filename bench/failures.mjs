// What clients do when things go wrong: each row a client, each column a mishap on a real socket.
import { setTimeout as sleep } from 'node:timers/promises'
import { inspect } from 'node:util'
import { clients } from './lib/clients.mjs'
import { preparePeers } from './lib/peers.mjs'
import { startServer } from './lib/startServer.mjs'
import { suite } from './lib/suite.mjs'

/** How long a call may take before it counts as hung or asleep, in ms. */
const patience = 4000
const secret = 'sk-7f3a9c'

/** How a call ended, or that it did not. */
async function ending(pending) {
  const startedAt = performance.now()
  const end = await Promise.race([
    pending.then(
      () => ({ kind: 'answered' }),
      (error) => ({ kind: 'failed', error }),
    ),
    sleep(patience, { kind: 'open' }, { ref: false }),
  ])
  return { ...end, took: performance.now() - startedAt }
}

const whole = (ms) => `${Math.round(ms)} ms`

/**
 * Each: the client's settings, the mishap, and what is said of it.
 *
 * @type {Record<string, (make: Function, at: (deed: string) => string, sends: (deed: string) => Promise<number[]>) => Promise<string>>}
 */
const mishaps = {
  async 'Retry-After: 1 honoured'(make, at, sends) {
    const { get } = await make({})
    await ending(get(at('retry-after')))
    const [one, two] = await sends('retry-after')
    if (two === undefined) return 'no retry'
    return two - one >= 990 ? 'yes' : `**no**, ${whole(two - one)}`
  },
  async 'Retry-After: 3600'(make, at, sends) {
    const { get } = await make({})
    const { kind, took } = await ending(get(at('retry-after-3600')))
    const sent = (await sends('retry-after-3600')).length
    if (kind === 'open') return '**sleeps**'
    return sent > 1 ? `**sent ${sent} times**` : `fails in ${whole(took)}`
  },
  async 'POST on 503, sends'(make, at, sends) {
    const { post } = await make({ delay: 10 })
    await ending(post(at('503'), { a: 1 }))
    const sent = (await sends('503')).length
    return sent > 1 ? `**${sent}**` : '1'
  },
  async 'socket reset retried'(make, at) {
    const { get } = await make({ delay: 10 })
    return (await ending(get(at('reset')))).kind === 'answered' ? 'yes' : 'no'
  },
  async 'abort in backoff settles after'(make, at, sends) {
    const { get } = await make({ delay: 1500 })
    const controller = new AbortController()
    const end = ending(get(at('backoff'), { signal: controller.signal }))
    const ended = end.then(() => performance.now())
    await sleep(700)
    const settled = await Promise.race([ended, sleep(0)])
    if (settled !== undefined) return (await sends('backoff')).length > 1 ? 'no wait' : '–'
    const abortedAt = performance.now()
    controller.abort()
    const took = (await ended) - abortedAt
    return took > 50 ? `**${whole(took)}**` : whole(took)
  },
  async 'stalled body, timeout 500 ms'(make, at) {
    const { get } = await make({ timeout: 500, once: true })
    const { kind, error, took } = await ending(get(at('stall')))
    return kind === 'open' ? '**hangs**' : `${error?.name} ${whole(took)}`
  },
  async 'retry after a timeout, sends'(make, at, sends) {
    const { get } = await make({ timeout: 500, delay: 10 })
    const { kind } = await ending(get(at('silence')))
    const sent = (await sends('silence')).length
    return `${sent}, ${kind === 'answered' ? 'answered' : 'fails'}`
  },
  async 'timeout beside a signal'(make, at) {
    const { get } = await make({ timeout: 500, once: true })
    const { signal } = new AbortController()
    const { kind, took } = await ending(get(at('stall'), { signal }))
    return kind === 'open' ? '**lost**' : whole(took)
  },
  async 'secret in inspect / JSON / message'(make, at) {
    const { get } = await make({ delay: 10, headers: { authorization: `Bearer ${secret}` } })
    const { error } = await ending(get(`${at('500')}?api_key=${secret}`))
    let json = ''
    try {
      json = JSON.stringify(error) ?? ''
    } catch {
      // What cannot be written shows nothing.
    }
    const shown = [inspect(error, { depth: 10 }), json, String(error?.message)]
    return shown.map((text) => (text.includes(secret) ? '**leak**' : 'no')).join(' / ')
  },
}

/** Clients whose own timeout cannot be set. */
const notTimed = new Set(['openapi-fetch'])

await suite(
  'When things go wrong',
  `Each client with its own defaults, over real sockets. What is bold is a fault: a server that is not obeyed, a write sent twice, a call that hangs (looked at for ${patience / 1000} s), a timeout that is lost, a secret shown. "–": there was no retry to abort. The secret stood in the Authorization header and in the query.`,
  async () => {
    preparePeers()
    const server = await startServer('failureServer.mjs')
    // Slow starts of two processes are not what is looked at.
    const columns = Object.keys(mishaps)
    await Promise.all(columns.map(async () => (await fetch(`${server.url}/good/warm`)).text()))
    const rows = []
    for (const [key, { name, make }] of Object.entries(clients)) {
      const at = (column) => (deed) => `${server.url}/${deed}/${key}-${column}`
      const opened = []
      const cells = Object.entries(mishaps).map(async ([title, mishap], column) => {
        if (notTimed.has(key) && title.includes('timeout')) return 'no timeout'
        const made = async (settings) => {
          const contender = await make(settings)
          opened.push(contender)
          return contender
        }
        const sends = async (deed) => (await reports())[`/${deed}/${key}-${column}`] ?? []
        return mishap(made, at(column), sends)
      })
      let reporting = Promise.resolve()
      /** One question at a time. */
      const reports = () => {
        reporting = reporting.then(() => server.report())
        return reporting
      }
      rows.push([name, ...(await Promise.all(cells))])
      for (const { close } of opened) await close?.()
    }
    await server.stop()
    return { tables: [{ title: '', head: ['client', ...columns], rows }] }
  },
)
