import { createParser } from 'eventsource-parser'
import type { Clock } from '../clock/clock'
import { sleep } from '../clock/sleep'
import { systemClock } from '../clock/systemClock'
import { NetworkError } from '../errors/NetworkError'
import { ParseError } from '../errors/ParseError'
import { TimeoutError } from '../errors/TimeoutError'
import { checkNumber, checkOptions, must, never } from '../options'
import { responseOf, type StreamedCall, textOf } from './text'

/** One event of a stream (HTML Standard, 9.2). */
export interface ServerEvent {
  /** What the server named it. @default 'message' */
  type: string
  data: string
  /** The last id that the server gave, with this event or before it; empty where it gave none. */
  lastEventId: string
}

/** What a connection is to be opened with; fits the options of a call as it is. */
export interface EventConnection {
  /** `accept`, and `last-event-id` once there is one. */
  headers: Record<string, string>
  signal?: AbortSignal
}

/** Options of {@link events}. Times in ms. */
export interface EventStreamOptions {
  /** Ends the stream, wherever it is; the loop throws the signal's reason. */
  signal?: AbortSignal
  /** Where to go on: the id of the last event that was seen. */
  lastEventId?: string
  /**
   * Wait before a reconnect, until the server says otherwise by `retry:`.
   *
   * @default 3000
   */
  retryDelay?: number
  /**
   * Reconnects in a row that may bring no event; 0 for none at all.
   *
   * @default Infinity, as EventSource has it
   */
  maxReconnects?: number
  /** Time; for tests. */
  clock?: Clock
}

const kinds = {
  signal: 'object',
  lastEventId: 'string',
  retryDelay: 'number',
  maxReconnects: 'number',
  clock: 'object',
}

/**
 * Server-sent events as they arrive. Given a function that makes the call, the stream is opened
 * again when it ends or breaks off, with the `Last-Event-ID` of the last event; a 204 ends it for
 * good, and so does an error answer. Given a call, there is one connection and no other. Leaving the
 * loop closes the connection.
 *
 * @throws {ConfigError} at once, for options that are wrong
 * @throws {ParseError} in the loop, for an answer that is no event stream
 * @throws {HttpError} in the loop, for an error answer
 * @example
 * for await (const { type, data } of events((given) => api.get('changes', given))) {
 *   console.log(type, JSON.parse(data))
 * }
 */
export function events(
  source: StreamedCall | ((connection: EventConnection) => StreamedCall),
  options: EventStreamOptions = {},
): AsyncGenerator<ServerEvent, void, undefined> {
  checkOptions('events', options, kinds)
  checkNumber('events: retryDelay', options.retryDelay ?? 0, 0)
  checkNumber('events: maxReconnects', options.maxReconnects ?? 0, 0, never)
  if (typeof source === 'function') return follow((given) => responseOf(source(given)), options)
  if (typeof source !== 'object' || !source) {
    must('events(call)', 'a call, or a function that makes one')
  }
  const response = responseOf(source)
  return follow(() => response, { ...options, maxReconnects: 0 })
}

async function* follow(
  open: (connection: EventConnection) => Promise<Response>,
  options: EventStreamOptions,
): AsyncGenerator<ServerEvent, void, undefined> {
  const { signal, clock = systemClock, maxReconnects = never } = options
  let { lastEventId = '', retryDelay = 3000 } = options
  for (let barren = 0; ; barren += 1) {
    const arrived: ServerEvent[] = []
    const parser = createParser({
      onId(id) {
        lastEventId = id
      },
      onEvent({ event, data }) {
        arrived.push({ type: event || 'message', data, lastEventId })
      },
      onRetry(ms) {
        retryDelay = ms
      },
    })
    try {
      const headers: Record<string, string> = { accept: 'text/event-stream' }
      if (lastEventId) headers['last-event-id'] = lastEventId
      const response = await open({ headers, ...(signal && { signal }) })
      if (response.status === 204) return
      checkType(response)
      for await (const text of textOf(response, signal)) {
        parser.feed(text)
        if (arrived.length > 0) barren = 0
        yield* arrived.splice(0)
      }
    } catch (error) {
      if (signal?.aborted) throw signal.reason
      if (!isBreak(error) || barren >= maxReconnects) throw error
    }
    if (barren >= maxReconnects) return
    await sleep(retryDelay, clock, signal ? [signal] : [])
  }
}

/** What a new connection may mend. */
function isBreak(error: unknown): boolean {
  return (
    error instanceof NetworkError || (error instanceof TimeoutError && error.scope === 'attempt')
  )
}

function checkType(response: Response): void {
  const type = response.headers.get('content-type') ?? 'none'
  if (/^text\/event-stream\b/i.test(type)) return
  response.body?.cancel().catch(() => {})
  throw new ParseError(`The answer is no event stream: its type is ${type}.`, {
    status: response.status,
    headers: response.headers,
  })
}
