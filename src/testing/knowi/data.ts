import type { MockKnowiOptions, MockRecord } from './options'

/** First moment of the made-up records: fixed, so that every run sees the same data. */
const epoch = Date.UTC(2024, 0, 1)
const day = 86_400_000
const regions = ['North', 'East', 'South', 'West']

export const collectionNames = [
  'dashboards',
  'widgets',
  'datasources',
  'queries',
  'category',
  'groups',
  'users',
  'filterset',
] as const

export type CollectionName = (typeof collectionNames)[number]

const counts: Readonly<Record<Exclude<CollectionName, 'dashboards' | 'widgets'>, number>> = {
  datasources: 2,
  queries: 4,
  category: 3,
  groups: 2,
  users: 4,
  filterset: 2,
}

/** The first records of every collection, by name. */
export function firstRecords(options: MockKnowiOptions): Record<CollectionName, MockRecord[]> {
  const { dashboards = 3, widgets = 6 } = options
  const records = {
    dashboards: given(dashboards, 'dashboards'),
    widgets: given(widgets, 'widgets'),
  }
  const others = Object.entries(counts).map(([name, count]) => [
    name,
    given(count, name as CollectionName),
  ])
  return { ...records, ...Object.fromEntries(others) }
}

function given(wanted: number | readonly MockRecord[], name: CollectionName): MockRecord[] {
  if (typeof wanted !== 'number') {
    const copies = structuredClone(wanted) as MockRecord[]
    return copies.map((record, index) => ({ id: index + 1, ...record }))
  }
  if (!(Number.isInteger(wanted) && wanted >= 0)) {
    throw new TypeError(`"${name}" must be a whole number from 0 up or records, got ${wanted}.`)
  }
  return Array.from({ length: wanted }, (_, index) => makers[name](index + 1))
}

/** A new record with the fields that the API fills in by itself. */
export function makeRecord(name: CollectionName, id: number, now: number): MockRecord {
  const record = makers[name](id)
  if ('createdDate' in record) record.createdDate = now
  if ('lastModDt' in record) record.lastModDt = now
  if ('lastAccessDt' in record) record.lastAccessDt = now
  if ('categories' in record) record.categories = []
  return record
}

const makers: Readonly<Record<CollectionName, (id: number) => MockRecord>> = {
  dashboards: (id) => ({
    id,
    name: `Dashboard ${id}`,
    ...dates(id),
    lastAccessDt: epoch + id * day + 7_200_000,
    userId: userOf(id),
    url: `d-${id}`,
    selected: id === 1,
    displayOrder: id,
    screenAdjust: true,
    screenWidth: 1440,
    screenHeight: 900,
    locked: false,
    accessLevel: 2,
    categoryAccessLevel: 0,
    autoShared: false,
    favorite: id % 2 === 0,
    notDefaultFilter: false,
    my: userOf(id) === 1,
    showWidgetList: false,
    dashNameAsValidFilename: `Dashboard_${id}`,
    properties: { exportPdfLandscape: false, exportPdfSinglePage: true },
    categories: [categoryOf(id)],
  }),
  widgets: (id) => ({
    id,
    name: `Widget ${id}`,
    ...dates(id),
    userId: userOf(id),
    customerId: 1,
    datasetId: queryOf(id),
    type: 1 + (id % 3),
    urlString: `w-${id}`,
    queryId: queryOf(id),
    queryStr: 'select *',
    chartType: id % 2 === 0 ? 'line' : 'column',
    widgetType: 1,
    dataset: { id: queryOf(id), name: `Query ${queryOf(id)}`, metaData },
    position: { chartId: id, width: 4, height: 3, col: 1, row: id, xpos: 0, ypos: 0 },
    chartProperties: { title: `Widget ${id}` },
    filters: [],
    dataFields: metaData.fieldNames,
    categories: [categoryOf(id)],
  }),
  datasources: (id) => ({
    id,
    name: `Datasource ${id}`,
    ...dates(id),
    userId: userOf(id),
    datasource: id % 2 === 0 ? 'mysql' : 'mongo',
    host: `db-${id}.example.com`,
    dbName: 'sales',
  }),
  queries: (id) => ({
    id,
    name: `Query ${id}`,
    identifier: `query-${id}`,
    ...dates(id),
    userId: userOf(id),
    datasourceId: 1 + (id % 2),
    queryStr: 'select *',
    direct: false,
    categories: [categoryOf(id)],
  }),
  category: (id) => ({ id, name: `Category ${id}`, parentId: 0, objectType: 1 }),
  groups: (id) => ({ id, name: `Group ${id}`, ownerId: 1, users: [] }),
  users: (id) => ({
    id,
    name: `User ${id}`,
    username: `user${id}@example.com`,
    createdDate: epoch + id * day,
    userType: ['regular', 'regular', 'sso', 'external'][(id - 1) % 4],
    roles: ['user'],
  }),
  filterset: (id) => ({ id, name: `Filters ${id}`, dashboardId: id, filters: [] }),
}

export const metaData = {
  fields: 3,
  dataTypes: ['date', 'string', 'number'],
  fieldNames: ['date', 'region', 'amount'],
}

/** Rows of a dataset, the same for the same id. */
export function rowsOf(id: number): MockRecord[] {
  return Array.from({ length: 10 }, (_, index) => ({
    date: new Date(epoch + index * day).toISOString().slice(0, 10),
    region: regions[index % regions.length],
    amount: id * 100 + index,
  }))
}

function dates(id: number): MockRecord {
  const createdDate = epoch + id * day
  return { createdDate, lastModDt: createdDate + 3_600_000 }
}

function userOf(id: number): number {
  return 1 + ((id - 1) % 2)
}

function categoryOf(id: number): number {
  return 1 + ((id - 1) % 3)
}

function queryOf(id: number): number {
  return 1 + ((id - 1) % 4)
}
