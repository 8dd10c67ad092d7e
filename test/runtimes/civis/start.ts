import { buffer } from 'node:stream/consumers'
import { expect } from 'vitest'
import { mockCivis } from '../../../src/testing/index'
import { listen } from '../loopback'

/** Civis on a port of this machine, for pages of other origins too. */
export async function startCivis(): Promise<{
  url: string
  sent: () => string[]
  close: () => Promise<void>
}> {
  const mock = mockCivis({
    quota: { limit: 1000, window: 60_000, headers: true },
    runs: { 7: { states: ['queued', 'running', 'succeeded'], log: ['one', 'two'] } },
  })
  const { origin, close } = await listen(async (incoming, outgoing) => {
    outgoing.setHeader('access-control-allow-origin', '*')
    outgoing.setHeader('access-control-expose-headers', '*')
    if (incoming.method === 'OPTIONS') {
      outgoing.setHeader('access-control-allow-methods', 'GET, POST')
      const asked = incoming.headers['access-control-request-headers']
      outgoing.setHeader('access-control-allow-headers', asked ?? '')
      outgoing.writeHead(204).end()
      return
    }
    const body = new Uint8Array(await buffer(incoming))
    const request = new Request(`http://civis.test${incoming.url}`, {
      method: incoming.method ?? '',
      headers: incoming.headers as Record<string, string>,
      ...(body.length > 0 && { body }),
    })
    const response = await mock(request)
    outgoing.writeHead(response.status, Object.fromEntries(response.headers))
    outgoing.end(new Uint8Array(await response.arrayBuffer()))
  })
  const sent = (): string[] => mock.requests.map(({ method, path }) => `${method} ${path}`)
  return { url: origin, sent, close }
}

/** What every runtime has to come to. */
export function expectReport(report: unknown, sent: readonly string[]): void {
  expect(report).toMatchObject({
    keyless: { name: 'ConfigError', message: expect.stringContaining('CIVIS_API_KEY') },
    resources: 39,
    ids: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
    finished: null,
    same: true,
    counted: 'number',
    queried: { database: 1, sql: 'SELECT 1', preview_rows: 10, hidden: true },
    database: 2,
    username: 'ada',
    state: 'succeeded',
    lines: ['one', 'two'],
    missing: {
      name: 'CivisApiError',
      message: '(404) The requested resource could not be found. (GET /workflows/99)',
    },
    unknown: { name: 'ConfigError', message: expect.stringContaining('foo') },
    again: 39,
  })
  expect(
    sent.filter((line) => line === 'GET /endpoints'),
    'downloads',
  ).toHaveLength(1)
}
