import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Engine } from '../../scripts/find-browser.mjs'
import { reachable, readGraph } from '../package/graph'
import { root } from '../package/root'
import { startApi } from './api'
import { describeWithBrowser } from './describe-with-browser'
import { expectReport } from './expect-report'
import { type Loopback, listen } from './loopback'
import { openPage } from './page'

/** An empty page, and beside it the built files and the scenario. */
async function startSite(): Promise<Loopback> {
  const files = ['dist/index.js', 'test/runtimes/scenario.mjs']
  const served = new Set(reachable(await readGraph(files), files).map((path) => `/${path}`))
  return listen(async (request, response) => {
    const path = request.url ?? ''
    if (path === '/') {
      response.setHeader('content-type', 'text/html; charset=utf-8')
      response.end('<!doctype html><link rel="icon" href="data:,"><title>Portolan</title>')
    } else if (served.has(path)) {
      response.setHeader('content-type', 'text/javascript; charset=utf-8')
      response.end(await readFile(join(root, path)))
    } else {
      response.writeHead(404).end()
    }
  })
}

for (const engine of ['chromium', 'firefox', 'webkit'] satisfies Engine[]) {
  describeWithBrowser(
    `the built library in a page of ${engine}`,
    (executablePath) => {
      it('runs as a module script, against an API of another origin', async () => {
        const site = await startSite()
        const api = await startApi()
        const page = await openPage(engine, executablePath)
        try {
          await page.goto(site.origin)
          const report = await page.evaluate(
            `Promise.all([import('/dist/index.js'), import('/test/runtimes/scenario.mjs')])
              .then(([portolan, { scenario }]) => scenario(portolan, ${JSON.stringify(api.baseURL)}))`,
          )
          expectReport(report, api)
          expect(page.complaints, 'errors that nobody caught').toEqual([])
        } finally {
          await page.close()
          await site.close()
          await api.close()
        }
      })
    },
    engine,
  )
}
