// What a bundle grows by: esbuild, minified, tree-shaken, gzip -9; 1 KB = 1,000 bytes.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { peersFolder, preparePeers, versioned } from './lib/peers.mjs'
import { count, suite, times } from './lib/suite.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const core = "export { createClient, bearer } from './dist/index.js'"

async function measure(contents, resolveDir) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    external: ['msw', 'msw/*', 'node:*', 'react', 'react/*', '@tanstack/*', 'redis'],
    logLevel: 'error',
  })
  const bytes = outputFiles[0].contents
  return { minified: bytes.length, gzipped: gzipSync(bytes, { level: 9 }).length }
}

/** The least with which a peer does its work in a browser. */
const peers = [
  ['ofetch', "export { ofetch } from 'ofetch'"],
  ['ky', "export { default } from 'ky'"],
  ['ky-1', "export { default } from 'ky-1'"],
  ['axios', "export { default } from 'axios'"],
  ['wretch', "export { default } from 'wretch'; export { retry } from 'wretch/middlewares'"],
  ['openapi-fetch', "export { default } from 'openapi-fetch'"],
  ['up-fetch', "export { up } from 'up-fetch'"],
  ['@better-fetch/fetch', "export { createFetch } from '@better-fetch/fetch'"],
  ['bottleneck', "export { default } from 'bottleneck'"],
  ['p-throttle', "export { default } from 'p-throttle'"],
  ['limiter', "export { RateLimiter } from 'limiter'"],
  [
    'effect',
    `export { Effect, Layer } from 'effect'
    export { FetchHttpClient, HttpClient } from 'effect/http'
    export { RateLimiter } from 'effect/persistence'`,
    'with its HttpClient and RateLimiter',
  ],
]

await suite(
  'Size',
  'Bytes of a bundle: minified, tree-shaken, gzip −9. A client that is a peer has no limiter in it, a limiter no client; Effect has both.',
  async () => {
    preparePeers()
    const base = await measure(core, root)
    const own = []
    const { exports } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
    for (const [subpath, conditions] of Object.entries(exports)) {
      const file = conditions.import?.default
      if (!file) continue
      const entry = `export * from '${file}'`
      const alone = await measure(entry, root)
      const beside = await measure(`${core}\n${entry}`, root)
      const name = subpath.replace('.', 'portolan')
      own.push([
        name,
        count(alone.minified),
        count(alone.gzipped),
        count(beside.gzipped - base.gzipped),
      ])
    }
    const others = []
    for (const [name, contents, note] of peers) {
      const { minified, gzipped } = await measure(contents, peersFolder)
      const label = versioned(name) + (note ? `, ${note}` : '')
      others.push([label, times(gzipped / base.gzipped), count(minified), count(gzipped)])
    }
    const first = ['{ createClient, bearer }', times(1), count(base.minified), count(base.gzipped)]
    const bar = 10_500
    const target = {
      what: 'Size, { createClient, bearer }',
      target: `≤ ${count(bar)} bytes`,
      measured: count(base.gzipped),
      met: base.gzipped <= bar,
    }
    const head = ['what', 'of Portolan', 'minified', 'gzip −9']
    const ownHead = ['entry', 'minified', 'gzip −9', 'beyond the core']
    return {
      targets: [target],
      tables: [
        { title: 'Beside the peers', head, rows: [first, ...others] },
        { title: 'Every entry, whole', head: ownHead, rows: own },
      ],
    }
  },
)
