/**
 * `previewRows` → `preview_rows`, exactly as the Python client writes it (contract 3.3): an
 * underscore before a capital that small letters follow, then between a small letter or digit and
 * a capital. ASCII alone.
 */
export function snakeName(name: string): string {
  return name
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
}

/** `preview_rows` → `previewRows`. */
export function camelName(name: string): string {
  return name.replace(/_+([a-z\d])/gi, (all, next: string, at: number) =>
    at > 0 ? next.toUpperCase() : all,
  )
}
