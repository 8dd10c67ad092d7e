import type { MockRecord } from '../knowi/options'
import { CivisProblem, jsonAnswer } from './answers'
import type { Store } from './store'

/** A request whose path and method the specification has. */
export interface Asked {
  readonly store: Store
  readonly method: string
  /** As the specification has it, without slashes around it. */
  readonly template: string
  /** The path that was asked for, decoded, without slashes around it. */
  readonly path: string
  /** What stood in the places of `{names}`, in their order. */
  readonly values: readonly string[]
  readonly query: URLSearchParams
  /** Throws the 400 of a body that is no JSON object. */
  readonly body: () => MockRecord
}

type Handler = (asked: Asked) => Response

const noContent = (): Response => new Response(null, { status: 204 })
const accepted = (value: unknown): Response => jsonAnswer(value, 202)

/** What is not a list, or one of its records. */
const special: Readonly<Record<string, Handler>> = {
  'GET users/me': ({ store }) => {
    const user = store.list('users')[0] ?? { id: 1, username: 'ada' }
    return jsonAnswer({ ...user, featureFlags: { newThing: true, oldThing: false } })
  },
  'GET notifications': () =>
    new Response('data: {"type":"hello"}\n\n', {
      headers: { 'content-type': 'text/event-stream' },
    }),
  'GET search': () => jsonAnswer({ totalResults: 0, aggregations: {}, results: [] }),
  'POST jobs/{id}/runs': startRun,
  'POST scripts/containers/{id}/runs': startRun,
  'GET jobs/{id}/runs/{run_id}': look,
  'GET scripts/containers/{id}/runs/{run_id}': look,
  'GET jobs/{id}/runs/{run_id}/logs': ({ store, values: [job = '', run = ''], query }) => {
    const { lines, isComplete } = store.log(job, run)
    const after = Number(query.get('last_id') ?? 0)
    const limit = Number(query.get('limit') ?? 10_000)
    const newer = lines.filter(({ id }) => Number(id) > after)
    // Without a last line to go on from, the newest come first.
    const found = query.has('last_id') ? newer : newer.reverse()
    return jsonAnswer(found.slice(0, limit), 200, {
      'civis-max-id': String(lines.length),
      'civis-cache-control': isComplete ? 'max-age=3600' : 'no-store',
    })
  },
  'GET jobs/{id}/runs/{run_id}/outputs': (asked) => {
    const [job = '', run = ''] = asked.values
    return page(asked, asked.store.outputs(job, run))
  },
  'POST scripts/{id}/cancel': ({ store, values: [job = ''] }) => {
    if (!store.cancel(job)) throw new CivisProblem(404, 'There is no run to cancel.')
    return accepted({ id: Number(job), state: 'cancelled', isCancelRequested: true })
  },
  'GET permission_sets/{id}/resources/{name}': ({ values: [id, name] }) =>
    jsonAnswer({ permissionSetId: Number(id), name }),
  'PUT jobs/{id}/shares/users': ({ body }) => jsonAnswer({ readers: {}, ...body() }),
  'PUT jobs/{id}/projects/{project_id}': noContent,
  'DELETE jobs/{id}/projects/{project_id}': noContent,
}

/** The answer to a request that the specification has. */
export function respond(asked: Asked): Response {
  const { method, template } = asked
  return (special[`${method} ${template}`] ?? collection)(asked)
}

/** Lists and their records, by their paths alone. */
function collection(asked: Asked): Response {
  const { store, method, template, path, body } = asked
  if (!template.endsWith('}')) {
    if (method === 'GET') return page(asked, store.list(path))
    if (method === 'POST') return jsonAnswer(store.add(path, fieldsOf(body())), 201)
    return jsonAnswer(fieldsOf(body()))
  }
  const cut = path.lastIndexOf('/')
  const [list, id] = [path.slice(0, cut), path.slice(cut + 1)]
  if (method === 'GET') return jsonAnswer(store.get(list, id))
  if (method === 'DELETE') {
    store.remove(list, id)
    return noContent()
  }
  return jsonAnswer(Object.assign(store.get(list, id), fieldsOf(body())))
}

function startRun({ store, values: [job = ''] }: Asked): Response {
  return jsonAnswer(store.startRun(job), 201)
}

function look({ store, values: [job = '', run = ''] }: Asked): Response {
  return jsonAnswer(store.look(job, run))
}

/** One page of what fits the filters, and how many pages there are. */
function page({ store, query }: Asked, all: readonly MockRecord[]): Response {
  const { pageSize = 50, paginationHeaders = true } = store.options
  const found = all.filter((record) => fits(record, query))
  const asked = Number(query.get('limit') ?? pageSize)
  const size = Math.max(1, Math.min(asked, pageSize))
  const number = Math.max(1, Number(query.get('page_num') ?? 1))
  const headers = {
    'x-pagination-current-page': String(number),
    'x-pagination-per-page': String(size),
    'x-pagination-total-pages': String(Math.ceil(found.length / size)),
    'x-pagination-total-entries': String(found.length),
  }
  const records = found.slice((number - 1) * size, number * size)
  return jsonAnswer(records, 200, paginationHeaders ? headers : {})
}

const ofPages = ['limit', 'page_num', 'order', 'order_dir']

/** A record is filtered by what it has; parameters that it does not know say nothing about it. */
function fits(record: MockRecord, query: URLSearchParams): boolean {
  for (const [name, value] of query) {
    const field = camel(name)
    if (!ofPages.includes(name) && field in record && String(record[field]) !== value) return false
  }
  return true
}

/** A body, whose names Civis takes in snake_case and gives in camelCase. */
function fieldsOf(body: MockRecord): MockRecord {
  const { id: _, ...fields } = body
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [camel(name), value]))
}

function camel(name: string): string {
  return name.replace(/_+(\w)/g, (_, next: string) => next.toUpperCase())
}
