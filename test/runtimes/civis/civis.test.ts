import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { expect, it, onTestFinished } from 'vitest'
import { reachable, readGraph } from '../../package/graph'
import { root } from '../../package/root'
import { describeWithBrowser } from '../describe-with-browser'
import { listen } from '../loopback'
import { runProgram } from '../run-program'
import { startWorker } from '../start-worker'
import { expectReport, startCivis } from './start'

const file = (name: string): string => join(root, 'test', 'runtimes', 'civis', name)

async function start(): Promise<Awaited<ReturnType<typeof startCivis>>> {
  const civis = await startCivis()
  onTestFinished(() => civis.close())
  return civis
}

it('Civis in Node: key and address from the environment', async () => {
  const { url, sent } = await start()
  const before = { ...process.env }
  Object.assign(process.env, { CIVIS_API_KEY: 'test-key', CIVIS_API_ENDPOINT: `${url}/` })
  let output: string
  try {
    output = await runProgram(process.execPath, [file('by-environment.mjs')])
  } finally {
    process.env = before
  }
  expectReport(JSON.parse(output), sent())
})

it('Civis in Deno: no right but the network of this machine', async () => {
  const { url, sent } = await start()
  const before = { ...process.env }
  // There it is; to read it is not allowed.
  process.env.CIVIS_API_KEY = 'test-key'
  let output: string
  try {
    output = await runProgram(join(root, 'node_modules', '.bin', 'deno'), [
      'run',
      '--no-prompt',
      '--allow-net=127.0.0.1',
      file('by-path.mjs'),
      url,
    ])
  } finally {
    process.env = before
  }
  const report = JSON.parse(output)
  expectReport(report, sent())
  expect(report.withoutRight).toBe('ConfigError')
})

it('Civis in workerd: key and address from the env of the handler', async () => {
  const { url, sent } = await start()
  const ask = await startWorker('test/runtimes/civis/worker.mjs', {
    CIVIS_API_KEY: 'test-key',
    CIVIS_API_ENDPOINT: url,
  })
  expectReport(JSON.parse(await ask()), sent())
})

describeWithBrowser('Civis in a page of Chromium', (executablePath) => {
  it('runs as a module script, against an API of another origin', async () => {
    const { url, sent } = await start()
    const files = ['dist/civis.js', 'test/runtimes/civis/scenario.mjs']
    const served = new Set(reachable(await readGraph(files), files).map((path) => `/${path}`))
    const site = await listen(async (request, response) => {
      const path = request.url ?? ''
      if (path === '/') {
        response.setHeader('content-type', 'text/html; charset=utf-8')
        response.end('<!doctype html><link rel="icon" href="data:,"><title>Civis</title>')
      } else if (served.has(path)) {
        response.setHeader('content-type', 'text/javascript; charset=utf-8')
        response.end(await readFile(join(root, path)))
      } else {
        response.writeHead(404).end()
      }
    })
    onTestFinished(() => site.close())
    const browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
      timeout: 30_000,
    })
    try {
      const page = await browser.newPage()
      const complaints: string[] = []
      page.on('pageerror', (error) => complaints.push(String(error)))
      await page.goto(site.origin)
      // As a string: vitest rewrites every import that it sees in a function.
      const report = await page.evaluate(
        `Promise.all([import('/dist/civis.js'), import('/test/runtimes/civis/scenario.mjs')])
          .then(([library, { scenario }]) => scenario(library, { apiKey: 'test-key', baseURL: ${JSON.stringify(url)} }))`,
      )
      expectReport(report, sent())
      expect(complaints, 'errors that nobody caught').toEqual([])
    } finally {
      await browser.close()
    }
  })
})
