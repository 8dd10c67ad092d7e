import type { Abortable } from '../clock/abort'
import type { Clock } from '../clock/clock'
import { inWorkerd } from '../clock/inWorkerd'
import { never } from '../options'

/**
 * One end for all that a call waits for: whatever the work does with its signal, an abort or a clock
 * that runs out ends the wait at once. One timer at a time, at the nearer of two clocks.
 */
export class Deadline implements Abortable {
  /** Set by an abort: the caller's own reason, whatever it is. */
  aborted: { readonly reason: unknown } | undefined
  #interrupt: ((reason: unknown) => void) | undefined

  /**
   * @param at the end of the whole call, on the clock
   * @param outOfTime makes the error; `total` tells which of the two clocks it was
   */
  constructor(
    readonly clock: Clock,
    readonly at: number,
    readonly outOfTime: (total: boolean) => Error,
  ) {}

  abort(reason: unknown): void {
    this.aborted = { reason }
    this.#interrupt?.(reason)
  }

  /** Whether something that takes `ms` would still be in time. */
  allows(ms: number): boolean {
    return this.clock.now() + ms <= this.at
  }

  /**
   * Waits for `work`.
   *
   * @param ms for how long at most, besides the deadline
   * @param stop called when the wait ends before the work does
   */
  within<T>(ms: number, work: () => Promise<T>, stop?: (reason: unknown) => void): Promise<T> {
    const { clock } = this
    return new Promise((resolve, reject) => {
      let cancel: (() => void) | undefined
      const end = (): void => {
        cancel?.()
        // What comes late must not touch the wait that came after this one.
        if (this.#interrupt === interrupt) this.#interrupt = undefined
      }
      const interrupt = (reason: unknown): void => {
        end()
        reject(reason)
        stop?.(reason)
      }
      if (this.aborted) return interrupt(this.aborted.reason)
      this.#interrupt = interrupt
      const left = this.at - clock.now()
      const most = Math.max(0, Math.min(ms, left))
      if (most < never) cancel = clock.after(most, () => interrupt(this.outOfTime(left <= ms)))
      else if (inWorkerd()) cancel = stayAwake(clock)
      work().then(
        (result) => {
          end()
          resolve(result)
        },
        (error) => {
          end()
          reject(error)
        },
      )
    })
  }

  /** Does nothing for `ms`; the deadline must allow it. */
  async sleep(ms: number): Promise<void> {
    let cancel: (() => void) | undefined
    const slept = (): Promise<void> =>
      new Promise((resolve) => {
        cancel = this.clock.after(ms, resolve)
      })
    await this.within(never, slept, () => cancel?.())
  }
}

/** A request that waits for the work of another without a timer of its own is taken for hung. */
function stayAwake(clock: Clock): () => void {
  let cancel: () => void
  const beat = (): void => {
    cancel = clock.after(1000, beat)
  }
  beat()
  return () => cancel()
}
