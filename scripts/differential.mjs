// Holds the encoding of requests against swagger-client's `buildRequest`: the same operations, the
// same values. swagger-client is installed into .cache/differential. Ends with 1 where a difference
// is found that is not explained below.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'

const { values: args } = parseArgs({
  options: {
    rounds: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
    all: { type: 'boolean', default: false },
  },
})
const version = '3.39.0'
const root = fileURLToPath(new URL('..', import.meta.url))
const folder = `${root}.cache/differential`

if (!existsSync(`${folder}/node_modules/swagger-client/package.json`)) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${folder}/package.json`, '{ "private": true }')
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--save-exact']
  execFileSync('npm', ['install', ...flags, `swagger-client@${version}`], {
    cwd: folder,
    stdio: 'inherit',
  })
}
// Its ES modules do not load in Node; what `require` finds does.
const { buildRequest } = createRequire(`${folder}/package.json`)('swagger-client')

const { outputFiles } = await build({
  entryPoints: [`${root}src/openapi/encode/request.ts`],
  bundle: true,
  format: 'esm',
  write: false,
})
const source = Buffer.from(outputFiles[0].contents).toString('base64')
const { requestFor } = await import(`data:text/javascript;base64,${source}`)

/** The same numbers for the same seed. */
let state = Number(args.seed)
function random(most) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return Math.floor((state / 2 ** 32) * most)
}
const oneOf = (list) => list[random(list.length)]

const letters = [...'abcXYZ019-._~ !$&\'()*+,;=:@/?#[]%"<>\\^`{|}é日😀\t']
const text = () => Array.from({ length: 1 + random(6) }, () => oneOf(letters)).join('')
const word = () => Array.from({ length: 1 + random(4) }, () => oneOf([...'abcXYZ019'])).join('')
const scalar = () => oneOf([text, text, word, () => random(1000), () => oneOf([true, false])])()
const makers = {
  word,
  scalar,
  words: () => Array.from({ length: 1 + random(3) }, word),
  array: () => Array.from({ length: 1 + random(3) }, scalar),
  object: () => Object.fromEntries(Array.from({ length: 1 + random(3) }, () => [word(), scalar()])),
}
const shapes = {
  word: { type: 'string' },
  scalar: {},
  words: { type: 'array', items: {} },
  array: { type: 'array', items: {} },
  object: { type: 'object' },
}

const styles = {
  path: ['simple', 'label', 'matrix'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'],
  header: ['simple'],
  cookie: ['form'],
}

/** @returns one line for what a request says, so that two of them can be told apart */
function told({ url, headers, body }) {
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)])
  const kept = lower.filter(([name]) => name !== 'accept').sort()
  return `${url} ${JSON.stringify(kept)}${body === undefined ? '' : ` ${body}`}`
}

function ours(operation, options) {
  const { path, options: sent } = requestFor(operation, [options], {})
  const headers = Object.fromEntries(sent.headers ?? [])
  if (sent.json !== undefined) headers['content-type'] ??= 'application/json'
  const body = sent.json === undefined ? sent.body : JSON.stringify(sent.json)
  return told({ url: `https://a.example${path}`, headers, body })
}

function theirs(spec, given) {
  const { url, headers, body } = buildRequest({ spec, operationId: 'call', ...given })
  const text = body !== undefined && typeof body !== 'string' ? JSON.stringify(body) : body
  return told({ url, headers, body: text })
}

const attempt = (make) => {
  try {
    return make()
  } catch (error) {
    return `refused: ${error.message}`
  }
}

function* parameterCases() {
  for (const [place, names] of Object.entries(styles)) {
    for (const style of names) {
      for (const explode of [false, true]) {
        for (const allowReserved of place === 'query' ? [false, true] : [false]) {
          for (const kind of Object.keys(makers))
            yield { place, style, explode, allowReserved, kind }
        }
      }
    }
    for (const kind of Object.keys(makers)) {
      yield { place, style: 'content', explode: false, allowReserved: false, kind }
    }
  }
}

