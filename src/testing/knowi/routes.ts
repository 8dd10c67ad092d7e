import { json, noContent, Problem } from './answers'
import { collectionRoutes } from './collections'
import type { CollectionName } from './data'
import { datasetRoutes } from './datasets'
import type { MockRecord } from './options'
import { pdf } from './pdf'
import { type Context, type Route, route } from './route'

/** What an `objectType` of the category routes stands for. */
const objectTypes: Readonly<Record<string, CollectionName>> = {
  1: 'dashboards',
  2: 'widgets',
  4: 'queries',
}

/** Every route of the API, the first that fits wins: the special ones before the collections. */
export function createRoutes(): readonly Route[] {
  return [
    ...shareUrlRoutes('dashboards'),
    ...shareUrlRoutes('widgets'),
    ...specialRoutes(),
    ...datasetRoutes(),
    ...collectionRoutes(),
    // Last: a widget's id stands where other routes have words.
    route('PUT /dashboards/:id/:other', ({ store, id, other }) => {
      store.get('dashboards', id)
      const widget = store.get('widgets', other)
      store.members('dashboards', id).add(other)
      return json(widget)
    }),
    route('DELETE /dashboards/:id/:other', ({ store, id, other }) => {
      store.get('dashboards', id)
      if (!store.members('dashboards', id).delete(other)) {
        throw new Problem(404, 'The dashboard has no such widget.')
      }
      return noContent()
    }),
  ]
}

const specialRoutes = (): Route[] => [
  route('GET /dashboards/:id/widgets', ({ store, id }) => {
    store.get('dashboards', id)
    const ids = [...store.members('dashboards', id)]
    return json({ list: ids.map((widget) => store.get('widgets', widget)) })
  }),
  route('GET /dashboards/:id/export/pdf', ({ store, id }) => pdf(store.get('dashboards', id))),
  route('POST /dashboards/:id/share/url/secure/hash', ({ store, id, input }) => {
    store.get('dashboards', id)
    return json({ data: { hash: hashOf(JSON.stringify(input())) } })
  }),

  route('GET /queries/:id', ({ store, id, query }) => {
    const byIdentifier = store.all('queries').find(({ identifier }) => identifier === id)
    const record = store.find('queries', id) ?? byIdentifier ?? store.get('queries', id)
    const joined = query.get('loadJoinDataSources') === 'true'
    return json(joined ? { ...record, joinDataSources: [] } : record)
  }),
  route('DELETE /queries/:id', ({ store, id, query }) => {
    store.remove('queries', id)
    if (query.get('removeWidgets') === 'true') {
      for (const widget of store.all('widgets')) {
        if (String(widget.queryId) === id) store.remove('widgets', String(widget.id))
      }
    }
    return noContent()
  }),
  route('POST /queries/:id/refreshQuery', ({ store, id, input }) => {
    const { id: queryId } = store.get('queries', id)
    input()
    return json({ queryId, status: 'started' })
  }),

  route('GET /category', ({ store, query }) => {
    const type = query.get('objectType')
    if (type !== null) objectsOf(query)
    const all = store.all('category')
    return json({
      list: all.filter(({ objectType }) => type === null || String(objectType) === type),
    })
  }),
  route('POST /category', ({ store, query, input }) => {
    objectsOf(query)
    const objectType = Number(query.get('objectType'))
    return json(store.create('category', { ...input(), objectType }))
  }),
  route('POST /category/assign', (context) => {
    const { categories } = context.input()
    if (!Array.isArray(categories)) throw new Problem(400, 'categories is required.')
    return recategorise(context, () => categories)
  }),
  route('POST /category/add', (context) => {
    const { category } = context.input()
    return recategorise(context, (before) => [...new Set([...before, category])])
  }),
  route('POST /category/remove', (context) => {
    const { category } = context.input()
    return recategorise(context, (before) => before.filter((one) => one !== category))
  }),
  route('POST /category/copy', ({ store, query, input }) => {
    const { sourceCategoryId, targetParentCategoryId } = input()
    const objects = store.all(objectsOf(query))
    const source = store.get('category', String(sourceCategoryId))
    const copy = store.create('category', { parentId: targetParentCategoryId }, source)
    for (const object of objects) {
      const categories = categoriesOf(object)
      if (categories.includes(source.id)) object.categories = [...categories, copy.id]
    }
    return json(copy)
  }),

  route('GET /groups/:id', (context) => groupAnswer(context, context.id)),
  route('GET /users/search', ({ store, query }) => {
    const name = query.get('username')?.toLowerCase() ?? ''
    const type = query.get('userType')
    const found = store
      .all('users')
      .filter(({ username }) => String(username).toLowerCase().includes(name))
    return json({ list: found.filter(({ userType }) => type === null || userType === type) })
  }),
  route('GET /users/shareableEntities', ({ store }) =>
    json({ users: store.all('users'), groups: store.all('groups') }),
  ),
  route('PUT /users/:id/moveAssets', ({ store, id, input }) => {
    const { id: from } = store.get('users', id)
    const { id: to } = store.get('users', String(input().toUserId))
    const assets = (['dashboards', 'widgets', 'datasources', 'queries'] as const)
      .flatMap((name) => store.all(name))
      .filter(({ userId }) => userId === from)
    for (const asset of assets) asset.userId = to
    return json({ moved: assets.length })
  }),
  route('GET /users/:id/groups', ({ store, id }) => {
    store.get('users', id)
    return json({
      list: [...store.members('users', id)].map((group) => store.get('groups', group)),
    })
  }),
  route('POST /users/:id/groups', ({ store, id, input }) => {
    const { id: ownerId } = store.get('users', id)
    const group = store.create('groups', { ...input(), ownerId })
    store.members('users', id).add(String(group.id))
    return json(group)
  }),
  route('GET /users/:id/groups/:other', (context) => {
    checkMembership(context)
    return groupAnswer(context, context.other)
  }),
  route('PUT /users/:id/groups/:other', (context) => {
    checkMembership(context)
    return json(context.store.update('groups', context.other, context.input()))
  }),
  route('DELETE /users/:id/groups/:other', (context) => {
    checkMembership(context)
    context.store.remove('groups', context.other)
    return noContent()
  }),

  route('GET /nlp/suggestions', ({ query }) => {
    const text = query.get('query') ?? ''
    return json({ list: ['by region', 'by date'].map((tail) => `${text} ${tail}`.trim()) })
  }),
  route('POST /nlp/query/parse', ({ input }) => {
    const { query, datasetId } = input()
    if (!query) throw new Problem(400, 'query is required.')
    return json({ data: { query, datasetId, c9QL: 'select region, sum(amount) group by region' } })
  }),
  route('GET /kpi', () => json({ status: 'up', checks: ['checkMySQL', 'checkMongoDB'] })),
  route('GET /kpi/:id', () => json({ status: 'up' })),
]

