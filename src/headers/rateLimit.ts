import { parseHttpDate } from './retryAfter'

/** What an answer says of the quota. Times in ms. */
export interface QuotaFacts {
  /** Units that are left until the reset. */
  remaining: number
  /** Time to the reset. */
  reset: number
  /** Units a window. */
  limit: number | undefined
  /** Length of the window, where it is named. */
  window: number | undefined
}

/** No reset is further away: who says so is not believed beyond. */
const longestReset = 86_400_000

/**
 * What an answer's header fields say of the quota, or undefined where they say too little:
 *
 * - `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers), of several policies
 *   the one with the fewest units left, and the form of its seventh draft;
 * - `X-RateLimit-*`, `RateLimit-*` and `X-Rate-Limit-*`, whose reset may be a time to go or a moment.
 *
 * Total: whatever the text, numbers are finite and at least 0, and the reset is at most a day away.
 */
export function parseRateLimit(headers: Headers, date: number): QuotaFacts | undefined {
  const text = (name: string): string => headers.get(name)?.slice(0, 1000) ?? ''
  let said = text('ratelimit')
  for (const prefix of ['x-ratelimit-', 'ratelimit-', 'x-rate-limit-']) {
    const remaining = said ? '' : text(`${prefix}remaining`)
    if (remaining) {
      said = `remaining=${remaining};reset=${text(`${prefix}reset`)};limit=${text(`${prefix}limit`)}`
    }
  }
  let tightest: QuotaFacts | undefined
  if (!said) return tightest
  const policies = membersOf(text('ratelimit-policy'))
  for (const member of membersOf(said)) {
    const [name] = member.split(';')
    const policy = policies.find((other) => other.startsWith(`${name};`)) ?? policies[0]
    const { q, w, r, t, ...old } = { ...parametersOf(policy), ...parametersOf(member) }
    const { remaining = r, reset = t ?? w, limit = q } = old
    if (remaining === undefined || reset === undefined) continue
    if (tightest && tightest.remaining <= remaining) continue
    const window = w && Math.min(w * 1000, longestReset)
    tightest = { remaining, reset: untilReset(reset, headers, date), limit, window }
  }
  return tightest
}

/** The members of a list whose items are strings; what has none is one member. */
function membersOf(list: string): string[] {
  return list.split(/,\s*(?=")/)
}

/** The parameters whose values are numbers. */
function parametersOf(text = ''): Record<string, number | undefined> {
  const found = `;${text}`.matchAll(/[;,]\s*([a-z]+)=(\d{1,15}(?:\.\d{1,15})?)(?=\s*(?:[;,]|$))/g)
  return Object.fromEntries(Array.from(found, ([, name, value]) => [name, Number(value)]))
}

/** Told by its size: a moment in ms or s since the epoch, a time in ms, or one in s. */
function untilReset(value: number, headers: Headers, date: number): number {
  let ms = value * 1000
  if (value > 1e9) {
    ms = (value > 1e11 ? value : ms) - (parseHttpDate(headers.get('date') ?? '') ?? date)
  } else if (ms > longestReset) ms = value
  return Math.min(Math.max(0, ms), longestReset)
}
