import type { ClientEvents, EventName, Listener } from './events'

/** As much of a logger as is needed; `console` is one. */
export interface Logger {
  info(message: string): void
  error(message: string): void
}

/** Anything with the events of a client. */
export interface EventSource {
  on<Name extends EventName>(name: Name, listener: Listener<Name>): () => void
}

/**
 * Writes a line for each answer, retry, pause, renewal and final failure. URLs come without the
 * values of their query, and bodies and headers not at all, so the log holds no secret.
 *
 * @returns the undo
 * @example
 * const detach = attachLogger(api, console)
 */
export function attachLogger(source: EventSource, logger: Logger): () => void {
  const info = <Name extends EventName>(
    name: Name,
    line: (event: ClientEvents[Name]) => string,
  ): (() => void) => source.on(name, (event) => logger.info(line(event)))
  const undo = [
    info(
      'response',
      (event) =>
        `${called(event)} → ${event.status} in ${Math.round(event.duration)} ms${nth(event)}`,
    ),
    info(
      'retry',
      (event) => `${called(event)} again in ${Math.round(event.delay)} ms: ${nameOf(event.error)}`,
    ),
    info(
      'throttled',
      (event) =>
        `${called(event)} throttled with ${event.status}${event.retryAfter === undefined ? '' : `, for ${event.retryAfter} ms`}`,
    ),
    info(
      'renew',
      (event) => `${called(event)} credential ${event.renewed ? 'renewed' : 'refused'}`,
    ),
    source.on('error', (event) =>
      logger.error(`${called(event)} failed${nth(event)}: ${messageOf(event.error)}`),
    ),
  ]
  return () => {
    for (const detach of undo) detach()
  }
}

function called({ method, url }: ClientEvents['request']): string {
  return `${method} ${url}`
}

function nth({ attempt }: ClientEvents['request']): string {
  return attempt > 1 ? ` (attempt ${attempt})` : ''
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : String(error)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}