function shareUrlRoutes(name: 'dashboards' | 'widgets'): Route[] {
  return [
    route(`POST /${name}/:id/share/url`, ({ store, id, input }) => {
      store.get(name, id)
      input()
      return json({ data: { shareUrl: store.shareUrl() } })
    }),
    route(`POST /${name}/:id/share/url/secure`, ({ store, id, input }) => {
      store.get(name, id)
      const hash = hashOf(JSON.stringify(input()))
      return json({ data: { secureShareUrl: `${store.shareUrl()}?hash=${hash}` } })
    }),
  ]
}

function objectsOf(query: URLSearchParams): CollectionName {
  const name = objectTypes[query.get('objectType') ?? '']
  if (name === undefined) throw new Problem(400, 'objectType must be 1, 2 or 4.')
  return name
}

function recategorise(
  { store, query, input }: Context,
  change: (before: unknown[]) => unknown[],
): Response {
  const object = store.get(objectsOf(query), String(input().objectId))
  const before = categoriesOf(object)
  const after = change(before)
  for (const category of after) {
    if (!before.includes(category)) store.get('category', String(category))
  }
  object.categories = after
  return json(object)
}

function categoriesOf({ categories }: MockRecord): unknown[] {
  return Array.isArray(categories) ? categories : []
}

function groupAnswer({ store, query }: Context, id: string): Response {
  const group = store.get('groups', id)
  return json(query.get('withSharing') === 'true' ? { ...group, sharing: [] } : group)
}

function checkMembership({ store, id, other }: Context): void {
  store.get('users', id)
  if (!store.members('users', id).has(other)) {
    throw new Problem(404, 'The user has no such group.')
  }
}

/** The same short text for the same input: all that a stand-in for a hash has to be. */
function hashOf(text: string): string {
  let hash = 0
  for (const character of text) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) | 0
  return (hash >>> 0).toString(16).padStart(8, '0')
}
