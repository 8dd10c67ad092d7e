import type { Client } from '../../client'
import { abortedOf, type Cancellation, unwatch, watch } from '../../clock/abort'
import type { Clock } from '../../clock/clock'
import type { ReturnType } from './data'

/** What jobs need of their client. */
export interface JobHouse {
  readonly client: Pick<Client, 'get' | 'post'>
  readonly clock: Clock
  readonly returnType: ReturnType
  /** Any of them ends every wait. */
  readonly signals: readonly Cancellation[]
}

/** Waits on the client's clock; an abort ends the wait with its reason, and its timer. */
export function sleep(
  { clock, signals }: Pick<JobHouse, 'clock' | 'signals'>,
  ms: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const watched = signal ? [...signals, signal] : signals
  return new Promise((resolve, reject) => {
    const aborted = abortedOf(watched)
    if (aborted) {
      reject(aborted.reason)
      return
    }
    const leash = {
      abort(reason: unknown) {
        cancel()
        unwatch(watched, leash)
        reject(reason)
      },
    }
    const cancel = clock.after(ms, () => {
      unwatch(watched, leash)
      resolve()
    })
    watch(watched, leash)
  })
}
