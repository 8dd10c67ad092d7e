import { unwatch, watch } from '../../clock/abort'
import { KnowiError } from './errors/KnowiError'
import type { ResourceOptions } from './operations'
import type { Id } from './resourceTypes'

/** Details asked for ahead of the one that is read: enough to keep a quota busy, few enough to queue. */
const lookahead = 100

interface Source<Item> {
  list(query: undefined, options: ResourceOptions): Promise<unknown>
  get(id: Id, options: ResourceOptions): Promise<Item>
}

/**
 * A list and the details of its entries, yielded in the order of the list while the next ones are
 * under way. Whatever ends the loop ends them too.
 *
 * @param name of the list, for messages
 */
export async function* listAndDetails<Item>(
  name: string,
  source: Source<Item>,
  options: ResourceOptions = {},
): AsyncGenerator<Item, void, undefined> {
  const controller = new AbortController()
  const outer = options.signal ? [options.signal] : []
  const leash = { abort: (reason: unknown) => controller.abort(reason) }
  if (options.signal?.aborted) throw options.signal.reason
  watch(outer, leash)
  const inner = { ...options, signal: controller.signal }
  try {
    const ids = idsIn(name, await source.list(undefined, inner))
    const ahead: Promise<Item>[] = []
    const askNext = (): void => {
      const id = ids.shift()
      if (id === undefined) return
      const detail = source.get(id, inner)
      // One that fails while an earlier one is awaited is told about when its turn comes.
      detail.catch(() => {})
      ahead.push(detail)
    }
    for (let count = 0; count < lookahead; count += 1) askNext()
    for (let next = ahead.shift(); next; next = ahead.shift()) {
      const item = await next
      askNext()
      yield item
    }
  } finally {
    unwatch(outer, leash)
    controller.abort()
  }
}

function idsIn(name: string, answer: unknown): Id[] {
  const { list } = Object(answer) as { list?: unknown }
  if (!Array.isArray(list)) {
    throw new KnowiError(`GET ${name} answered without a list.`, { status: 200, data: answer })
  }
  return list.map((entry: unknown) => {
    const { id } = Object(entry) as { id?: unknown }
    if (typeof id === 'number' || (typeof id === 'string' && id !== '')) return id
    throw new KnowiError(`GET ${name} has an entry without an id.`, { status: 200, data: entry })
  })
}
