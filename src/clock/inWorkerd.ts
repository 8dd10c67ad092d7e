/**
 * Whether this is workerd, where timers, promises and signals belong to the request that made them
 * (Cloudflare, "Cannot perform I/O on behalf of a different request").
 */
export function inWorkerd(): boolean {
  return (
    (globalThis as { navigator?: { userAgent?: string } }).navigator?.userAgent ===
    'Cloudflare-Workers'
  )
}
