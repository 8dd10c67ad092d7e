/**
 * The same data with every key of every plain object in camelCase: `{ created_at: 1 }` →
 * `{ createdAt: 1 }`. Values stay as they are; leading underscores stay; other objects (dates, blobs)
 * are not touched. The core never does this by itself.
 *
 * @example
 * const user = camelKeys(await api.get('users/7'))
 */
export function camelKeys<T = unknown>(data: unknown): T {
  return mapKeys(data, camelKey) as T
}

/**
 * The same data with every key in snake_case: `{ createdAt: 1 }` → `{ created_at: 1 }`.
 *
 * @example
 * await api.post('users', { json: snakeKeys({ firstName: 'Ada' }) })
 */
export function snakeKeys<T = unknown>(data: unknown): T {
  return mapKeys(data, snakeKey) as T
}

/** One key: `created_at` → `createdAt`. */
export function camelKey(key: string): string {
  return key.replace(/[_\s-]+(\p{L}|\d)/gu, (all, next: string, at: number) =>
    at > 0 ? next.toUpperCase() : all,
  )
}

/** One key: `createdAt` → `created_at`. */
export function snakeKey(key: string): string {
  return key
    .replace(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, '$1_$2')
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1_$2')
    .replace(/[\s-]+/g, '_')
    .toLowerCase()
}

function mapKeys(data: unknown, rename: (key: string) => string): unknown {
  if (Array.isArray(data)) return data.map((item) => mapKeys(item, rename))
  if (typeof data !== 'object' || data === null) return data
  const prototype = Object.getPrototypeOf(data)
  if (prototype !== Object.prototype && prototype !== null) return data
  const renamed: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(data)) {
    // Defined, not assigned: a key `__proto__` is data here.
    Object.defineProperty(renamed, rename(key), {
      value: mapKeys(value, rename),
      configurable: true,
      enumerable: true,
      writable: true,
    })
  }
  return renamed
}
