import type { Invoke, Tree } from '../../operation/operation'
import { type KnowiOperation, operation } from './operations'
import type {
  Categories,
  Dashboards,
  Datasets,
  Datasources,
  Filtersets,
  Groups,
  Health,
  Nlp,
  Queries,
  Users,
  Widgets,
} from './resourceTypes'

/** Every documented endpoint of Knowi's, as methods (contract 1.10). */
export interface KnowiResources {
  readonly dashboards: Omit<Dashboards, 'all'>
  readonly filtersets: Filtersets
  readonly widgets: Omit<Widgets, 'all'>
  readonly datasources: Datasources
  readonly queries: Queries
  readonly categories: Categories
  readonly groups: Groups
  readonly users: Users
  readonly datasets: Datasets
  readonly nlp: Nlp
  readonly health: Health
}

/** Knowi's tree of operations. */
export const knowiTree: Tree<KnowiResources> = (invoke) => {
  const method = methodsOf(invoke)
  return {
    dashboards: {
      list: method('dashboards.list', 'GET dashboards', 'query'),
      create: method('dashboards.create', 'POST dashboards', 'json'),
      get: method('dashboards.get', 'GET dashboards/{id}'),
      update: method('dashboards.update', 'PUT dashboards/{id}', 'json'),
      clone: method('dashboards.clone', 'POST dashboards/{id}', 'json'),
      delete: method('dashboards.delete', 'DELETE dashboards/{id}'),
      widgets: method('dashboards.widgets', 'GET dashboards/{id}/widgets'),
      addWidget: method('dashboards.addWidget', 'PUT dashboards/{id}/{widgetId}', 'json'),
      removeWidget: method('dashboards.removeWidget', 'DELETE dashboards/{id}/{widgetId}'),
      getShare: method('dashboards.getShare', 'GET dashboards/{id}/share'),
      updateShare: method('dashboards.updateShare', 'PUT dashboards/{id}/share', 'json'),
      shareUrl: method('dashboards.shareUrl', 'POST dashboards/{id}/share/url', 'form'),
      secureShareUrl: method(
        'dashboards.secureShareUrl',
        'POST dashboards/{id}/share/url/secure',
        'form',
      ),
      secureShareUrlHash: method(
        'dashboards.secureShareUrlHash',
        'POST dashboards/{id}/share/url/secure/hash',
        'form',
      ),
      exportPdf: method(
        'dashboards.exportPdf',
        'GET dashboards/{id}/export/pdf',
        'nothing',
        'blob',
      ),
    },
    filtersets: {
      list: method('filtersets.list', 'GET dashboards/filterset', 'query'),
      updateShare: method('filtersets.updateShare', 'PUT dashboards/filterset/{id}/share', 'json'),
      delete: method('filtersets.delete', 'DELETE dashboards/filterset/{id}'),
    },
    widgets: {
      list: method('widgets.list', 'GET widgets', 'query'),
      create: method('widgets.create', 'POST widgets', 'json'),
      get: method('widgets.get', 'GET widgets/{id}'),
      update: method('widgets.update', 'PUT widgets/{id}', 'json'),
      clone: method('widgets.clone', 'POST widgets/{id}', 'json'),
      delete: method('widgets.delete', 'DELETE widgets/{id}'),
      updateShare: method('widgets.updateShare', 'PUT widgets/{id}/share', 'json'),
      shareUrl: method('widgets.shareUrl', 'POST widgets/{id}/share/url', 'form'),
      secureShareUrl: method(
        'widgets.secureShareUrl',
        'POST widgets/{id}/share/url/secure',
        'form',
      ),
    },
    datasources: {
      list: method('datasources.list', 'GET datasources', 'query'),
      get: method('datasources.get', 'GET datasources/{id}'),
      clone: method('datasources.clone', 'POST datasources/{id}', 'json'),
      delete: method('datasources.delete', 'DELETE datasources/{id}'),
      updateShare: method('datasources.updateShare', 'PUT datasources/{id}/share', 'json'),
    },
    queries: {
      list: method('queries.list', 'GET queries', 'query'),
      create: method('queries.create', 'POST queries', 'json'),
      get: method('queries.get', 'GET queries/{id}', 'query'),
      update: method('queries.update', 'PUT queries/{id}', 'json'),
      clone: method('queries.clone', 'POST queries/{id}', 'json'),
      delete: method('queries.delete', 'DELETE queries/{id}', 'query'),
      refresh: method('queries.refresh', 'POST queries/{id}/refreshQuery', 'json'),
      updateShare: method('queries.updateShare', 'PUT queries/{id}/share', 'json'),
    },
    categories: {
      list: method('categories.list', 'GET category', 'query'),
      create: method('categories.create', 'POST category', 'json'),
      update: method('categories.update', 'PUT category/{id}', 'json'),
      delete: method('categories.delete', 'DELETE category/{id}'),
      assign: method('categories.assign', 'POST category/assign', 'json'),
      add: method('categories.add', 'POST category/add', 'json'),
      remove: method('categories.remove', 'POST category/remove', 'json'),
      copy: method('categories.copy', 'POST category/copy', 'json'),
      updateShare: method('categories.updateShare', 'PUT category/{id}/share', 'json'),
    },
    groups: {
      list: method('groups.list', 'GET groups', 'query'),
      create: method('groups.create', 'POST groups', 'form'),
      get: method('groups.get', 'GET groups/{id}', 'query'),
      update: method('groups.update', 'PUT groups/{id}', 'form'),
      delete: method('groups.delete', 'DELETE groups/{id}'),
    },
    users: {
      list: method('users.list', 'GET users', 'query'),
      create: method('users.create', 'POST users', 'json'),
      get: method('users.get', 'GET users/{id}'),
      update: method('users.update', 'PUT users/{id}', 'json'),
      delete: method('users.delete', 'DELETE users/{id}'),
      search: method('users.search', 'GET users/search', 'query'),
      moveAssets: method('users.moveAssets', 'PUT users/{id}/moveAssets', 'json'),
      shareableEntities: method('users.shareableEntities', 'GET users/shareableEntities', 'query'),
      listGroups: method('users.listGroups', 'GET users/{id}/groups'),
      addGroup: method('users.addGroup', 'POST users/{id}/groups', 'json'),
      getGroup: method('users.getGroup', 'GET users/{id}/groups/{groupId}'),
      updateGroup: method('users.updateGroup', 'PUT users/{id}/groups/{groupId}', 'json'),
      removeGroup: method('users.removeGroup', 'DELETE users/{id}/groups/{groupId}'),
    },
    datasets: {
      query: method('datasets.query', 'GET datasets', 'query'),
      csv: (query, options) => {
        const csv = operation('datasets.csv', 'GET datasets', 'query', 'text')
        return invoke(csv, [{ ...query, exportFormat: 'csv' }, options])
      },
      get: method('datasets.get', 'GET datasets/{id}', 'query'),
    },
    nlp: {
      suggestions: method('nlp.suggestions', 'GET nlp/suggestions', 'query'),
      parse: method('nlp.parse', 'POST nlp/query/parse', 'json'),
    },
    health: {
      kpi: method('health.kpi', 'GET kpi', 'query'),
    },
  }
}

// biome-ignore lint/suspicious/noExplicitAny: the interface of each resource gives its methods their types
type AnyMethod = (...args: any[]) => any

function methodsOf(invoke: Invoke): (...terms: Parameters<typeof operation>) => AnyMethod {
  return (...terms) => {
    const known: KnowiOperation = operation(...terms)
    return (...args: unknown[]) => invoke(known, args)
  }
}
