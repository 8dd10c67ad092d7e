// What it costs to turn a call of a document's operation into a request, without sending it.
// Reads the source itself: no build is needed.
import { parseArgs } from 'node:util'
import { build } from 'esbuild'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '40' },
    calls: { type: 'string', default: '20000' },
  },
})
const [rounds, calls] = [values.rounds, values.calls].map(Number)

const { outputFiles } = await build({
  entryPoints: [new URL('../src/openapi/encode/request.ts', import.meta.url).pathname],
  bundle: true,
  format: 'esm',
  write: false,
})
const source = Buffer.from(outputFiles[0].contents).toString('base64')
const { requestFor } = await import(`data:text/javascript;base64,${source}`)

const parameter = (place) => (name) => ({
  name,
  in: place,
  required: place === 'path',
  style: place === 'path' ? 'simple' : 'form',
  explode: place === 'query',
  allowReserved: false,
})
const body = (properties) => ({
  media: 'application/json',
  required: true,
  properties,
  requiredProperties: ['title'],
  open: true,
})
const path = ['owner', 'repo'].map(parameter('path'))
const filters = ['milestone', 'state', 'assignee', 'type', 'creator', 'mentioned', 'labels']
const pages = ['sort', 'direction', 'since', 'per_page', 'page']
const list = {
  id: 'repos.listIssues',
  verb: 'GET',
  template: '/repos/{owner}/{repo}/issues',
  parameters: [...path, ...[...filters, ...pages].map(parameter('query'))],
  bodies: [],
  security: undefined,
}
const create = {
  ...list,
  id: 'repos.postIssues',
  verb: 'POST',
  parameters: path,
  bodies: [body(['title', 'body', 'assignee', 'milestone', 'labels', 'assignees'])],
}
const terms = {}

const contenders = {
  'GET, 2 in the path, 2 in the query': () =>
    requestFor(list, ['unjs', 'ofetch', { state: 'open', perPage: 10 }], terms),
  'GET, 2 in the path, 6 in the query, 1 array': () =>
    requestFor(
      list,
      [
        'unjs',
        'ofetch',
        { state: 'all', labels: ['a', 'b'], sort: 'x', direction: 'asc', per_page: 100, page: 2 },
      ],
      terms,
    ),
  'POST, 2 in the path, 3 in the body': () =>
    requestFor(create, ['unjs', 'ofetch', { title: 'a', body: 'b', labels: ['c'] }], terms),
}

/** µs of the processor a call: nothing waits here, and what else the machine does is not counted. */
function time(call) {
  const before = process.cpuUsage()
  for (let number = 0; number < calls; number += 1) call()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / calls
}

const median = (numbers) => [...numbers].sort((one, other) => one - other)[numbers.length >> 1]

for (const call of Object.values(contenders)) for (let round = 0; round < 5; round += 1) time(call)
for (const [name, call] of Object.entries(contenders)) {
  const times = Array.from({ length: rounds }, () => time(call))
  console.log(`${name}: ${median(times).toFixed(2)} µs`)
}
