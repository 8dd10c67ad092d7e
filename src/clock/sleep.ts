import { abortedOf, type Cancellation, unwatch, watch } from './abort'
import type { Clock } from './clock'

/** Does nothing for `ms`; rejects with the reason of the first signal that aborts. */
export function sleep(
  ms: number,
  clock: Pick<Clock, 'after'>,
  signals: readonly Cancellation[],
): Promise<void> {
  return new Promise((resolve, reject) => {
    const aborted = abortedOf(signals)
    if (aborted) return reject(aborted.reason)
    const leash = {
      abort(reason: unknown) {
        cancel()
        unwatch(signals, leash)
        reject(reason)
      },
    }
    const cancel = clock.after(ms, () => {
      unwatch(signals, leash)
      resolve()
    })
    watch(signals, leash)
  })
}
