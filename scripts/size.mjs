// What a user's bundle grows by: minified, tree-shaken, gzip -9; 1 KB = 1,000 bytes.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
// Where it has come to, so that it cannot grow unseen; 12,000 is where it is to go.
const limit = 17_000
const core = "export { createClient, bearer } from './dist/index.js'"

/** @param {string} contents */
async function measure(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    external: ['msw', 'msw/*', 'react', '@tanstack/*', 'node:*'],
    logLevel: 'error',
  })
  const bytes = outputFiles[0].contents
  return { minified: bytes.length, gzipped: gzipSync(bytes, { level: 9 }).length }
}

const number = (/** @type {number} */ value) => value.toLocaleString('en-US')

/** @param {(string | number)[]} cells */
function row([what, ...numbers]) {
  const columns = numbers.map((cell) =>
    (typeof cell === 'number' ? number(cell) : cell).padStart(16),
  )
  console.log(String(what).padEnd(26) + columns.join(''))
}

const base = await measure(core)
row(['bytes', 'minified', 'gzip -9', 'beyond the core'])
row(['{ createClient, bearer }', base.minified, base.gzipped, ''])

const { exports } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
for (const [subpath, conditions] of Object.entries(exports)) {
  if (typeof conditions === 'string') continue
  const entry = `export * from '${conditions.import.default}'`
  const alone = await measure(entry)
  const beside = await measure(`${core}\n${entry}`)
  row([subpath, alone.minified, alone.gzipped, beside.gzipped - base.gzipped])
}

if (base.gzipped > limit) {
  console.error(
    `{ createClient, bearer } is ${number(base.gzipped)} bytes; ${number(limit)} are allowed`,
  )
  process.exitCode = 1
}
