// What a client grown from a large document costs: to build, and for each call, beside peers.
// The document is GitHub's; `npm run corpus` brings it. Run `npm run build` before.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { openapi, operationTable } from 'portolan/openapi'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    calls: { type: 'string', default: '5000' },
    install: { type: 'boolean', default: false },
  },
})
const [rounds, calls] = [values.rounds, values.calls].map(Number)
const cache = fileURLToPath(new URL('../.cache/', import.meta.url))
const file = join(cache, 'corpus/node_modules/@octokit/openapi/generated/api.github.com.json')
if (!existsSync(file)) throw new Error('GitHub’s document is not there: run `npm run corpus` once.')

const peers = join(cache, 'peers')
if (values.install) {
  mkdirSync(peers, { recursive: true })
  writeFileSync(join(peers, 'package.json'), '{ "private": true }\n')
  const names = ['swagger-client@3.39.0', 'openapi-client-axios@7.9.1', 'axios@1.15.0']
  const options = ['--ignore-scripts', '--no-audit', '--no-fund']
  spawnSync('npm', ['install', ...options, ...names], { cwd: peers, stdio: 'inherit' })
}

const text = readFileSync(file, 'utf8')
const median = (numbers) => [...numbers].sort((one, other) => one - other)[numbers.length >> 1]
const rows = []

/** ms of wall time and of this process' own work: other work runs beside. */
async function time(work) {
  // So that none pays for the garbage of another: run it with --expose-gc.
  globalThis.gc?.()
  const [startedAt, cpu] = [performance.now(), process.cpuUsage()]
  const result = await work()
  const { user } = process.cpuUsage(cpu)
  return { result, wall: performance.now() - startedAt, cpu: user / 1000 }
}

const parsing = await time(() => JSON.parse(text))
const document = parsing.result
rows.push(['JSON.parse', parsing.wall, parsing.cpu])

const first = await time(() => openapi(document))
rows.push(['openapi(document), the first time', first.wall, first.cpu])
const again = []
for (let round = 0; round < rounds; round += 1) again.push(await time(() => openapi(document)))
rows.push([
  `openapi(document), median of ${rounds}`,
  median(again.map(({ wall }) => wall)),
  median(again.map(({ cpu }) => cpu)),
])
const table = JSON.stringify(operationTable(document, { docs: false }))
const compiled = []
for (let round = 0; round < rounds; round += 1)
  compiled.push(await time(() => openapi(JSON.parse(table))))
rows.push([
  `openapi(JSON.parse(table)), median of ${rounds}`,
  median(compiled.map(({ wall }) => wall)),
  median(compiled.map(({ cpu }) => cpu)),
])

const builders = {
  'openapi-client-axios': (require) => {
    const { OpenAPIClientAxios } = require('openapi-client-axios')
    return new OpenAPIClientAxios({ definition: document, quick: true }).init()
  },
  'swagger-client': (require) => {
    const SwaggerClient = require('swagger-client')
    return (SwaggerClient.default ?? SwaggerClient)({ spec: document })
  },
}
const built = {}
const require = createRequire(pathToFileURL(join(peers, 'package.json')))
for (const [name, build] of Object.entries(builders)) {
  if (!existsSync(join(peers, 'node_modules', name))) {
    console.warn(`${name} is not there; --install brings it.`)
    continue
  }
  require(name)
  const { wall, cpu, result } = await time(() => build(require))
  built[name] = result
  rows.push([name, wall, cpu])
}

console.log(
  `${'build of 1,223 operations'.padEnd(44)}${'ms'.padStart(9)}${'ms of CPU'.padStart(12)}`,
)
for (const [name, wall, cpu] of rows)
  console.log(`${name.padEnd(44)}${wall.toFixed(1).padStart(9)}${cpu.toFixed(1).padStart(12)}`)
console.log(`table: ${table.length} bytes, gzip -9 ${gzipSync(table, { level: 9 }).length}\n`)

// What a call costs on top of the same call by hand: the way from its arguments to its request.
const answer = { ok: true, status: 200, headers: new Headers() }
const stub = async () => new Response('[]', { headers: { 'content-type': 'application/json' } })
const api = openapi(document, { fetch: stub, rateLimit: false })
const { $client } = api
const kinds = {
  'by hand': () =>
    $client.get('repos/{owner}/{repo}/issues', {
      params: { owner: 'unjs', repo: 'ofetch' },
      query: { state: 'open', per_page: 50 },
    }),
  'of the tree': () => api.repos.listIssues('unjs', 'ofetch', { state: 'open', per_page: 50 }),
}
const times = { 'by hand': [], 'of the tree': [] }
for (let round = 0; round < rounds + 3; round += 1) {
  for (const [name, call] of Object.entries(kinds)) {
    const { cpu } = await time(async () => {
      for (let number = 0; number < calls; number += 1) await call()
    })
    if (round >= 3) times[name].push((cpu * 1000) / calls)
  }
}
for (const [name, each] of Object.entries(times))
  console.log(`a call ${name.padEnd(37)}${median(each).toFixed(2).padStart(9)} µs of CPU`)
const [hand, tree] = Object.values(times)
const more = tree.map((value, at) => value - hand[at])
console.log(
  `${'the difference, median'.padEnd(44)}${median(more).toFixed(2).padStart(9)} µs of CPU`,
)

// The tree alone: from the method to its operation. `encode.mjs` has the rest of the way.
const recorder = api[Symbol.for('portolan.tree')](() => 0)
const alone = []
for (let round = 0; round < rounds; round += 1) {
  const { cpu } = await time(() => {
    for (let number = 0; number < 100_000; number += 1)
      recorder.repos.listIssues('unjs', 'ofetch', { state: 'open', per_page: 50 })
  })
  alone.push((cpu * 1000) / 100_000)
}
console.log(
  `${'of that, finding the operation'.padEnd(44)}${median(alone).toFixed(2).padStart(9)} µs of CPU`,
)

const swagger = built['swagger-client']
if (swagger) {
  const { default: Swagger = require('swagger-client') } = require('swagger-client')
  const each = []
  for (let round = 0; round < 5; round += 1) {
    const { cpu } = await time(() => {
      for (let number = 0; number < 20; number += 1)
        Swagger.buildRequest({
          spec: swagger.spec,
          operationId: 'get-/repos/{owner}/{repo}/issues',
          parameters: { owner: 'unjs', repo: 'ofetch', state: 'open', per_page: 50 },
        })
    })
    each.push((cpu * 1000) / 20)
  }
  console.log(
    `${'swagger-client buildRequest'.padEnd(44)}${median(each).toFixed(2).padStart(9)} µs of CPU`,
  )
}
const axios = built['openapi-client-axios']
if (axios) {
  axios.defaults.adapter = async (config) => ({ ...answer, data: [], config, headers: {} })
  const call = () =>
    axios['issues/list-for-repo']({ owner: 'unjs', repo: 'ofetch', state: 'open', per_page: 50 })
  const each = []
  for (let round = 0; round < 5; round += 1) {
    const { cpu } = await time(async () => {
      for (let number = 0; number < 500; number += 1) await call()
    })
    each.push((cpu * 1000) / 500)
  }
  console.log(
    `${'openapi-client-axios, no network'.padEnd(44)}${median(each).toFixed(2).padStart(9)} µs of CPU`,
  )
}
