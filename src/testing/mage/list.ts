import type { MageMockRecord } from './options'

/** Records of a list and what is told about it (contract 2.3, 2.4). */
export interface Listed {
  records: readonly MageMockRecord[]
  metadata: MageMockRecord
}

/** What of a list's records is sent. */
export function pageOf(
  name: string,
  database: boolean,
  all: readonly MageMockRecord[],
  query: URLSearchParams,
): Listed {
  const limit = numberOf(query, '_limit')
  const offset = numberOf(query, '_offset') ?? 0
  if (name === 'blocks') return { records: all, metadata: { count: all.length, next: false } }
  if (name === 'pipelines') {
    const records = sorted(all, query.getAll('_order_by[]')).slice(
      offset,
      limit === undefined ? undefined : offset + limit,
    )
    const next = limit === undefined ? null : offset + limit < all.length
    return { records, metadata: { count: all.length, results: records.length, next } }
  }
  if (!database) return { records: all, metadata: {} }
  const most = limit ?? 40
  const page = all.slice(offset, offset + most)
  const next = offset + most < all.length
  const isGrouped = name === 'pipeline_runs' && query.get('disable_retries_grouping') !== 'true'
  const records = isGrouped ? withRetries(page, all) : page
  return { records, metadata: { count: all.length, next } }
}

/** The retries of the first and last run of a page come along, so that pages overlap. */
function withRetries(
  page: readonly MageMockRecord[],
  all: readonly MageMockRecord[],
): readonly MageMockRecord[] {
  const dates = [page.at(0), page.at(-1)].map((run) => run?.execution_date)
  return all.filter((run) => page.includes(run) || dates.includes(run.execution_date))
}

function sorted(all: readonly MageMockRecord[], columns: string[]): readonly MageMockRecord[] {
  const [first] = columns
  if (first === undefined) return all
  const names = columns.map((column) => column.replace(/^-/, ''))
  const order = [...all].sort((one, other) => {
    for (const name of names) {
      const way = String(one[name] ?? '').localeCompare(String(other[name] ?? ''))
      if (way !== 0) return way
    }
    return 0
  })
  return first.startsWith('-') ? order.reverse() : order
}

function numberOf(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name)
  if (text === null) return undefined
  // As Python has it: a text that is no number is not expected.
  if (!/^-?\d+$/.test(text)) throw new Error(`invalid literal for int() with base 10: '${text}'`)
  return Number(text)
}
