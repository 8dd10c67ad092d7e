import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { reachable, readGraph } from '../../package/graph'
import { root } from '../../package/root'
import { describeWithBrowser } from '../describe-with-browser'
import { listen } from '../loopback'
import { openPage } from '../page'
import { runProgram } from '../run-program'
import { startWorker } from '../start-worker'
import { expectReport, startHarbour } from './start'

const installed = (name: string): string => join(root, 'node_modules', '.bin', name)

async function start(): ReturnType<typeof startHarbour> {
  const harbour = await startHarbour()
  onTestFinished(() => harbour.close())
  return harbour
}

it.each([
  ['Node', process.execPath, []],
  ['Deno', installed('deno'), ['run', '--no-prompt', '--allow-net=127.0.0.1']],
  ['Bun', installed('bun'), []],
])('a client out of a document in %s', async (_, command, parameters: string[]) => {
  const { origin, sent } = await start()
  const program = join(root, 'test', 'runtimes', 'openapi', 'by-path.mjs')
  const output = await runProgram(command, [...parameters, program, origin])
  expectReport(JSON.parse(output), sent)
})

it('a client out of a document in workerd', async () => {
  const { origin, sent } = await start()
  const ask = await startWorker('test/runtimes/openapi/worker.mjs')
  expectReport(JSON.parse(await ask({ origin })), sent)
})

describeWithBrowser('a client out of a document in a page of Chromium', (executablePath) => {
  it('runs as a module script, against an API of another origin', async () => {
    const { origin, sent } = await start()
    const files = ['dist/openapi.js', 'test/runtimes/openapi/scenario.mjs']
    const served = new Set(reachable(await readGraph(files), files).map((path) => `/${path}`))
    const site = await listen(async (request, response) => {
      const path = request.url ?? ''
      if (path === '/') {
        response.setHeader('content-type', 'text/html; charset=utf-8')
        response.end('<!doctype html><link rel="icon" href="data:,"><title>Harbour</title>')
      } else if (served.has(path)) {
        response.setHeader('content-type', 'text/javascript; charset=utf-8')
        response.end(await readFile(join(root, path)))
      } else response.writeHead(404).end()
    })
    onTestFinished(() => site.close())
    const page = await openPage('chromium', executablePath)
    onTestFinished(() => page.close())
    await page.goto(site.origin)
    // As a string: vitest rewrites every import that it sees in a function.
    const report = await page.evaluate(
      `Promise.all([import('/dist/openapi.js'), import('/test/runtimes/openapi/scenario.mjs')])
        .then(([library, { scenario }]) => scenario(library, ${JSON.stringify(origin)}))`,
    )
    expectReport(report, sent)
    expect(page.complaints, 'errors that nobody caught').toEqual([])
  })
})
