import { isPlain } from '../../call/kindOf'
import { camelName, snakeName } from './names'

/** What a call gives: keys in snake_case, in camelCase, or the Response with its body unread. */
export type ReturnType = 'snake' | 'camel' | 'raw'

/** With `raw`, the items of a list keep their keys: there is no Response for each. */
const renames = { snake: snakeName, camel: camelName, raw: (key: string): string => key }

/** Their entries have names that users chose; those are kept. */
const namesOfUsers = ['arguments', 'environmentVariables']

/**
 * The body of an answer as data: frozen, its keys renamed. The original spelling of a key can be
 * read too, but is not enumerable (contract 3.8).
 *
 * Renaming goes through objects and arrays of objects; not into arrays within arrays, not to the
 * entries of `arguments` and `environmentVariables`, and not into a JSON value that is kept for
 * its owner.
 *
 * @param path of the call, without a leading slash: below `json_values` each `value` is the owner's
 */
export function civisData(data: unknown, returnType: ReturnType, path: string): unknown {
  const rename = renames[returnType]
  const isJsonValue = path.startsWith('json_values')
  const convert = (value: unknown, keepKeys = false): unknown => {
    if (Array.isArray(value)) {
      return Object.freeze(
        value.map((item) => (Array.isArray(item) ? frozen(item) : convert(item))),
      )
    }
    if (!isPlain(value)) return value
    const object = value
    const isOwners = isJsonValue || object.objectType === 'JSONValue'
    const renamed: Record<string, unknown> = {}
    const originals: [string, unknown][] = []
    for (const [key, inner] of Object.entries(object)) {
      const converted =
        key === 'value' && isOwners ? frozen(inner) : convert(inner, namesOfUsers.includes(key))
      const name = keepKeys ? key : rename(key)
      define(renamed, name, converted, true)
      if (name !== key) originals.push([key, converted])
    }
    for (const [key, converted] of originals) {
      if (!Object.hasOwn(renamed, key)) define(renamed, key, converted, false)
    }
    return Object.freeze(renamed)
  }
  return convert(data)
}

/** Defined, not assigned: a key `__proto__` is data here. */
function define(into: object, name: string, value: unknown, enumerable: boolean): void {
  Object.defineProperty(into, name, { value, enumerable, configurable: true })
}

function frozen(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) frozen(inner)
    Object.freeze(value)
  }
  return value
}
