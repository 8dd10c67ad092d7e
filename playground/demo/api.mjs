// The API that the demo asks: Knowi's, in memory, behind a real socket, on a bad day.
import { mockKnowi } from 'portolan/testing'

/** @import { Fault, MockApi } from 'portolan/testing' */

/** What the account has. */
export const counts = { dashboards: 300, widgets: 500 }

/** What the server takes: a sliding window. The client is told the same. */
export const quota = { limit: 100, window: 2_000 }

/** What the server would have had from the account's owner. Never printed. */
export const credentials = { clientId: 'demo-client', clientSecret: 'demo-secret' }

/** Paths on which the demo fails on purpose. */
export const endless = { slow: '/users', truncated: '/groups' }

/**
 * Each strikes at the first request for its path, so every run meets the same.
 *
 * @type {readonly Fault[]}
 */
const badDay = [
  ...['/dashboards/23', '/dashboards/214', '/widgets/71', '/widgets/333'].map(
    (path) => /** @type {const} */ ({ kind: 'status', status: 503, path }),
  ),
  { kind: 'status', status: 503, retryAfter: 1, path: '/dashboards/111' },
  { kind: 'status', status: 503, retryAfter: 1, path: '/widgets/402' },
  { kind: 'slow', ms: 700, path: '/dashboards/200' },
  { kind: 'slow', ms: 700, path: '/widgets/50' },
  { kind: 'slow', ms: 700, path: '/widgets/300' },
  { kind: 'reset', path: '/dashboards/77' },
  { kind: 'reset', path: '/widgets/260' },
  { kind: 'cut', path: '/widgets/120' },
  { kind: 'stall', path: '/dashboards/150' },
  { kind: 'slow', ms: 30_000, path: endless.slow, times: Number.POSITIVE_INFINITY },
  { kind: 'truncate', path: endless.truncated, times: Number.POSITIVE_INFINITY },
]

/** The client is locked out in the middle of its work, and no log-in mends it. */
const lockOut = (/** @type {Request} */ { method }, /** @type {number} */ n) =>
  method === 'GET' && n > 150 ? /** @type {const} */ ({ kind: 'status', status: 401 }) : undefined

/**
 * @param {boolean} fail whether the job is to be impossible
 * @returns {MockApi}
 */
export function makeApi(fail) {
  return mockKnowi({
    ...credentials,
    ...counts,
    quota,
    latency: 20,
    faults: fail ? lockOut : badDay,
  })
}
