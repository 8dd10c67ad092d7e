import { must } from '../options'
import { encode } from './query'

/** Values for the `{names}` of a path. */
export type PathParams = Readonly<Record<string, string | number | bigint | boolean>>

/**
 * Fills `users/{id}` with encoded values.
 *
 * @throws {ConfigError} for a name without a value, a value without a name, and values that would
 * change the path: empty, `.` and `..`
 */
export function fillPath(path: string, params: PathParams | undefined): string {
  if (!params && !path.includes('{')) return path
  const values: Record<string, unknown> = { ...params }
  const filled = path.replace(/\{([^{}]*)\}/g, (_, name: string) => {
    const value = params && Object.hasOwn(params, name) ? params[name] : undefined
    delete values[name]
    const text = typeof value === 'number' && !Number.isFinite(value) ? '' : String(value ?? '')
    if (/^\.{0,2}$/.test(text) || typeof value === 'object') {
      must(`params.${name}`, "a text or number; not empty, '.' or '..'")
    }
    return encode(`params.${name}`, text)
  })
  for (const name of Object.keys(values))
    must(`params.${name}`, `left out: '${path}' has no {${name}}`)
  return filled
}
