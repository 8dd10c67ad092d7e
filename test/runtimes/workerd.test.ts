import { expect, it, onTestFinished } from 'vitest'
import { type Api, startApi } from './api'
import { expectReport } from './expect-report'
import { startWorker } from './start-worker'

/** The worker in workerd, and the API that it calls. Both end with the test. */
async function start(entry: string): Promise<{ api: Api; ask: () => Promise<string> }> {
  const api = await startApi()
  onTestFinished(() => api.close())
  const ask = await startWorker(entry)
  return { api, ask: () => ask({ baseURL: api.baseURL }) }
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
