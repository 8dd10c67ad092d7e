import type { QueryInput } from '../../call/query'
import type { Client } from '../../client'
import { ConfigError } from '../../errors/ConfigError'
import { itemsOf, type PageRule } from '../../operation/pages'
import { CivisLookupError, type LookupFacts } from './errors/CivisLookupError'
import { near } from './near'
import { listPages } from './reading'
import { tableName } from './tableName'

type Row = Readonly<Record<string, unknown>>

/** The first page is asked for without a number. */
const later: PageRule = { items: listPages.items, next: listPages.next }

/** The helpers that find the id of something by its name. */
export interface CivisLookups {
  /**
   * The id of the AWS credential of that name, or of your own where several have it; with an
   * `owner`, of that owner's.
   *
   * @param owner as text or as `{ owner }`
   * @throws {CivisLookupError} where there is none
   * @throws {ConfigError} for what is neither a name nor an id
   * @example
   * await civis.getAwsCredentialId('backups')
   * await civis.getAwsCredentialId('shared', { owner: 'data-team' })
   * await civis.getAwsCredentialId(1234) // 1234, and no request
   */
  getAwsCredentialId(
    nameOrId: string | number,
    owner?: string | { readonly owner?: string },
  ): Promise<number>
  /**
   * The id of the credential that a user has for a database.
   *
   * @param username an id passes through
   * @param database its name, or its id
   * @throws {CivisLookupError} where there is none
   * @throws {ConfigError} for what is neither a name nor an id
   * @example
   * await civis.getDatabaseCredentialId('ada', 'warehouse')
   */
  getDatabaseCredentialId(username: string | number, database: string | number): Promise<number>
  /**
   * The id of the database of that name. An id passes through, without a request; a text of digits
   * is a name.
   *
   * @throws {CivisLookupError} where there is none
   * @throws {ConfigError} for what is neither a name nor an id
   * @example
   * await civis.getDatabaseId('warehouse')
   */
  getDatabaseId(nameOrId: string | number): Promise<number>
  /**
   * The id of the storage host of that name; an id passes through.
   *
   * @throws {CivisLookupError} where there is none
   * @throws {ConfigError} for what is neither a name nor an id
   * @example
   * await civis.getStorageHostId('lake')
   */
  getStorageHostId(nameOrId: string | number): Promise<number>
  /**
   * The id of a table, by `schema.table` or `table`. Double quotes protect dots and, doubled,
   * themselves. An id passes through.
   *
   * @param database its name, or its id
   * @throws {CivisLookupError} where there is none
   * @throws {ConfigError} for a name with more parts, and for what is neither a name nor an id
   * @example
   * await civis.getTableId('"raw.2025".visits', 'warehouse')
   */
  getTableId(table: string | number, database: string | number): Promise<number>
  /** Your user name. Asked for when read, once a client. */
  readonly username: Promise<string>
  /** The id of your default database credential, or undefined. Asked for when read, once a client. */
  readonly defaultDatabaseCredentialId: Promise<number | undefined>
  /**
   * The id of your default credential of whatever kind, or undefined.
   *
   * @deprecated Civis gives it up; use `defaultDatabaseCredentialId`
   */
  readonly defaultCredential: Promise<number | undefined>
  /**
   * The names of the feature flags that are on for you.
   *
   * @deprecated Civis gives it up; read `feature_flags` of `users.getMe()`
   */
  readonly featureFlags: Promise<readonly string[]>
}

