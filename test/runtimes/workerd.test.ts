import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Miniflare } from 'miniflare'
import { expect, it, onTestFinished } from 'vitest'
import { reachable, readGraph } from '../package/graph'
import { root } from '../package/root'
import { type Api, startApi } from './api'
import { expectReport } from './expect-report'

/** The worker in workerd, and the API that it calls. Both end with the test. */
async function start(entry: string): Promise<{ api: Api; ask: () => Promise<string> }> {
  const paths = reachable(await readGraph([entry]), [entry])
  const api = await startApi()
  onTestFinished(() => api.close())
  const miniflare = new Miniflare({
    // The first module is the worker itself.
    modules: paths.map((path) => ({
      type: 'ESModule',
      path: join(root, path),
      contents: readFileSync(join(root, path), 'utf8'),
    })),
    modulesRoot: root,
    compatibilityDate: '2026-07-01',
    cf: false,
  })
  onTestFinished(() => miniflare.dispose())
  const address = `http://worker.test/?baseURL=${encodeURIComponent(api.baseURL)}`
  const ask = async (): Promise<string> => {
    const response = await miniflare.dispatchFetch(address, { signal: AbortSignal.timeout(30_000) })
    const answer = await response.text()
    expect(response.status, answer).toBe(200)
    return answer
  }
  return { api, ask }
}

it('workerd, as a module worker without compatibility flags', async () => {
  const { api, ask } = await start('test/runtimes/worker.mjs')
  expectReport(JSON.parse(await ask()), api)
})

it('workerd, with a client that all requests share: those that wait are woken by nobody else', async () => {
  const { api, ask } = await start('test/runtimes/shared-worker.mjs')
  await Promise.all(Array.from({ length: 12 }, ask))
  expect(api.seen.map(({ status }) => status)).toEqual(Array(12).fill(200))
  const times = api.seen.map(({ at }) => at)
  // Two in any 300 ms: the twelfth comes five windows after the first.
  expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(1500)
})
