import type { Call } from '../../call/Call'
import type { LooseQuery, ResourceOptions } from './operations'
import type { Dashboard, KnowiList, Widget } from './schemas'

/** What identifies a record. */
export type Id = string | number

/** A record whose fields are not documented. */
export type KnowiRecord = Record<string, unknown>

/** For lists that can be narrowed to categories. */
export interface CategoryQuery extends LooseQuery {
  /** Ids of categories; any of them will do. Sent as a comma list. */
  byCategory?: readonly Id[] | string | null
}

export interface CategoryListQuery extends LooseQuery {
  /** What is categorised: Knowi's number for dashboards, widgets or queries. */
  objectType?: Id | null
}

export interface QueryDetailQuery extends LooseQuery {
  loadJoinDataSources?: boolean | null
}

export interface QueryDeleteQuery extends LooseQuery {
  /** Whether the widgets on the query go with it. */
  removeWidgets?: boolean | null
}

export interface GroupQuery extends LooseQuery {
  withSharing?: boolean | null
}

export interface UserSearchQuery extends LooseQuery {
  username?: string | null
  userType?: 'regular' | 'sso' | 'external' | null
}

/** Names a dataset, by one of two names, and narrows it. */
export interface DatasetQuery extends LooseQuery {
  entityName?: string | null
  identifier?: string | null
  c9SqlFilter?: string | null
  optimized?: boolean | null
  limit?: number | null
  /** Sent as JSON. */
  runtimeTokens?: unknown
}

export interface Dashboards {
  /** `GET dashboards`. All that the account can see. */
  list(query?: CategoryQuery, options?: ResourceOptions): Call<KnowiList<Dashboard>>
  /** `POST dashboards` */
  create(data: unknown, options?: ResourceOptions): Call<Dashboard>
  /** `GET dashboards/{id}` */
  get(id: Id, options?: ResourceOptions): Call<Dashboard>
  /** `PUT dashboards/{id}` */
  update(id: Id, data: unknown, options?: ResourceOptions): Call<Dashboard>
  /** `POST dashboards/{id}` */
  clone(id: Id, data?: unknown, options?: ResourceOptions): Call<Dashboard>
  /** `DELETE dashboards/{id}` */
  delete(id: Id, options?: ResourceOptions): Call<unknown>
  /** `GET dashboards/{id}/widgets`. The widgets of one dashboard. */
  widgets(id: Id, options?: ResourceOptions): Call<KnowiList<Widget>>
  /** `PUT dashboards/{id}/{widgetId}` */
  addWidget(id: Id, widgetId: Id, data?: unknown, options?: ResourceOptions): Call<unknown>
  /** `DELETE dashboards/{id}/{widgetId}` */
  removeWidget(id: Id, widgetId: Id, options?: ResourceOptions): Call<unknown>
  /** `GET dashboards/{id}/share` */
  getShare(id: Id, options?: ResourceOptions): Call<unknown>
  /** `PUT dashboards/{id}/share` */
  updateShare(id: Id, data: unknown, options?: ResourceOptions): Call<unknown>
  /** `POST dashboards/{id}/share/url` */
  shareUrl(id: Id, fields?: LooseQuery, options?: ResourceOptions): Call<unknown>
  /** `POST dashboards/{id}/share/url/secure` */
  secureShareUrl(id: Id, fields?: LooseQuery, options?: ResourceOptions): Call<unknown>
  /** `POST dashboards/{id}/share/url/secure/hash` */
  secureShareUrlHash(id: Id, fields?: LooseQuery, options?: ResourceOptions): Call<unknown>
  /** `GET dashboards/{id}/export/pdf`. The PDF; its name is in Content-Disposition (see `withResponse`). */
  exportPdf(id: Id, options?: ResourceOptions): Call<Blob>
  /**
   * Every dashboard in full, in the order of the list; details are fetched side by side within the quota.
   * Leaving the loop early ends what is still under way.
   *
   * @example
   * for await (const dashboard of knowi.dashboards.all()) console.log(dashboard.name)
   */
  all(options?: ResourceOptions): AsyncGenerator<Dashboard, void, undefined>
}

