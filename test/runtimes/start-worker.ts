import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Miniflare } from 'miniflare'
import { expect, onTestFinished } from 'vitest'
import { reachable, readGraph } from '../package/graph'
import { root } from '../package/root'

/**
 * A module worker in workerd, without compatibility flags; it ends with the test.
 *
 * @returns asks it with a query, and gives the text of its answer, which must be a 200
 */
export async function startWorker(
  entry: string,
  bindings: Record<string, string> = {},
): Promise<(query?: Record<string, string>) => Promise<string>> {
  const paths = reachable(await readGraph([entry]), [entry])
  const miniflare = new Miniflare({
    // The first module is the worker itself.
    modules: paths.map((path) => ({
      type: 'ESModule',
      path: join(root, path),
      contents: readFileSync(join(root, path), 'utf8'),
    })),
    modulesRoot: root,
    compatibilityDate: '2026-07-01',
    bindings,
    cf: false,
  })
  onTestFinished(() => miniflare.dispose())
  return async (query = {}) => {
    const response = await miniflare.dispatchFetch(
      `http://worker.test/?${new URLSearchParams(query)}`,
      { signal: AbortSignal.timeout(30_000) },
    )
    const answer = await response.text()
    expect(response.status, answer).toBe(200)
    return answer
  }
}
