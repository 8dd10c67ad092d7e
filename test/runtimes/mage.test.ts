import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { reachable, readGraph } from '../package/graph'
import { root } from '../package/root'
import { describeWithBrowser } from './describe-with-browser'
import { listen } from './loopback'
import { runProgram } from './run-program'
import { startWorker } from './start-worker'

/** Whatever it is built from, it is the built files that sail. */
const load = (file: string) => import(/* @vite-ignore */ join(root, file))

async function startMage() {
  const { mockMage } = await load('dist/testing.js')
  const { serve } = await load('dist/testing/node.js')
  return serve(mockMage({ apiKey: 'the-key', pipelines: 3, runTime: 100, basePath: '/tools' }))
}

const options = (url: string) => ({ baseURL: `${url}/tools`, apiKey: 'the-key' })

const expected = {
  created: 'my_first',
  listed: ['my_first', 'pipeline_1'],
  metadata: { count: 4, results: 2, next: true },
  description: 'hello',
  triggered: 'initial',
  runs: [1],
  looked: true,
  ended: 'completed',
  env: 'test',
  blockRuns: 1,
  file: 'x = 1',
  refused: { name: 'MageRecordNotFoundError', status: 404, httpStatus: 200, own: true },
  deleted: 'my_first',
  decoded: 43,
}

type Seen = { method: string; path: string; headers: Record<string, string>; status: number }

/** One log-in, one log-out, the token in a header, and key and token nowhere near a trigger. */
function expectTraffic(requests: readonly Seen[]): void {
  const calls = requests.filter(({ method }) => method !== 'OPTIONS')
  const of = (method: string, path: string) =>
    calls.filter((call) => call.method === method && call.path === path)
  expect(of('POST', '/api/sessions')).toHaveLength(1)
  expect(of('PUT', '/api/sessions/current')).toHaveLength(1)
  expect(calls.at(-1)?.path).toBe('/api/sessions/current')
  expect(calls.map(({ status }) => status).filter((status) => status !== 200)).toEqual([])
  const [list] = of('GET', '/api/pipelines')
  expect(list?.headers['oauth-token']).toHaveLength(43)
  const trigger = calls.find(({ path }) => path.endsWith('/api_trigger'))
  expect(trigger?.headers['oauth-token']).toBeUndefined()
  expect(trigger?.headers['x-api-key']).toBeUndefined()
}

describe('the voyage through a server of Mage', () => {
  it('ends well in Node', async () => {
    const server = await startMage()
    try {
      const { voyage } = await load('test/runtimes/mage-voyage.mjs')
      const report = await voyage(await load('dist/mage.js'), options(server.url))
      expect(report).toEqual(expected)
      expectTraffic(server.mock.requests)
    } finally {
      await server.close()
    }
  })

  it.each([
    ['Deno', ['deno', 'run', '--no-prompt', '--allow-net=127.0.0.1']],
    ['Bun', ['bun']],
  ])('ends well in %s, with the token in a cookie', async (_, [name = '', ...parameters]) => {
    const server = await startMage()
    try {
      const command = join(root, 'node_modules', '.bin', name)
      const program = join(root, 'test', 'runtimes', 'mage-by-path.mjs')
      const output = await runProgram(command, [
        ...parameters,
        program,
        options(server.url).baseURL,
      ])
      expect(JSON.parse(output)).toEqual(expected)
      const [list] = server.mock.requests.filter(({ method }: Seen) => method === 'GET')
      expect(list.headers.cookie).toMatch(/^oauth_token=eyJ/)
      expect(list.headers['oauth-token']).toBeUndefined()
    } finally {
      await server.close()
    }
  })

  it('ends well in workerd', async () => {
    const server = await startMage()
    onTestFinished(() => server.close())
    const ask = await startWorker('test/runtimes/mage-worker.mjs')
    const { baseURL } = options(server.url)
    expect(JSON.parse(await ask({ baseURL }))).toEqual(expected)
    expectTraffic(server.mock.requests)
  })
})

describeWithBrowser('the voyage in a page of Chromium', (executablePath) => {
  it('ends well against a server of another origin, with the token in a header', async () => {
    const files = ['dist/mage.js', 'test/runtimes/mage-voyage.mjs']
    const served = new Set(reachable(await readGraph(files), files).map((path) => `/${path}`))
    const site = await listen(async (request, response) => {
      const path = request.url ?? ''
      if (path === '/') {
        response.setHeader('content-type', 'text/html; charset=utf-8')
        response.end('<!doctype html><link rel="icon" href="data:,"><title>Portolan</title>')
      } else if (served.has(path)) {
        response.setHeader('content-type', 'text/javascript; charset=utf-8')
        response.end(await readFile(join(root, path)))
      } else response.writeHead(404).end()
    })
    const server = await startMage()
    const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run']
    const browser = await chromium.launch({ executablePath, args, timeout: 30_000 })
    try {
      const page = await browser.newPage()
      const complaints: string[] = []
      page.on('pageerror', (error) => complaints.push(String(error)))
      await page.goto(site.origin)
      // As a string: vitest rewrites every import that it sees in a function.
      const sail = (more: object) =>
        page.evaluate(
          `Promise.all([import('/dist/mage.js'), import('/test/runtimes/mage-voyage.mjs')])
            .then(([mage, { voyage }]) => voyage(mage, ${JSON.stringify({ ...options(server.url), ...more })}))`,
        )
      expect(await sail({})).toEqual(expected)
      const { requests } = server.mock
      expectTraffic(requests)
      expect(requests.some(({ method }: Seen) => method === 'OPTIONS')).toBe(true)
      // A page may set no cookie, so that the header goes in its place.
      server.mock.reset()
      expect(await sail({ tokenIn: 'cookie' })).toEqual(expected)
      expect(complaints, 'errors that nobody caught').toEqual([])
    } finally {
      await browser.close()
      await site.close()
      await server.close()
    }
  })
})
