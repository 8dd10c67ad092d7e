import { join } from 'node:path'
import { build } from 'esbuild'
import { chromium } from 'playwright-core'
import { expect, it } from 'vitest'
import { root } from '../package/root'
import { startApi } from './api'
import { describeWithBrowser } from './describe-with-browser'
import { listen } from './loopback'

/** The page as a bundler makes it: React as developers have it, where StrictMode mounts twice. */
async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ['test/runtimes/react-page.tsx'],
    absWorkingDir: root,
    bundle: true,
    write: false,
    format: 'esm',
    // What is built, where the types are those of the source.
    alias: {
      'portolan/react': join(root, 'dist/react.js'),
      portolan: join(root, 'dist/index.js'),
    },
    tsconfigRaw: { compilerOptions: { jsx: 'react-jsx' } },
    define: { 'process.env.NODE_ENV': '"development"' },
    logLevel: 'error',
  })
  return outputFiles[0]?.text ?? ''
}

describeWithBrowser('the built hooks in a page of Chromium', (executablePath) => {
  it('share requests, keep the quota and let go of what nobody waits for', async () => {
    const script = await bundle()
    const site = await listen((request, response) => {
      const page = '<!doctype html><link rel="icon" href="data:,"><title>Portolan</title><body>'
      const [type, text] =
        request.url === '/page.js' ? ['text/javascript', script] : ['text/html', page]
      response.setHeader('content-type', `${type}; charset=utf-8`)
      response.end(text)
    })
    const api = await startApi()
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
      const report = (await page.evaluate(
        `import('/page.js').then(({ run }) => run(${JSON.stringify(api.baseURL)}))`,
      )) as { limited: string[]; renders: number; seconds: number; errors: string[] }
      const statuses = (path: string): number[] =>
        api.seen.filter((request) => request.path === path).map((request) => request.status)
      expect(statuses('/v1/items')).toEqual([200])
      expect(statuses('/v1/limited')).toEqual(Array.from({ length: 12 }, () => 200))
      // Sent once, and left before its answer.
      expect(statuses('/v1/slow')).toEqual([0])
      expect(statuses('/v1/missing')).toEqual([404])
      expect(report.limited).toEqual(Array.from({ length: 12 }, () => 'ok true'))
      // Ten a second, and those of mounting, twice in StrictMode.
      expect(report.renders).toBeLessThanOrEqual(10 * report.seconds + 3)
      expect(report.errors).toEqual(['NotFoundError'])
      expect(complaints, 'errors that nobody caught').toEqual([])
    } finally {
      await browser.close()
      await site.close()
      await api.close()
    }
  })
})
