/** What a platform object calls itself: `instanceof` would not see those of other realms. */
export function kindOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1)
}
