import { type Cancellation, Closing, unwatch, watch } from '../clock/abort'

let registry: FinalizationRegistry<() => void> | undefined

/**
 * The body was handed on unread and the call is over, but its signals go on ruling over the body,
 * for as long as somebody holds it.
 */
export function tether(
  signals: readonly Cancellation[],
  controller: AbortController | undefined,
  response: Response | undefined,
): void {
  if (!controller || !response) return
  const leash = { abort: (reason: unknown) => controller.abort(reason) }
  if (typeof FinalizationRegistry === 'undefined') {
    // Workers of an early compatibility date: the client's end, which outlives every call, would
    // hold all of their bodies.
    watch(
      signals.filter((signal) => !(signal instanceof Closing)),
      leash,
    )
    return
  }
  watch(signals, leash)
  registry ??= new FinalizationRegistry((release) => release())
  registry.register(response.body ?? response, () => unwatch(signals, leash))
}
