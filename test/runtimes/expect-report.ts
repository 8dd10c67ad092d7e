import { expect } from 'vitest'
import { type Api, quota } from './api'

/** What every runtime has to come to, and what the API must have seen of it. */
export function expectReport(report: unknown, api: Api): void {
  expect(report).toMatchObject({
    items: [{ id: 1, name: 'one' }],
    flaky: { attempt: 2 },
    limited: Array.from({ length: 12 }, () => ({ ok: true })),
    echo: { method: 'POST', body: '{"a":1}' },
    slow: { classes: ['PortolanError', 'TimeoutError'], name: 'TimeoutError', phase: 'headers' },
    aborted: { reason: 'my reason' },
    notFound: {
      classes: ['HttpError', 'NotFoundError', 'PortolanError'],
      name: 'NotFoundError',
      status: 404,
      method: 'GET',
      url: `${api.baseURL}/users/a%2Fb`,
      data: { message: 'no such thing' },
    },
    closed: { classes: ['ClosedError', 'PortolanError'], name: 'ClosedError' },
  })
  expect((report as { echo: { type: string } }).echo.type).toMatch(/^application\/json\b/)

  const statuses = (path: string): number[] =>
    api.seen.filter((request) => request.path === path).map((request) => request.status)
  expect(statuses('/v1/items'), 'the call after close was sent').toEqual([200])
  expect(statuses('/v1/flaky')).toEqual([503, 200])
  expect(statuses('/v1/echo')).toEqual([200])
  expect(statuses('/v1/users/a%2Fb')).toEqual([404])
  expect(statuses('/v1/limited'), pace(api)).toEqual(Array.from({ length: 12 }, () => 200))
  expect(new Set(api.seen.map((request) => request.authorization))).toEqual(
    new Set(['Bearer token-1']),
  )
}

/** Tells by how much the quota was missed, for the message of a failure. */
function pace({ seen }: Api): string {
  const times = seen.filter(({ path }) => path === '/v1/limited').map(({ at }) => at)
  const spans = times.slice(quota.limit).map((time, index) => time - (times[index] ?? 0))
  return `${quota.limit + 1} calls within ${spans.map((span) => span.toFixed(1)).join(', ')} ms`
}
