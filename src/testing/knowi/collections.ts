import { json, noContent, Problem } from './answers'
import type { CollectionName } from './data'
import type { MockRecord } from './options'
import { type Context, type Route, route } from './route'

type Verb = 'list' | 'create' | 'read' | 'update' | 'clone' | 'remove' | 'shares' | 'share'

/** What the API offers on each collection; the special routes come on top. */
const offered: readonly [CollectionName, string, readonly Verb[]][] = [
  ['filterset', '/dashboards/filterset', ['list', 'remove', 'share']],
  [
    'dashboards',
    '/dashboards',
    ['list', 'create', 'read', 'update', 'clone', 'remove', 'shares', 'share'],
  ],
  ['widgets', '/widgets', ['list', 'create', 'read', 'update', 'clone', 'remove', 'share']],
  ['datasources', '/datasources', ['list', 'read', 'clone', 'remove', 'share']],
  ['queries', '/queries', ['list', 'create', 'read', 'update', 'clone', 'remove', 'share']],
  ['category', '/category', ['list', 'create', 'update', 'remove', 'share']],
  ['groups', '/groups', ['list', 'create', 'read', 'update', 'remove']],
  ['users', '/users', ['list', 'create', 'read', 'update', 'remove']],
]

const verbs: Readonly<Record<Verb, (name: CollectionName, path: string) => Route>> = {
  list: (name, path) =>
    route(`GET ${path}`, ({ store, query }) =>
      json({ list: inCategories(store.all(name), query) }),
    ),
  create: (name, path) =>
    route(`POST ${path}`, ({ store, input }) => json(store.create(name, input()))),
  read: (name, path) => route(`GET ${path}/:id`, ({ store, id }) => json(store.get(name, id))),
  update: (name, path) =>
    route(`PUT ${path}/:id`, ({ store, id, input }) => json(store.update(name, id, input()))),
  clone: (name, path) =>
    route(`POST ${path}/:id`, ({ store, id, input }) => {
      const source = store.get(name, id)
      return json(store.create(name, { name: `Copy of ${source.name}`, ...input() }, source))
    }),
  remove: (name, path) =>
    route(`DELETE ${path}/:id`, ({ store, id }) => {
      store.remove(name, id)
      return noContent()
    }),
  shares: (name, path) =>
    route(`GET ${path}/:id/share`, ({ store, id }) => {
      store.get(name, id)
      return json({ shareProperties: store.shares(name, id) })
    }),
  share: (name, path) =>
    route(`PUT ${path}/:id/share`, ({ store, id, input }) => {
      store.get(name, id)
      const { shareProperties } = input()
      if (!Array.isArray(shareProperties)) throw new Problem(400, 'shareProperties is required.')
      store.setShares(name, id, shareProperties)
      // The API confirms a share with 200 and no body at all.
      return noContent(200)
    }),
}

export function collectionRoutes(): Route[] {
  return offered.flatMap(([name, path, names]) => names.map((verb) => verbs[verb](name, path)))
}

/** The records in any of the categories of `byCategory`, a comma list. */
function inCategories(records: MockRecord[], query: Context['query']): MockRecord[] {
  const wanted = (query.get('byCategory') ?? '').split(',').filter((id) => id !== '')
  if (wanted.length === 0) return records
  return records.filter(({ categories }) =>
    [categories].flat().some((category) => wanted.includes(String(category))),
  )
}
