/** Something that an abort ends. An object, not a function: a waiter is its own listener. */
export interface Abortable {
  abort(reason: unknown): void
}

/** As much of an AbortSignal as a wait needs; every AbortSignal is one. */
export interface Cancellation {
  readonly aborted: boolean
  readonly reason: unknown
  addEventListener(
    type: 'abort',
    listener: EventListenerOrEventListenerObject,
    options?: { once?: boolean },
  ): void
  removeEventListener(type: 'abort', listener: EventListenerOrEventListenerObject): void
}

/**
 * The end of a client. Not an AbortSignal: in workerd these belong to the request that made them,
 * and a client may be made outside of any and used by all.
 */
export class Closing extends EventTarget implements Cancellation {
  aborted = false
  reason: unknown

  abort(reason: unknown): void {
    if (this.aborted) return
    this.aborted = true
    this.reason = reason
    this.dispatchEvent(new Event('abort'))
  }
}

/**
 * One listener a signal, however many calls share it: runtimes look through all listeners of a
 * signal whenever one is added, so that 10,000 calls on one signal would cost 10,000² steps.
 */
class Hub implements EventListenerObject {
  readonly targets = new Set<Abortable>()
  pinned = false

  constructor(readonly signal: Cancellation) {}

  handleEvent(): void {
    const targets = [...this.targets]
    this.targets.clear()
    hubs.delete(this.signal)
    for (const target of targets) target.abort(this.signal.reason)
  }
}

const hubs = /* @__PURE__ */ new WeakMap<Cancellation, Hub>()

function hubOf(signal: Cancellation): Hub {
  let hub = hubs.get(signal)
  if (!hub) {
    hub = new Hub(signal)
    hubs.set(signal, hub)
    signal.addEventListener('abort', hub, { once: true })
  }
  return hub
}

/** The first of the signals that has aborted already. */
export function abortedOf(signals: readonly Cancellation[]): Cancellation | undefined {
  return signals.find((signal) => signal.aborted)
}

/** Ends `target` with the reason when one of the signals aborts. They must not have aborted yet. */
export function watch(signals: readonly Cancellation[], target: Abortable): void {
  for (const signal of signals) hubOf(signal).targets.add(target)
}

/** Forgets `target`; the last to go takes the listener off its signal. */
export function unwatch(signals: readonly Cancellation[], target: Abortable): void {
  for (const signal of signals) {
    const hub = hubs.get(signal)
    if (!hub) continue
    hub.targets.delete(target)
    if (hub.targets.size > 0 || hub.pinned) continue
    signal.removeEventListener('abort', hub)
    hubs.delete(signal)
  }
}

/** Keeps the listener on a signal that every call of a client watches, so it is not re-added. */
export function pin(signal: Cancellation): void {
  hubOf(signal).pinned = true
}
