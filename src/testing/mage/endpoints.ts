import { factsOf, singularOf, wordsOf } from '../../apis/mage/names'
import { resources as table } from '../../apis/mage/resources'
import { builtIn } from './builtIn'
import { ApiFailure, missing, refused } from './failures'
import type {
  MageMockRecord,
  MockAction,
  MockResource,
  MockResourceRequest,
  MockUser,
} from './options'
import { slug } from './records'
import type { World } from './world'

/** A resource with its policy, its presenters and all of its handlers. */
export interface Endpoint {
  /** The plural one, whatever the URL has. */
  readonly name: string
  readonly database: boolean
  readonly records: MageMockRecord[]
  run(action: MockAction, request: MockResourceRequest): unknown
  /** @throws for what the policy does not let pass */
  permit(action: MockAction, request: MockResourceRequest, isAuthOn: boolean): void
  /** A record with the attributes that its presenter has. */
  present(record: MageMockRecord, action: MockAction, format: string | null): MageMockRecord
}

const letters: Readonly<Record<MockAction, string>> = {
  list: 'L',
  create: 'C',
  detail: 'D',
  update: 'U',
  delete: 'X',
}

/** The endpoints by the name that stands in a URL, singular or plural; undefined for unknown ones. */
export function endpointsOf(world: World): (name: string) => Endpoint | undefined {
  const own = world.options.resources ?? {}
  const special = builtIn(world)
  const names = [...new Set([...Object.keys(own), ...Object.keys(table)])]
  const made = new Map<string, Endpoint>()
  return (asked) => {
    const name = names.find((each) => each === asked || singularOf(each) === asked)
    if (name === undefined) return undefined
    const known =
      made.get(name) ?? endpoint(world, name, own[name] ?? special[name] ?? {}, name in own)
    made.set(name, known)
    return known
  }
}

function endpoint(world: World, name: string, given: MockResource, isOwn: boolean): Endpoint {
  const facts = isOwn ? undefined : factsOf(name)
  const database = given.database ?? facts?.database ?? false
  const key = given.key ?? (database ? 'id' : 'uuid')
  const records = (given.records ?? []).map((record) => ({ ...record }))
  const has = (action: MockAction): boolean =>
    given.actions?.includes(action) ?? facts?.actions.includes(letters[action]) ?? true
  const isOpen = (action: MockAction): boolean =>
    given.open?.includes(action) ?? facts?.open?.includes(letters[action]) ?? false
  const filters = given.filters ?? wordsOf(facts?.filters)
  const attributes = given.attributes ?? (isOwn ? undefined : wordsOf(facts?.attributes))
  const handlers: Required<Pick<MockResource, MockAction>> = {
    ...collection(world, name, records, key, database),
    ...given,
  }
  return {
    name,
    database,
    records,
    run: (action, request) => handlers[action](request),
    permit(action, { user, query, payload }, isAuthOn) {
      const isRead = action === 'list' || action === 'detail'
      if (!has(action) && (isAuthOn || isRead)) {
        throw refused(`The ${action} action is disabled for ${name}.`)
      }
      if (!isAuthOn || user?.owner) return
      if (!user) {
        if (!isOpen(action)) throw refused(`Private access for ${action} only, invalid scope.`)
        return
      }
      checkUser(user)
      const unknown = Object.keys(query).find((filter) => !filters.includes(filter))
      if (unknown !== undefined) {
        throw refused(`Query parameter ${unknown} of value ${query[unknown]} is not permitted.`)
      }
      const locked = Object.keys(payload).find((each) => attributes && !attributes.includes(each))
      if (locked !== undefined) throw refused(`Write access for ${locked} is not permitted.`)
    },
    present(record, action, format) {
      const shown = given.formats?.[format ?? ''] ?? given.formats?.[action]
      if (!shown) return record
      return Object.fromEntries(shown.map((attribute) => [attribute, record[attribute] ?? null]))
    },
  }
}

function checkUser({ hasRole = true }: MockUser): void {
  if (hasRole) return
  throw refused(
    'You don’t have access to this project. Please ask an admin or owner for permissions.',
  )
}

/** What a resource does that says nothing else. */
function collection(
  world: World,
  table: string,
  records: MageMockRecord[],
  key: string,
  database: boolean,
): Required<Pick<MockResource, MockAction>> {
  const find = (id: string | undefined): MageMockRecord => {
    const found = records.find((record) => String(record[key]) === id)
    if (found) return found
    throw database ? missing('Record not found.') : new Error(`There is no ${key} ${id}.`)
  }
  return {
    list: () => records,
    create({ payload }) {
      // The database's own checks come with 200, and with what is wrong by field.
      if (database && payload.name === '') {
        throw new ApiFailure('record_invalid', 200, 'Validation failed.', {
          name: ['This field is required.'],
        })
      }
      const id = database
        ? world.nextId(table)
        : slug(String(payload.name ?? `record ${world.nextId(table)}`))
      const made = { [key]: id, ...payload }
      records.push(made)
      return made
    },
    detail: ({ id }) => find(id),
    update: ({ id, payload }) => Object.assign(find(id), payload),
    delete({ id }) {
      const found = find(id)
      records.splice(records.indexOf(found), 1)
      return found
    },
  }
}
