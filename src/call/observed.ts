import type { Clock } from '../clock/clock'
import { never } from '../options'
import { Deadline } from './Deadline'

/** How far a body has come, in bytes. */
export interface Progress {
  loaded: number
  /** undefined where the server did not say, or sent it compressed: then nobody knows. */
  total: number | undefined
}

/**
 * The same answer with an eye on its body: each wait for a chunk has an end, and each chunk is told.
 * Nothing is read ahead, so that a reader who takes its time is not taken for a server that stalls.
 *
 * @param idle for how long a chunk may be waited for, in ms
 * @param stalled makes the error when none came in time
 * @param stop called with that error
 */
export function observed(
  response: Response,
  clock: Clock,
  idle: number | false,
  stalled: () => Error,
  stop: (error: unknown) => void,
  progress?: (progress: Progress) => void,
): Response {
  const { body, headers, url } = response
  if (!body) return response
  const reader = body.getReader()
  const wait = new Deadline(clock, never, stalled)
  const length = headers.has('content-encoding') ? 0 : Number(headers.get('content-length'))
  let loaded = 0
  const watched = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await wait.within(idle || never, () => reader.read(), stop)
        if (done) return controller.close()
        loaded += value.byteLength
        try {
          progress?.({ loaded, total: length || undefined })
        } catch (error) {
          console.error('portolan: onDownloadProgress threw', error)
        }
        controller.enqueue(value)
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
  const copy = new Response(watched, response)
  // What no constructor can give it.
  return Object.defineProperty(copy, 'url', { value: url })
}
