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

/** The members of a list: commas in quoted strings part nothing (RFC 9651, 3.1 and 3.3.3). */
const members = /(?:"(?:\\.|[^"\\])*"|[^",])+/g

/**
 * What an answer's header fields say of the quota, or undefined where they say nothing that helps:
 *
 * - `RateLimit` and `RateLimit-Policy` as structured fields (draft-ietf-httpapi-ratelimit-headers);
 *   of several policies the one with the fewest units left, and the form of its seventh draft;
 * - `RateLimit-Limit`, `-Remaining`, `-Reset` of the drafts before;
 * - `X-RateLimit-*` and `X-Rate-Limit-*`, whose reset may be a time to go or a moment.
 *
 * Total: whatever the text, numbers are finite and at least 0, and the reset is at most a day away.
 */
export function parseRateLimit(headers: Headers, date: number): QuotaFacts | undefined {
  const text = (name: string): string => headers.get(name)?.slice(0, 1000) ?? ''
  const draft = text('ratelimit')
  if (draft) return fromDraft(draft, text('ratelimit-policy'))
  for (const prefix of ['x-ratelimit-', 'ratelimit-', 'x-rate-limit-']) {
    const remaining = numberOf(text(`${prefix}remaining`))
    const reset = numberOf(text(`${prefix}reset`))
    if (remaining === undefined || reset === undefined) continue
    const policy = text(`${prefix}limit`)
    const { w } = parametersOf(policy + text('ratelimit-policy'))
    return facts(remaining, untilReset(reset, headers, date), numberOf(policy), w)
  }
  return undefined
}

function fromDraft(draft: string, policies: string): QuotaFacts | undefined {
  if (draft.includes('remaining=')) {
    const { remaining, reset, limit } = parametersOf(draft.replaceAll(',', ';'))
    return facts(remaining, reset, limit, parametersOf(policies).w)
  }
  let tightest: QuotaFacts | undefined
  for (const member of draft.match(members) ?? []) {
    const name = nameOf(member)
    const policy = policies.match(members)?.find((other) => nameOf(other) === name) ?? ''
    const { r, t } = parametersOf(member)
    const { q, w } = parametersOf(policy)
    const found = facts(r, t ?? w, q, w)
    if (found && !((tightest?.remaining ?? found.remaining) < found.remaining)) tightest = found
  }
  return tightest
}

/** @param reset in s, as is `window` */
function facts(
  remaining: number | undefined,
  reset: number | undefined,
  limit: number | undefined,
  window: number | undefined,
): QuotaFacts | undefined {
  if (remaining === undefined || reset === undefined) return undefined
  return {
    remaining,
    reset: Math.min(reset * 1000, longestReset),
    limit,
    window: window && Math.min(window * 1000, longestReset),
  }
}

function nameOf(member: string): string {
  return member.replace(/;[^"]*$/, '').trim()
}

/** The parameters whose values are whole numbers. What a quoted string holds is none. */
function parametersOf(text: string): Record<string, number | undefined> {
  const found: Record<string, number> = {}
  const bare = `;${text.replace(/"(?:\\.|[^"\\])*"/g, '')}`
  for (const [, name = '', value] of bare.matchAll(/;\s*([a-z]+)=(\d{1,15})(?=\s*(?:[;,]|$))/g)) {
    found[name] = Number(value)
  }
  return found
}

/** The number that a field starts with; some repeat it, or let a policy follow. */
function numberOf(text: string): number | undefined {
  const found = /^\s*(\d{1,15}(?:\.\d{1,15})?)\s*(?:[,;]|$)/.exec(text)
  return found ? Number(found[1]) : undefined
}

/** In s. Told by its size: a moment in ms or s since the epoch, a time in ms, or one in s. */
function untilReset(value: number, headers: Headers, date: number): number {
  if (value > 1e9) {
    const moment = value > 1e11 ? value : value * 1000
    return Math.max(0, moment - (parseHttpDate(headers.get('date') ?? '') ?? date)) / 1000
  }
  return value > longestReset / 1000 ? value / 1000 : value
}
