import type { Clock } from '../../clock/clock'
import { Problem } from './answers'
import { type CollectionName, collectionNames, firstRecords, makeRecord } from './data'
import type { MockKnowiOptions, MockRecord } from './options'

const singular: Readonly<Record<CollectionName, string>> = {
  dashboards: 'dashboard',
  widgets: 'widget',
  datasources: 'datasource',
  queries: 'query',
  category: 'category',
  groups: 'group',
  users: 'user',
  filterset: 'filter set',
}

/** Names that the API's write bodies use for what its records call `name`. */
const nameFields = [
  'dashName',
  'widgetName',
  'clonedQueryName',
  'groupName',
  'categoryName',
  'entityName',
]

export class Store {
  readonly #clock: Pick<Clock, 'date'>
  readonly #collections: ReadonlyMap<CollectionName, Map<string, MockRecord>>
  /** Share lists, by collection and id. */
  readonly #shares = new Map<string, unknown[]>()
  /** Ids that belong to a record: widgets on a dashboard, groups of a user. */
  readonly #members = new Map<string, Set<string>>()
  /** Highest number that was an id, also of what has gone: ids are never given twice. */
  readonly #lastIds = new Map<CollectionName, number>()
  #lastShareUrl = 0

  constructor(options: MockKnowiOptions, clock: Pick<Clock, 'date'>) {
    this.#clock = clock
    const first = firstRecords(options)
    this.#collections = new Map(
      collectionNames.map((name) => [
        name,
        new Map(first[name].map((record) => [String(record.id), record])),
      ]),
    )
    for (const name of collectionNames) {
      const ids = first[name].map(({ id }) => Number(id)).filter(Number.isFinite)
      this.#lastIds.set(name, Math.max(0, ...ids))
    }
    const boards = first.dashboards
    first.widgets.forEach((widget, index) => {
      const board = boards[index % boards.length]
      if (board) this.members('dashboards', String(board.id)).add(String(widget.id))
    })
  }

  all(name: CollectionName): MockRecord[] {
    return [...this.#of(name).values()]
  }

  find(name: CollectionName, id: string): MockRecord | undefined {
    return this.#of(name).get(id)
  }

  /** The record, or the 404 that says there is none. */
  get(name: CollectionName, id: string): MockRecord {
    const record = this.find(name, id)
    if (record === undefined) throw new Problem(404, `There is no ${singular[name]} with this id.`)
    return record
  }

  create(name: CollectionName, fields: MockRecord, from: MockRecord = {}): MockRecord {
    const id = (this.#lastIds.get(name) ?? 0) + 1
    this.#lastIds.set(name, id)
    const made = makeRecord(name, id, this.#clock.date())
    // A clone keeps all of its source but the identity and the dates.
    const { id: _, createdDate: __, lastModDt: ___, ...copied } = from
    const record = { ...made, ...copied, ...toFields(name, fields), id }
    this.#of(name).set(String(id), record)
    return record
  }

  update(name: CollectionName, id: string, fields: MockRecord): MockRecord {
    const record = this.get(name, id)
    Object.assign(record, toFields(name, fields), { id: record.id })
    if ('lastModDt' in record) record.lastModDt = this.#clock.date()
    return record
  }

  remove(name: CollectionName, id: string): void {
    this.get(name, id)
    this.#of(name).delete(id)
    for (const [owner, ids] of this.#members) {
      const holds = owner.startsWith('users/') ? 'groups' : 'widgets'
      if (holds === name) ids.delete(id)
    }
  }

  members(name: 'dashboards' | 'users', id: string): Set<string> {
    const key = `${name}/${id}`
    const ids = this.#members.get(key) ?? new Set()
    this.#members.set(key, ids)
    return ids
  }

  shares(name: CollectionName, id: string): unknown[] {
    return this.#shares.get(`${name}/${id}`) ?? []
  }

  setShares(name: CollectionName, id: string, shares: unknown[]): void {
    this.#shares.set(`${name}/${id}`, shares)
  }

  /** A share URL; every one is new. */
  shareUrl(): string {
    this.#lastShareUrl += 1
    return `share-${this.#lastShareUrl}`
  }

  #of(name: CollectionName): Map<string, MockRecord> {
    return this.#collections.get(name) as Map<string, MockRecord>
  }
}

/** A write body as fields of a record: what the API names otherwise in bodies, minus secrets. */
function toFields(name: CollectionName, { password: _, ...body }: MockRecord): MockRecord {
  // Queries alone are written as an object inside the body.
  const { properties, ...rest } = body
  const fields: MockRecord = name === 'queries' ? { ...Object(properties), ...rest } : body
  for (const field of nameFields) {
    if (fields[field] !== undefined) fields.name = fields[field]
    delete fields[field]
  }
  return fields
}
