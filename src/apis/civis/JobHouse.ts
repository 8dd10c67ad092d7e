import type { Client } from '../../client'
import type { Cancellation } from '../../clock/abort'
import type { Clock } from '../../clock/clock'
import { sleep as sleepOn } from '../../clock/sleep'
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
  return sleepOn(ms, clock, signal ? [...signals, signal] : signals)
}
