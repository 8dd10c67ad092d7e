/** What a platform object calls itself: `instanceof` would not see those of other realms. */
export function kindOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1)
}

/** Data, as opposed to dates, Blobs, streams and other things that stand for one value. */
export function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  // Of another realm, too: data from an iframe or a test runner's sandbox.
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