export interface Filtersets {
  /** `GET dashboards/filterset` */
  list(query?: LooseQuery, options?: ResourceOptions): Call<unknown>
  /** `PUT dashboards/filterset/{id}/share` */
  updateShare(id: Id, data: unknown, options?: ResourceOptions): Call<unknown>
  /** `DELETE dashboards/filterset/{id}` */
  delete(id: Id, options?: ResourceOptions): Call<unknown>
}

export interface Widgets {
  /** `GET widgets`. All that the account can see. */
  list(query?: CategoryQuery, options?: ResourceOptions): Call<KnowiList<Widget>>
  /** `POST widgets` */
  create(data: unknown, options?: ResourceOptions): Call<Widget>
  /** `GET widgets/{id}` */
  get(id: Id, options?: ResourceOptions): Call<Widget>
  /** `PUT widgets/{id}` */
  update(id: Id, data: unknown, options?: ResourceOptions): Call<Widget>
  /** `POST widgets/{id}` */
  clone(id: Id, data?: unknown, options?: ResourceOptions): Call<Widget>
  /** `DELETE widgets/{id}` */
  delete(id: Id, options?: ResourceOptions): Call<unknown>
  /** `PUT widgets/{id}/share` */
  updateShare(id: Id, data: unknown, options?: ResourceOptions): Call<unknown>
  /** `POST widgets/{id}/share/url` */
  shareUrl(id: Id, fields?: LooseQuery, options?: ResourceOptions): Call<unknown>
  /** `POST widgets/{id}/share/url/secure` */
  secureShareUrl(id: Id, fields?: LooseQuery, options?: ResourceOptions): Call<unknown>
  /**
   * Every widget in full, in the order of the list; details are fetched side by side within the quota.
   * Leaving the loop early ends what is still under way.
   *
   * @example
   * for await (const widget of knowi.widgets.all()) console.log(widget.name)
   */
  all(options?: ResourceOptions): AsyncGenerator<Widget, void, undefined>
}

export interface Datasources {
  /** `GET datasources` */
  list(query?: LooseQuery, options?: ResourceOptions): Call<KnowiList<KnowiRecord>>
  /** `GET datasources/{id}` */
  get(id: Id, options?: ResourceOptions): Call<KnowiRecord>
  /** `POST datasources/{id}` */
  clone(id: Id, data?: unknown, options?: ResourceOptions): Call<KnowiRecord>
  /** `DELETE datasources/{id}` */
  delete(id: Id, options?: ResourceOptions): Call<unknown>
  /** `PUT datasources/{id}/share` */
  updateShare(id: Id, data: unknown, options?: ResourceOptions): Call<unknown>
}

export interface Queries {
  /** `GET queries` */
  list(query?: LooseQuery, options?: ResourceOptions): Call<KnowiList<KnowiRecord>>
  /** `POST queries` */
  create(data: unknown, options?: ResourceOptions): Call<KnowiRecord>
  /** `GET queries/{id}`. By id or by identifier. */
  get(id: Id, query?: QueryDetailQuery, options?: ResourceOptions): Call<KnowiRecord>
  /** `PUT queries/{id}` */
  update(id: Id, data: unknown, options?: ResourceOptions): Call<KnowiRecord>
  /** `POST queries/{id}` */
  clone(id: Id, data?: unknown, options?: ResourceOptions): Call<KnowiRecord>
  /** `DELETE queries/{id}` */
  delete(id: Id, query?: QueryDeleteQuery, options?: ResourceOptions): Call<unknown>
  /** `POST queries/{id}/refreshQuery`. Runs the query anew. */
  refresh(id: Id, data?: unknown, options?: ResourceOptions): Call<unknown>
  /** `PUT queries/{id}/share` */
  updateShare(id: Id, data: unknown, options?: ResourceOptions): Call<unknown>
}

