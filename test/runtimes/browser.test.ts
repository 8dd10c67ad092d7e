import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { expect, it } from 'vitest'
import { reachable, readGraph } from '../package/graph'
import { root } from '../package/root'
import { startApi } from './api'
import { describeWithBrowser } from './describe-with-browser'
import { expectReport } from './expect-report'
import { listen } from './loopback'

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

describeWithBrowser('the built library in a page of Chromium', (executablePath) => {
  it('runs as a module script, against an API of another origin', async () => {
    const files = ['dist/index.js', 'test/runtimes/scenario.mjs']
    const served = new Set(reachable(await readGraph(files), files).map((path) => `/${path}`))
    const site = await listen(async (request, response) => {
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
    const api = await startApi()
    const browser = await chromium.launch({ executablePath, args: quiet, timeout: 30_000 })
    try {
      const page = await browser.newPage()
      const complaints: string[] = []
      page.on('pageerror', (error) => complaints.push(String(error)))
      await page.goto(site.origin)
      // As a string: vitest rewrites every import that it sees in a function.
      const report = await page.evaluate(
        `Promise.all([import('/dist/index.js'), import('/test/runtimes/scenario.mjs')])
          .then(([portolan, { scenario }]) => scenario(portolan, ${JSON.stringify(api.baseURL)}))`,
      )
      expectReport(report, api)
      expect(complaints, 'errors that nobody caught').toEqual([])
    } finally {
      await browser.close()
      await site.close()
      await api.close()
    }
  })
})
