import type { Cancellation } from '../../clock/abort'
import type { Clock } from '../../clock/clock'
import { inWorkerd } from '../../clock/inWorkerd'
import { format, isTable, type OperationTable } from '../table/OperationTable'

/** A place that keeps texts for longer than the process lives: unstorage, `localStorage` … */
export interface SpecCache {
  /** The text that was kept, what its JSON says, or nothing. */
  getItem(key: string): unknown
  setItem(key: string, value: string): unknown
  removeItem?(key: string): unknown
}

/** By what a server tells whether a document has changed (RFC 9110, 8.8). */
export interface Validators {
  readonly etag?: string | undefined
  readonly lastModified?: string | undefined
}

/** What a download brought; without a table: what was kept still holds. */
export interface Downloaded extends Validators {
  readonly table?: OperationTable | undefined
}

/** A table that is wanted. */
export interface TableRequest {
  /** Tells apart what was read differently or may be seen by different people. */
  readonly key: string
  readonly download: (known: Validators) => Promise<Downloaded>
  readonly clock: Clock
  /** How long a table is used without asking again, in ms. */
  readonly ttl: number
  readonly cache?: SpecCache | undefined
  /** Download, whatever is kept. */
  readonly force?: boolean | undefined
  /** Use one that has expired where no new one can be had. */
  readonly staleOnError?: boolean | undefined
  readonly signal?: Cancellation | undefined
  /** Told of a cache that does not work. */
  readonly warn: (warning: string) => void
}

interface Kept extends Validators {
  readonly table: OperationTable
  /** Epoch ms. */
  readonly readAt: number
}

interface Flight {
  readonly landing: Promise<OperationTable>
  readonly signal: Cancellation | undefined
}

// The one thing that clients share without being told to: what a server said, by who asked.
const memory = /* @__PURE__ */ new Map<string, Kept>()
const flights = /* @__PURE__ */ new Map<string, Flight>()
const mostKept = 32

/** From memory, from the cache or from the server; downloads of one table at a time are one. */
export async function keptTable(request: TableRequest): Promise<OperationTable> {
  const { key, signal, force } = request
  for (;;) {
    const flight = force ? undefined : flights.get(key)
    // A request of workerd's must not wait for what another began.
    if (!flight || inWorkerd()) break
    try {
      return await unlessAborted(flight.landing, signal)
    } catch (error) {
      // Who began it gave up; somebody else has to go on.
      if (!flight.signal?.aborted || signal?.aborted) throw error
      if (flights.get(key) === flight) flights.delete(key)
    }
  }
  const landing = obtain(request)
  const flight = { landing, signal }
  flights.set(key, flight)
  try {
    return await landing
  } finally {
    if (flights.get(key) === flight) flights.delete(key)
  }
}

async function obtain(request: TableRequest): Promise<OperationTable> {
  const { key, clock, ttl, force, staleOnError, download } = request
  const kept = memory.get(key) ?? (await recall(request))
  const age = kept ? clock.date() - kept.readAt : 0
  if (kept && !force && age >= 0 && age < ttl) {
    remember(key, kept)
    return kept.table
  }
  try {
    const { etag, lastModified } = kept ?? {}
    const fresh = await download(force ? {} : { etag, lastModified })
    const table = fresh.table ?? kept?.table
    if (!table) throw new TypeError('The download brought nothing.')
    const next: Kept = {
      table,
      readAt: clock.date(),
      etag: fresh.etag ?? (fresh.table ? undefined : etag),
      lastModified: fresh.lastModified ?? (fresh.table ? undefined : lastModified),
    }
    remember(key, next)
    await store(request, next)
    return table
  } catch (error) {
    if (kept && staleOnError && !request.signal?.aborted) return kept.table
    throw error
  }
}

function remember(key: string, kept: Kept): void {
  memory.delete(key)
  memory.set(key, kept)
  const [oldest] = memory.keys()
  if (memory.size > mostKept && oldest !== undefined) memory.delete(oldest)
}

async function recall({ key, cache, warn }: TableRequest): Promise<Kept | undefined> {
  if (!cache) return undefined
  try {
    const item = await cache.getItem(key)
    const kept = (typeof item === 'string' ? JSON.parse(item) : item) as Partial<Kept> | null
    const { table, readAt, etag, lastModified } = kept ?? {}
    if (!isTable(table) || table.operationTable !== format || typeof readAt !== 'number')
      return undefined
    return {
      table,
      readAt,
      etag: typeof etag === 'string' ? etag : undefined,
      lastModified: typeof lastModified === 'string' ? lastModified : undefined,
    }
  } catch (error) {
    warn(`specCache.getItem failed: ${String(Object(error).message)}`)
    return undefined
  }
}

async function store({ key, cache, warn }: TableRequest, kept: Kept): Promise<void> {
  try {
    await cache?.setItem(key, JSON.stringify(kept))
  } catch (error) {
    // It may be full; a client that works is worth more.
    warn(`specCache.setItem failed: ${String(Object(error).message)}`)
  }
}

function unlessAborted<T>(promise: Promise<T>, signal: Cancellation | undefined): Promise<T> {
  if (!signal) return promise
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason)
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
    const done = (): void => signal.removeEventListener('abort', onAbort)
    promise.finally(done).then(resolve, reject)
  })
}
