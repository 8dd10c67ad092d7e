import { useMemo, useSyncExternalStore } from 'react'
import type { Client } from '../client'
import type { Clock } from '../clock/clock'
import type { GovernorState } from '../limit/Governor'
import { rootsOf } from '../operation/record'

/** How the quota stands, for those who look at it. */
export interface RateLimitStatus extends Omit<GovernorState, 'blockedUntil'> {
  /** Wall time (ms since the epoch) at which a pause ends; undefined where there is none. */
  readonly resumesAt: number | undefined
  /** The same in seconds from now, rounded up: it counts down. */
  readonly resumesIn: number | undefined
}

/** What is shown on a server, and while its page comes to life: its quota is not the browser's. */
const idle: RateLimitStatus = {
  limit: undefined,
  window: undefined,
  available: 0,
  waiting: 0,
  inFlight: 0,
  resumesAt: undefined,
  resumesIn: undefined,
}

type Field = keyof RateLimitStatus
const fields = Object.keys(idle) as Field[]

/** Ms between two looks while something is going on: no more than ten renders a second. */
const briskly = 100
/** Ms between two looks at rest: other clients may share the quota, and tell nothing of it. */
const calmly = 1000

/** Looks at a quota, and tells when something changed that is shown. */
class Meter {
  /** What was read of it. */
  readonly shown = new Set<Field>()
  #status: RateLimitStatus

  constructor(
    readonly client: Client,
    readonly clock: Clock,
    readonly key: string | undefined,
  ) {
    this.#status = this.#look()
  }

  readonly status = (): RateLimitStatus => this.#status

  readonly subscribe = (changed: () => void): (() => void) => {
    let cancel: (() => void) | undefined
    let brisk = false
    const wait = (ms: number): void => {
      cancel?.()
      brisk = ms === briskly
      cancel = this.clock.after(ms, look)
    }
    const look = (): void => {
      const status = this.#look()
      if ([...this.shown].some((field) => status[field] !== this.#status[field])) {
        this.#status = status
        changed()
      } else {
        Object.assign(this.#status, status)
      }
      const { waiting, inFlight, resumesAt } = status
      wait(waiting || inFlight || resumesAt ? briskly : calmly)
    }
    const wake = (): void => {
      if (!brisk) wait(briskly)
    }
    const undo = (['wait', 'request', 'throttled'] as const).map((name) =>
      this.client.on(name, wake),
    )
    // Something may have happened between the first look and this.
    wait(briskly)
    return () => {
      cancel?.()
      for (const detach of undo) detach()
    }
  }

  #look(): RateLimitStatus {
    const { blockedUntil: resumesAt, ...state } = this.client.rateLimit.state(this.key)
    const left = resumesAt === undefined ? 0 : resumesAt - this.clock.date()
    return left > 0
      ? { ...state, resumesAt, resumesIn: Math.ceil(left / 1000) }
      : { ...state, resumesAt: undefined, resumesIn: undefined }
  }
}

export function useRateLimitOf(client: Client, key: string | undefined): RateLimitStatus {
  const meter = useMemo(
    () => new Meter(client, rootsOf('useRateLimit', client).clock, key),
    [client, key],
  )
  const status = useSyncExternalStore(meter.subscribe, meter.status, () => idle)
  return useMemo(() => {
    const watched = {}
    for (const field of fields) {
      const get = (): unknown => {
        meter.shown.add(field)
        return status[field]
      }
      Object.defineProperty(watched, field, { enumerable: true, get })
    }
    return watched as RateLimitStatus
  }, [meter, status])
}
