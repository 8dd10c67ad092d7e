import type { Clock } from '../clock/clock'
import { inWorkerd } from '../clock/inWorkerd'
import { systemClock } from '../clock/systemClock'
import { ClosedError } from '../errors/ClosedError'
import { checkNumber, checkOptions, type Kinds, never } from '../options'
import { RetryBudget } from '../retry/RetryBudget'
import type { Ask, Governor, GovernorState, Permit } from './Governor'
import { Lane, type LaneTerms } from './Lane'
import { LocalQuota, type QuotaTerms } from './LocalQuota'

/** A request as the `key` of a governor sees it. */
export interface KeyedRequest {
  readonly method: string
  readonly url: string
  readonly meta?: unknown
}

/** What is known of the server's quota. */
interface ToldQuota {
  /** Requests that the server takes in any `window`. Left out with `window`, both are learned. */
  limit: number
  /** Length of the window, in ms. */
  window: number
  /**
   * Requests that may go out at once: the capacity of the token bucket, which refills at `limit` a
   * `window`. It gives way to refusals and comes back. Lower it for servers that count by a small
   * bucket.
   *
   * @default limit
   */
  burst?: number | undefined
}

/** How fast the server may be asked. Without `limit` and `window`, that is learned. */
export type RateLimitOptions = QueueOptions &
  (ToldQuota | { [Name in keyof ToldQuota]?: undefined })

interface QueueOptions {
  /**
   * Requests in flight at once, bodies included.
   *
   * @default 32
   */
  maxConcurrent?: number
  /**
   * Calls that may wait; one more is refused with a QuotaError (`queue-full`).
   *
   * @default 10_000
   */
  maxQueue?: number
  /**
   * Splits the governor into one quota for each key: a name, or a function of the request.
   * Without it the governor is one quota, whatever the origin.
   */
  key?: string | ((request: KeyedRequest) => string)
  /**
   * The clock to wait by. Given to `createClient` as plain options, the client's own.
   *
   * @default the runtime's
   */
  clock?: Clock
}

const kinds: Kinds = {
  limit: 'number',
  window: 'number',
  burst: 'number',
  maxConcurrent: 'number',
  maxQueue: 'number',
  key: 'string or function',
  clock: 'object',
}
/** A governor with as many lanes as this looks for idle ones before it makes a further one. */
const manyLanes = 1000

/**
 * A governor: all calls on it share one queue and one quota, so that 40 calls at once on a quota of
 * 5 a second are 40 requests, 40 answers and no 429.
 *
 * It is a token bucket AND a window log: never more than `limit` requests in any `window`, and never
 * more than `burst` at once. A 429, or a 503 with Retry-After, pauses the quota for everyone. Quota
 * headers only ever lower what is thought to be free; a 429 all the same halves the burst, and each
 * window without one gives back a quarter.
 *
 * Without `limit` and `window` it starts with two requests, one more for each good answer, and goes
 * by quota headers once it has seen some.
 *
 * @throws {ConfigError} for unknown names and numbers out of range
 * @example
 * const governor = rateLimit({ limit: 1000, window: 60_000 })
 * const one = createClient({ baseURL: 'https://api.example.com/a', rateLimit: governor })
 * const two = createClient({ baseURL: 'https://api.example.com/b', rateLimit: governor })
 */
export function rateLimit(options: RateLimitOptions): Governor {
  checkOptions('rateLimit', options, kinds)
  const { limit, window, burst, maxConcurrent, maxQueue, key, clock = systemClock } = options
  let quota: QuotaTerms | undefined
  if ((limit ?? window ?? burst) !== undefined) {
    quota = { limit, window, burst: burst ?? limit } as QuotaTerms
    for (const [name, value] of Object.entries(quota)) checkNumber(`rateLimit.${name}`, value, 1)
    quota.burst = Math.min(quota.burst, quota.limit)
  }
  const keyOf = typeof key === 'function' ? (ask: Ask) => key(ask.recipe) : () => key ?? ''
  return new Lanes(laneTerms(quota, maxConcurrent, maxQueue), clock, keyOf)
}

/** The governor of a client that was told nothing: a quota for each origin, to be learned. */
export function openGovernor(clock: Clock): Governor {
  return new Lanes(laneTerms(), clock, (ask) => ask.key)
}

function laneTerms(quota?: QuotaTerms, maxConcurrent = 32, maxQueue = 10_000): LaneTerms {
  checkNumber('rateLimit.maxConcurrent', maxConcurrent, 1, never)
  checkNumber('rateLimit.maxQueue', maxQueue, 0, never)
  return { quota, maxConcurrent, maxQueue, ownTimers: inWorkerd() }
}

class Lanes implements Governor {
  readonly budget = new RetryBudget()
  readonly #lanes = new Map<string, Lane>()
  #closed = false

  constructor(
    readonly terms: LaneTerms,
    readonly clock: Clock,
    readonly keyOf: (ask: Ask) => string,
  ) {}

  acquire(ask: Ask): Permit | Promise<Permit> {
    if (this.#closed) throw new ClosedError('The rate limiter is closed.')
    return this.#lane(this.keyOf(ask)).acquire(ask)
  }

  state(key = ''): GovernorState {
    const [only] = this.#lanes.size === 1 && !key ? this.#lanes.values() : []
    return (this.#lanes.get(key) ?? only ?? this.#open()).state()
  }

  close(): void {
    this.#closed = true
    for (const lane of this.#lanes.values()) lane.close()
  }

  #lane(key: string): Lane {
    let lane = this.#lanes.get(key)
    if (!lane) {
      if (this.#lanes.size >= manyLanes) {
        for (const [name, other] of this.#lanes) if (other.idle) this.#lanes.delete(name)
      }
      lane = this.#open()
      this.#lanes.set(key, lane)
    }
    return lane
  }

  #open(): Lane {
    return new Lane(new LocalQuota(this.terms.quota), this.terms, this.clock)
  }
}