function compareParameter({ place, style, explode, allowReserved, kind }) {
  const name = oneOf(['color', 'x-y', 'page[size]', 'a.b', '$top'])
  const value = makers[kind]()
  const isContent = style === 'content'
  const template = place === 'path' ? `/x/{${name}}` : '/x'
  const schema = shapes[kind]
  const shape = isContent
    ? { content: { 'application/json': { schema } } }
    : { style, explode, ...(allowReserved && { allowReserved }), schema }
  const parameter = { name, in: place, required: place === 'path', ...shape }
  const spec = {
    openapi: '3.1.0',
    info: { title: '', version: '1' },
    servers: [{ url: 'https://a.example' }],
    paths: { [template]: { get: { operationId: 'call', parameters: [parameter], responses: {} } } },
  }
  const operation = {
    id: 'x.call',
    verb: 'GET',
    template,
    parameters: [
      {
        name,
        in: place,
        required: place === 'path',
        style: isContent ? 'form' : style,
        explode,
        allowReserved,
        ...(isContent && { content: 'application/json' }),
      },
    ],
    bodies: [],
    security: undefined,
  }
  return {
    value,
    mine: attempt(() => ours(operation, { [name]: value })),
    other: attempt(() => theirs(spec, { parameters: { [name]: value } })),
  }
}

const collections = {
  csv: 'form',
  ssv: 'spaceDelimited',
  tsv: 'tabDelimited',
  pipes: 'pipeDelimited',
  multi: 'form',
}

function compareCollection(collectionFormat, kind) {
  const value = makers[kind]()
  const parameter = { name: 'color', in: 'query', type: 'array', items: {}, collectionFormat }
  const spec = {
    swagger: '2.0',
    info: { title: '', version: '1' },
    host: 'a.example',
    schemes: ['https'],
    paths: { '/x': { get: { operationId: 'call', parameters: [parameter], responses: {} } } },
  }
  const own = {
    name: 'color',
    in: 'query',
    required: false,
    style: collections[collectionFormat],
    explode: collectionFormat === 'multi',
    allowReserved: false,
  }
  const operation = { id: 'x.call', verb: 'GET', template: '/x', parameters: [own], bodies: [] }
  return {
    value,
    mine: attempt(() => ours(operation, { color: value })),
    other: attempt(() => theirs(spec, { parameters: { color: value } })),
  }
}

const form = 'application/x-www-form-urlencoded'
const encodings = [
  undefined,
  { style: 'form', explode: true },
  { style: 'form', explode: false },
  { style: 'spaceDelimited', explode: false },
  { style: 'pipeDelimited', explode: false },
  { style: 'deepObject', explode: true },
  { contentType: 'application/json' },
]

function compareBody(media, encoding, kind) {
  const value = { color: makers[kind]() }
  const schema = { type: 'object', properties: { color: shapes[kind] } }
  const content = { [media]: { schema, ...(encoding && { encoding: { color: encoding } }) } }
  const spec = {
    openapi: '3.1.0',
    info: { title: '', version: '1' },
    servers: [{ url: 'https://a.example' }],
    paths: { '/x': { post: { operationId: 'call', requestBody: { content }, responses: {} } } },
  }
  const body = {
    media,
    required: false,
    properties: ['color'],
    requiredProperties: [],
    open: false,
    ...(encoding && { encoding: { color: encoding } }),
  }
  const operation = { id: 'x.call', verb: 'POST', template: '/x', parameters: [], bodies: [body] }
  return {
    value,
    mine: attempt(() => ours(operation, value)),
    other: attempt(() => theirs(spec, { requestBody: value, requestContentType: media })),
  }
}

const plain = (told) => {
  try {
    return decodeURIComponent(told)
  } catch {
    return told
  }
}

/** All that a value says, its names left out. */
const textsIn = (value) => (typeof value === 'object' ? Object.values(value) : [value]).join('')

