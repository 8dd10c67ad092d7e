import { json, Problem } from './answers'
import { metaData, rowsOf } from './data'
import type { MockRecord } from './options'
import { type Context, type Route, route } from './route'

/** A dataset is what a query last found: it goes by the query's id, name and identifier. */
export const datasetRoutes = (): Route[] => [
  route('GET /datasets', (context) => {
    const { query } = context
    const rows = rowsOf(Number(wantedQuery(context).id)).slice(0, limitOf(query))
    checkRuntimeTokens(query)
    const format = query.get('exportFormat') ?? 'json'
    if (format === 'csv') return csv(rows)
    if (format !== 'json') throw new Problem(400, 'exportFormat must be json or csv.')
    return json(rows)
  }),
  route('GET /datasets/:id', ({ store, id }) => {
    const { name, identifier } = store.get('queries', id)
    return json({ id: Number(id), entityName: name, identifier, metaData })
  }),
]

function wantedQuery({ store, query }: Context): MockRecord {
  const name = query.get('entityName')
  const identifier = query.get('identifier')
  if (!name && !identifier) throw new Problem(400, 'entityName or identifier is required.')
  const found = store
    .all('queries')
    .find((record) => (identifier ? record.identifier === identifier : record.name === name))
  if (found === undefined) throw new Problem(404, 'There is no such dataset.')
  return found
}

function limitOf(query: URLSearchParams): number {
  const limit = Number(query.get('limit') ?? 10_000)
  if (Number.isInteger(limit) && limit >= 0) return limit
  throw new Problem(400, 'limit must be a whole number from 0 up.')
}

function checkRuntimeTokens(query: URLSearchParams): void {
  const text = query.get('runtimeTokens')
  if (text === null) return
  try {
    if (Array.isArray(JSON.parse(text))) return
  } catch {
    // Answered below: what is no JSON is no array either.
  }
  throw new Problem(400, 'runtimeTokens must be a JSON array.')
}

function csv(rows: readonly MockRecord[]): Response {
  const names = metaData.fieldNames
  const lines = rows.map((row) => names.map((name) => row[name]).join(','))
  const text = `${[names.join(','), ...lines].join('\n')}\n`
  return new Response(text, { headers: { 'content-type': 'text/csv;charset=UTF-8' } })
}
