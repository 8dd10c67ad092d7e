import type { Governor } from '../../src/limit/Governor'
import type { FakeClock } from '../../src/testing'
import { ask } from './ask'

export interface ServerOptions {
  limit?: number
  window?: number
  /** How it counts: in a window that slides, or in one that its first request begins. */
  kind?: 'sliding' | 'fixed'
  headers?: 'x' | 'epoch' | 'trio' | 'draft' | 'none'
  retryAfter?: boolean
  /** From departure to answer, in ms. */
  latency?: number
}

/** A server with a quota, and a client that calls it through a governor. */
export function server(clock: FakeClock, options: ServerOptions = {}) {
  const { limit = Number.POSITIVE_INFINITY, window = 1000, kind = 'sliding' } = options
  const { headers = 'none', retryAfter = true, latency = 20 } = options
  let arrivals: number[] = []
  let requests = 0
  let refused = 0

  /** Others use the quota too. */
  function use(): boolean {
    const now = clock.now()
    const begun = arrivals[0] ?? now
    if (kind === 'fixed' && now >= begun + window) arrivals = []
    if (kind === 'sliding') arrivals = arrivals.filter((at) => at > now - window)
    const free = arrivals.length < limit
    if (free) arrivals.push(now)
    return free
  }

  function answer(): { status: number; headers: Headers } {
    const free = use()
    requests += 1
    if (!free) refused += 1
    const left = (arrivals[0] ?? 0) + window - clock.now()
    const remaining = limit - arrivals.length
    const reset = Math.ceil(left / 1000)
    const fields: Record<typeof headers, Record<string, string>> = {
      none: {},
      x: {
        'x-ratelimit-limit': `${limit}`,
        'x-ratelimit-remaining': `${remaining}`,
        'x-ratelimit-reset': `${reset}`,
      },
      epoch: {
        'x-ratelimit-limit': `${limit}`,
        'x-ratelimit-remaining': `${remaining}`,
        'x-ratelimit-reset': `${Math.ceil((clock.date() + left) / 1000)}`,
      },
      trio: {
        'ratelimit-limit': `${limit}, ${limit};w=${window / 1000}`,
        'ratelimit-remaining': `${remaining}`,
        'ratelimit-reset': `${reset}`,
      },
      draft: {
        ratelimit: `"all";r=${remaining};t=${reset}`,
        'ratelimit-policy': `"all";q=${limit};w=${window / 1000}`,
      },
    }
    const said = new Headers(fields[headers])
    if (!free && retryAfter) said.set('retry-after', `${Math.max(1, reset)}`)
    return { status: free ? 200 : 429, headers: said }
  }

  /** One call: what was refused goes back to the front of the queue. */
  async function call(governor: Governor): Promise<void> {
    for (let front = false; ; front = true) {
      const permit = await governor.acquire(ask({ front, key: '' }))
      const sentAt = clock.now()
      permit.sent()
      const facts = await new Promise<ReturnType<typeof answer>>((resolve) => {
        clock.after(latency / 2, () => {
          const facts = answer()
          clock.after(latency / 2, () => resolve(facts))
        })
      })
      permit.learn({ ...facts, sentAt })
      permit.release()
      if (facts.status === 200) return
    }
  }

  return {
    use,
    call,
    get counts() {
      return { requests, refused }
    },
    /** Makes so many calls at once; gives the time until the last is answered. */
    async load(governor: Governor, calls: number): Promise<number> {
      const startedAt = clock.now()
      let left = calls
      let endedAt = startedAt
      for (let number = 0; number < calls; number += 1) {
        void call(governor).then(() => {
          left -= 1
          endedAt = clock.now()
        })
      }
      // Bounded: no load of these tests takes an hour.
      await clock.settle()
      for (let steps = 0; left > 0 && steps < 20_000; steps += 1) {
        await clock.advance(Math.max(1, Math.min(clock.next ?? 0, 3_600_000)))
      }
      if (left > 0) throw new Error(`${left} calls are left.`)
      while (clock.pending > 0) await clock.advance(clock.next ?? 0)
      return endedAt - startedAt
    },
  }
}
