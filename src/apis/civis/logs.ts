import { checkNumber, checkOptions } from '../../options'
import { type JobHouse, sleep } from './JobHouse'

/** A line of a log, as the client's `returnType` spells it. */
export interface LogLine {
  readonly id: number
  readonly message: string
  readonly level?: string
  readonly [key: string]: unknown
}

/** How a log is followed. */
export interface LogOptions {
  /** Ends the loop with its reason. */
  signal?: AbortSignal
  /**
   * Ms between two looks at a log that has nothing new.
   *
   * @default 5_000
   */
  pollInterval?: number
}

interface RawLine {
  readonly id: number
  readonly createdAt?: string
}

const pageSize = 250
/** So many ids back are read again: lines do not always come in their order. */
const overlap = 100

/**
 * The lines of a log, each once, until Civis says that it is complete: by `civis-cache-control`,
 * where anything but `no-store` means that no line will follow.
 */
export async function* logLines(
  house: JobHouse,
  path: string,
  convert: (line: unknown) => LogLine,
  options: LogOptions,
): AsyncGenerator<LogLine, void, undefined> {
  checkOptions('logs', options, { signal: 'object', pollInterval: 'number' })
  const { signal, pollInterval = 5_000 } = options
  checkNumber('pollInterval', pollInterval, 1)
  const seen = new Set<number>()
  let highest = 0
  for (let back = overlap; ; ) {
    const from = Math.max(0, highest - back)
    const { data, response } = await house.client
      .get<readonly RawLine[]>(path, { query: { last_id: from, limit: pageSize }, signal })
      .withResponse()
    const fresh = data.filter(({ id }) => !seen.has(id)).sort(byTime)
    for (const line of fresh) {
      seen.add(line.id)
      highest = Math.max(highest, line.id)
      yield convert(line)
    }
    for (const id of seen) if (id <= highest - 2 * overlap) seen.delete(id)

    const { headers } = response
    const last = Number(headers.get('civis-max-id') ?? Number.NaN)
    const control = headers.get('civis-cache-control')
    const isComplete = control !== null && !/no-store/i.test(control)
    const isBehind = Number.isFinite(last) ? highest < last : fresh.length > 0
    // Nothing new although there is more: what is read again fills the page.
    const isStuck = fresh.length === 0 && isBehind && back > 0
    if (isBehind && (fresh.length > 0 || isStuck)) back = isStuck ? 0 : overlap
    else if (isComplete) return
    else {
      back = overlap
      await sleep(house, pollInterval, signal)
    }
  }
}

function byTime(one: RawLine, other: RawLine): number {
  const [first, second] = [one.createdAt ?? '', other.createdAt ?? '']
  return first < second ? -1 : first > second ? 1 : one.id - other.id
}