export interface Categories {
  /** `GET category` */
  list(query?: CategoryListQuery, options?: ResourceOptions): Call<KnowiList<KnowiRecord>>
  /** `POST category` */
  create(data: unknown, options?: ResourceOptions): Call<KnowiRecord>
  /** `PUT category/{id}` */
  update(id: Id, data: unknown, options?: ResourceOptions): Call<KnowiRecord>
  /** `DELETE category/{id}` */
  delete(id: Id, options?: ResourceOptions): Call<unknown>
  /** `POST category/assign` */
  assign(data: unknown, options?: ResourceOptions): Call<unknown>
  /** `POST category/add` */
  add(data: unknown, options?: ResourceOptions): Call<unknown>
  /** `POST category/remove` */
  remove(data: unknown, options?: ResourceOptions): Call<unknown>
  /** `POST category/copy` */
  copy(data: unknown, options?: ResourceOptions): Call<unknown>
  /** `PUT category/{id}/share` */
  updateShare(id: Id, data: unknown, options?: ResourceOptions): Call<unknown>
}

export interface Groups {
  /** `GET groups` */
  list(query?: LooseQuery, options?: ResourceOptions): Call<KnowiList<KnowiRecord>>
  /** `POST groups` */
  create(fields: LooseQuery, options?: ResourceOptions): Call<KnowiRecord>
  /** `GET groups/{id}` */
  get(id: Id, query?: GroupQuery, options?: ResourceOptions): Call<KnowiRecord>
  /** `PUT groups/{id}` */
  update(id: Id, fields: LooseQuery, options?: ResourceOptions): Call<KnowiRecord>
  /** `DELETE groups/{id}` */
  delete(id: Id, options?: ResourceOptions): Call<unknown>
}

export interface Users {
  /** `GET users` */
  list(query?: LooseQuery, options?: ResourceOptions): Call<KnowiList<KnowiRecord>>
  /** `POST users` */
  create(data: unknown, options?: ResourceOptions): Call<KnowiRecord>
  /** `GET users/{id}` */
  get(id: Id, options?: ResourceOptions): Call<KnowiRecord>
  /** `PUT users/{id}` */
  update(id: Id, data: unknown, options?: ResourceOptions): Call<KnowiRecord>
  /** `DELETE users/{id}` */
  delete(id: Id, options?: ResourceOptions): Call<unknown>
  /** `GET users/search` */
  search(query?: UserSearchQuery, options?: ResourceOptions): Call<unknown>
  /** `PUT users/{id}/moveAssets` */
  moveAssets(id: Id, data: unknown, options?: ResourceOptions): Call<unknown>
  /** `GET users/shareableEntities` */
  shareableEntities(query?: LooseQuery, options?: ResourceOptions): Call<unknown>
  /** `GET users/{id}/groups` */
  listGroups(id: Id, options?: ResourceOptions): Call<KnowiList<KnowiRecord>>
  /** `POST users/{id}/groups` */
  addGroup(id: Id, data: unknown, options?: ResourceOptions): Call<unknown>
  /** `GET users/{id}/groups/{groupId}` */
  getGroup(id: Id, groupId: Id, options?: ResourceOptions): Call<KnowiRecord>
  /** `PUT users/{id}/groups/{groupId}` */
  updateGroup(id: Id, groupId: Id, data: unknown, options?: ResourceOptions): Call<unknown>
  /** `DELETE users/{id}/groups/{groupId}` */
  removeGroup(id: Id, groupId: Id, options?: ResourceOptions): Call<unknown>
}

export interface Datasets {
  /** `GET datasets`. The rows, as a bare array. */
  query(query: DatasetQuery, options?: ResourceOptions): Call<KnowiRecord[]>
  /** `GET datasets`. The rows as CSV text. */
  csv(query: DatasetQuery, options?: ResourceOptions): Call<string>
  /** `GET datasets/{id}` */
  get(id: Id, query?: LooseQuery, options?: ResourceOptions): Call<unknown>
}

export interface Nlp {
  /** `GET nlp/suggestions` */
  suggestions(query?: LooseQuery, options?: ResourceOptions): Call<unknown>
  /** `POST nlp/query/parse`. A question in plain words, parsed. */
  parse(data: unknown, options?: ResourceOptions): Call<unknown>
}

export interface Health {
  /** `GET kpi` */
  kpi(query?: LooseQuery, options?: ResourceOptions): Call<unknown>
}