/** Each answer is kept for the life of the client; a failure is not. */
export function civisLookups(client: Pick<Client, 'get'>): CivisLookups {
  const kept = new Map<string, Promise<unknown>>()

  const once = <T>(key: readonly unknown[], find: () => Promise<T>): Promise<T> => {
    const name = JSON.stringify(key)
    let found = kept.get(name) as Promise<T> | undefined
    if (!found) {
      found = find()
      kept.set(name, found)
      found.catch(() => kept.delete(name))
    }
    return found
  }

  const rows = (path: string, query: QueryInput = {}): AsyncIterable<Row> =>
    itemsOf<Row>(
      (asked) => client.get<unknown>(path, { query: asked as QueryInput }),
      [query],
      later,
    )

  /** The first row that fits, on whatever page; else an error with the names that came by. */
  const first = async (
    found: AsyncIterable<Row> | readonly Row[],
    fits: (row: Row) => boolean,
    facts: Omit<LookupFacts, 'near'>,
    name = 'name',
  ): Promise<number> => {
    const names: string[] = []
    for await (const row of found) {
      if (fits(row)) return row.id as number
      if (typeof row[name] === 'string') names.push(row[name])
    }
    throw new CivisLookupError({ ...facts, near: near(facts.wanted, names) })
  }

  const me = (): Promise<Row> => once(['me'], () => client.get<Row>('users/me'))

  const firstCredential = (query: QueryInput): Promise<number | undefined> =>
    once(['credential', query], async () => {
      const found = await client.get<readonly Row[]>('credentials', { query })
      return found[0]?.id as number | undefined
    })

  const lookups: CivisLookups = {
    getDatabaseId: (wanted) =>
      lookup('getDatabaseId', wanted, (name) =>
        once(['database', name], () =>
          // Neither this list nor the one of storage hosts has pages.
          client.get<readonly Row[]>('databases').then((found) =>
            first(found, (row) => row.name === name, {
              kind: 'database',
              wanted: name,
              searched: 'databases.list()',
            }),
          ),
        ),
      ),
    getStorageHostId: (wanted) =>
      lookup('getStorageHostId', wanted, (name) =>
        once(['storage host', name], () =>
          client.get<readonly Row[]>('storage_hosts').then((found) =>
            first(found, (row) => row.name === name, {
              kind: 'storage host',
              wanted: name,
              searched: 'storageHosts.list()',
            }),
          ),
        ),
      ),
    getDatabaseCredentialId: (wanted, database) =>
      lookup('getDatabaseCredentialId', wanted, (username) => {
        checkReference('getDatabaseCredentialId: the database', database)
        const place = typeof database === 'number' ? 'remoteHostId' : 'remoteHostName'
        return once(['database credential', username, database], () =>
          first(
            rows('credentials', { type: 'Database' }),
            (row) => row.username === username && row[place] === database,
            {
              kind: 'database credential of',
              wanted: username,
              within: `for database ${quoted(database)}`,
              searched: "credentials.list({ type: 'Database' })",
            },
            'username',
          ),
        )
      }),
    getAwsCredentialId: (wanted, given) =>
      lookup('getAwsCredentialId', wanted, (name) => {
        const owner = ownerIn(given)
        return once(['aws credential', name, owner], async () => {
          const all: Row[] = []
          for await (const row of rows('credentials', { type: 'Amazon Web Services S3' })) {
            all.push(row)
          }
          const named = all.filter((row) => row.name === name)
          // Several of one name are told apart by their owner: the one given, or yourself.
          const by =
            owner ?? (named.length > 1 ? ((await me()).username as string | undefined) : undefined)
          return first(all, (row) => row.name === name && (by === undefined || row.owner === by), {
            kind: 'AWS credential',
            wanted: name,
            within: by === undefined ? undefined : `owned by ${quoted(by)}`,
            searched: "credentials.list({ type: 'Amazon Web Services S3' })",
          })
        })
      }),
    getTableId: (wanted, database) =>
      lookup('getTableId', wanted, (written) => {
        const { schema, name } = tableName(written)
        checkReference('getTableId: the database', database)
        return once(['table', written, database], async () => {
          const within = {
            database_id: await lookups.getDatabaseId(database),
            ...(schema !== undefined && { schema }),
          }
          const [found] = await client.get<readonly Row[]>('tables', { query: { ...within, name } })
          if (found) return found.id as number
          // Only for the message: the names beside it.
          const beside = await client
            .get<readonly Row[]>('tables', { query: { ...within, limit: 1000 } })
            .catch(() => [])
          const names = beside.map((row) => String(row.name))
          throw new CivisLookupError({
            kind: 'table',
            wanted: written,
            within: `in database ${quoted(database)}`,
            searched: 'tables.list()',
            near: near(name, names),
          })
        })
      }),
    get username() {
      return me().then((user) => user.username as string)
    },
    get defaultDatabaseCredentialId() {
      return firstCredential({ type: 'Database', default: true })
    },
    get defaultCredential() {
      return firstCredential({ default: true })
    },
    get featureFlags() {
      return me().then(({ featureFlags }) =>
        Object.entries(Object(featureFlags))
          .filter(([, isOn]) => isOn === true)
          .map(([name]) => name),
      )
    },
  }
  return lookups
}

/** An id as it is, and what `find` finds for a name. */
async function lookup(
  helper: string,
  wanted: unknown,
  find: (name: string) => Promise<number>,
): Promise<number> {
  checkReference(helper, wanted)
  return typeof wanted === 'number' ? wanted : find(wanted as string)
}

/** @throws {ConfigError} for what is neither a name nor an id */
function checkReference(where: string, value: unknown): void {
  const isId = Number.isSafeInteger(value) && (value as number) >= 0
  if (isId || (typeof value === 'string' && value !== '')) return
  const what = typeof value === 'number' ? String(value) : typeof value
  throw new ConfigError(`${where} must be a name or an id (a whole number from 0 up), not ${what}.`)
}

function ownerIn(given: unknown): string | undefined {
  const owner = typeof given === 'object' && given ? (given as { owner?: unknown }).owner : given
  if (owner === undefined || owner === null) return undefined
  if (typeof owner === 'string' && owner !== '') return owner
  throw new ConfigError('getAwsCredentialId: the owner must be a user name.')
}

function quoted(value: string | number): string {
  return typeof value === 'number' ? String(value) : `'${value}'`
}
