import type { Clock } from '../../clock/clock'
import { Problem } from './answers'
import type { QuotaOptions } from './options'

export interface Quota {
  /** Takes a place, or tells the refusal where none is free. */
  take(): Problem | undefined
  /** The state for the headers of an answer. */
  headers(): Record<string, string>
}

export function createQuota(options: QuotaOptions, clock: Pick<Clock, 'now' | 'date'>): Quota {
  const { limit, window, retryAfter = true, headers = false } = options
  if (!(Number.isInteger(limit) && limit > 0 && window > 0)) {
    throw new TypeError('A quota needs a whole "limit" from 1 up and a "window" over 0 ms.')
  }
  const taken: number[] = []

  function prune(): void {
    const past = clock.now() - window
    while (taken.length > 0 && (taken[0] as number) <= past) taken.shift()
  }

  function untilFree(): number {
    return taken.length === 0 ? 0 : (taken[0] as number) + window - clock.now()
  }

  return {
    take() {
      prune()
      if (taken.length < limit) {
        taken.push(clock.now())
        return undefined
      }
      const when = retryAfter === 'date' ? httpDate(clock.date() + untilFree()) : undefined
      const seconds = String(Math.max(1, Math.ceil(untilFree() / 1000)))
      return new Problem(
        429,
        'Too many requests.',
        retryAfter === false ? {} : { 'retry-after': when ?? seconds },
      )
    },
    headers() {
      const state: Record<string, string> = {}
      if (!headers) return state
      prune()
      state['ratelimit-limit'] = String(limit)
      state['ratelimit-remaining'] = String(limit - taken.length)
      state['ratelimit-reset'] = String(Math.ceil(untilFree() / 1000))
      return state
    },
  }
}

/** HTTP dates have whole seconds: rounded up, so that nobody comes back too early. */
function httpDate(ms: number): string {
  return new Date(Math.ceil(ms / 1000) * 1000).toUTCString()
}
