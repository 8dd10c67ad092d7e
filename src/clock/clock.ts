/**
 * Time and chance, as everything in Portolan sees them. Tests hand in a clock that they move by
 * hand (`fakeClock` of `portolan/testing`), so no test of a wait has to wait.
 */
export interface Clock {
  /** Monotonic milliseconds since an arbitrary start: the only time that waits are measured in. */
  now(): number
  /** Wall time in milliseconds since the epoch: for HTTP dates and for what people read. */
  date(): number
  /**
   * Calls `run` once, no earlier than `ms` milliseconds from now.
   *
   * @returns a function that cancels; after the call has run it does nothing.
   */
  after(ms: number, run: () => void): () => void
  /** A number in [0, 1), for jitter. */
  random(): number
}
