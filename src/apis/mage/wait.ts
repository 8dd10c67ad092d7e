import type { Call } from '../../call/Call'
import type { Cancellation } from '../../clock/abort'
import type { Clock } from '../../clock/clock'
import { sleep } from '../../clock/sleep'
import { checkNumber, checkOptions, must } from '../../options'
import type { Id, ResourceOptions } from './operations'
import type { PipelineRun } from './records'

/** How a run is waited for. */
export interface WaitOptions {
  /** Ends the wait, wherever it is; it rejects with the signal's reason. The run goes on. */
  signal?: AbortSignal
  /**
   * Between two looks, in ms.
   *
   * @default 2000
   */
  interval?: number
  /** Gets the run at every look, the last one included. */
  onProgress?: (run: PipelineRun) => void
}

type Get = (id: Id, filters: undefined, options: ResourceOptions) => Call<PipelineRun>

const over: readonly unknown[] = ['completed', 'failed', 'cancelled']

/**
 * Looks at a run until it has come to its end, whichever that is.
 *
 * @param closing the end of the client
 */
export async function waitForRun(
  get: Get,
  clock: Clock,
  closing: Cancellation,
  id: Id,
  options: WaitOptions = {},
): Promise<PipelineRun> {
  checkOptions('wait', options, { signal: 'object', interval: 'number', onProgress: 'function' })
  const { signal, interval = 2000, onProgress } = options
  checkNumber('wait: interval', interval, 0)
  if (signal && !(signal.addEventListener as unknown)) must('wait: signal', 'an AbortSignal')
  for (;;) {
    const run = await get(id, undefined, signal ? { signal } : {})
    onProgress?.(run)
    if (over.includes(run.status)) return run
    await sleep(interval, clock, signal ? [signal, closing] : [closing])
  }
}
