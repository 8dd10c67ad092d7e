import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Miniflare } from 'miniflare'
import { expect, it } from 'vitest'
import { reachable, readGraph } from '../package/graph'
import { root } from '../package/root'
import { startApi } from './api'
import { expectReport } from './expect-report'

it('workerd, as a module worker without compatibility flags', async () => {
  const entry = 'test/runtimes/worker.mjs'
  const paths = reachable(await readGraph([entry]), [entry])
  const api = await startApi()
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
  try {
    const address = `http://worker.test/?baseURL=${encodeURIComponent(api.baseURL)}`
    const response = await miniflare.dispatchFetch(address, { signal: AbortSignal.timeout(30_000) })
    const answer = await response.text()
    expect(response.status, answer).toBe(200)
    expectReport(JSON.parse(answer), api)
  } finally {
    await miniflare.dispose()
    await api.close()
  }
})