/** Every kind of difference that is known: who is right, and by what. The first that fits counts. */
const reasons = [
  {
    right: 'ours',
    why: 'an item that holds what stands between items would be read as two: refused',
    fits: ({ mine }) => /^refused: .*stands between/.test(mine),
  },
  {
    right: 'ours',
    why: 'OpenAPI defines deepObject for objects alone: arrays are refused unless nested is set',
    fits: ({ group, mine }) => group.includes('deepObject') && mine.startsWith('refused: '),
  },
  {
    right: 'ours',
    why: 'content application/json is JSON: theirs leaves texts bare, reads texts of digits as numbers, sends text beyond Latin-1 in headers',
    fits: ({ group, mine, other }) =>
      /content|application\/json/.test(group) && plain(mine) !== plain(other),
  },
  {
    right: 'ours',
    why: 'a form cookie with explode is one cookie for each value; theirs nests the pairs, encoded, into the first',
    fits: ({ group }) => /^cookie form explode: (words|array|object)/.test(group),
  },
  {
    right: 'ours',
    why: 'theirs leaves % in a cookie as it is, which cannot be told from an encoded character',
    fits: ({ group, value }) => group.startsWith('cookie') && textsIn(value).includes('%'),
  },
  {
    right: 'ours',
    why: 'label without explode stands with commas (RFC 6570, 3.2.5; table of OpenAPI 3.0.4 and 3.1.1; older tables have dots)',
    fits: ({ group }) => /^path label: (words|array|object)/.test(group),
  },
  {
    right: 'ours',
    why: 'spaceDelimited and pipeDelimited have their delimiter in objects too (table of OpenAPI 3.1)',
    fits: ({ group }) =>
      /(space|pipe)Delimited[^:]*: object/.test(group) && !group.includes('explode'),
  },
  {
    right: 'ours',
    why: 'without encoding, an array in an urlencoded form is repeated: form with explode is the default',
    fits: ({ group }) => /^urlencoded: (words|array)/.test(group),
  },
  {
    right: 'ours',
    why: 'with allowReserved, # [ ] & + of a value are still encoded: # ends the query, & the value, + is a space, [ ] no query may hold',
    fits: ({ group, value }) => group.includes('allowReserved') && /[#&+[\]]/.test(textsIn(value)),
  },
  {
    right: 'both',
    why: 'the same once decoded: ours encodes all but unreserved characters, names included; theirs leaves some',
    fits: ({ mine, other }) => plain(mine) === plain(other),
  },
]

const found = new Map()
let compared = 0
let equal = 0
function note(group, { value, mine, other }) {
  compared += 1
  if (mine === other) {
    equal += 1
    return
  }
  const one = { group, value, mine, other }
  const reason = reasons.find(({ fits }) => fits(one))
  found.set(reason, [...(found.get(reason) ?? []), one])
}

for (let round = 0; round < Number(args.rounds); round += 1) {
  for (const one of parameterCases()) {
    const { place, style, explode, allowReserved, kind } = one
    const tail = `${explode ? ' explode' : ''}${allowReserved ? ' allowReserved' : ''}`
    note(`${place} ${style}${tail}: ${kind}`, compareParameter(one))
  }
  for (const collection of Object.keys(collections)) {
    for (const kind of ['words', 'array']) {
      note(`Swagger 2.0 ${collection}: ${kind}`, compareCollection(collection, kind))
    }
  }
  for (const kind of Object.keys(makers)) {
    note(`JSON: ${kind}`, compareBody('application/json', undefined, kind))
    for (const encoding of encodings) {
      const how = encoding ? ` ${Object.values(encoding).join(' ')}` : ''
      note(`urlencoded${how}: ${kind}`, compareBody(form, encoding, kind))
    }
  }
}

console.log(
  `${compared} requests compared with swagger-client ${version} (seed ${args.seed}): ${equal} are the same.`,
)
for (const [reason, cases] of found) {
  console.log(
    `\n${cases.length} differ, ${reason ? `${reason.right} right: ${reason.why}` : 'UNEXPLAINED'}`,
  )
  console.log(`  in ${[...new Set(cases.map(({ group }) => group))].join('; ')}`)
  for (const { group, value, mine, other } of args.all || !reason ? cases : cases.slice(0, 1)) {
    console.log(`  ${group} ${JSON.stringify(value)}\n    ours   ${mine}\n    theirs ${other}`)
  }
}
if (found.has(undefined)) process.exitCode = 1
