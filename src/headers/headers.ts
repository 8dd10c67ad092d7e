import { must } from '../options'

/**
 * Headers as callers give them: undefined skips, null takes a default away, names in any case.
 */
export type HeadersInput =
  | Headers
  | Readonly<Record<string, HeaderInput>>
  | readonly (readonly [string, HeaderInput])[]

/** One value. Numbers and booleans are written out. */
export type HeaderInput = string | number | boolean | null | undefined

// Names are tokens; fetch takes values as bytes, and of these neither NUL, CR nor LF (RFC 9110, 5.5).
const fieldName = /^[!#$%&'*+\-.^_`|~\da-z]+$/i
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/

/** @throws {ConfigError} for a name that is no token, or a value that no header can carry */
export function checkHeader(name: string, value: string): string {
  if (!fieldName.test(name)) must(`headers: ${JSON.stringify(name)}`, 'a header name')
  if (!fieldValue.test(value)) {
    must(`headers.${name}`, 'Latin-1 without line breaks')
  }
  return value
}

/** @throws {ConfigError} where it is none of the three forms */
export function headerPairs(input: HeadersInput): Iterable<readonly [string, HeaderInput]> {
  if (typeof input !== 'object' || !input) must('headers', 'an object, pairs or Headers')
  if (Array.isArray(input)) return input
  const { entries } = input as Headers
  return typeof entries === 'function' ? entries.call(input) : Object.entries(input)
}

/** Puts each of the inputs over `into`, which has lower-case names, and gives it back. */
export function mergeHeaders(
  into: Record<string, string>,
  ...inputs: readonly (HeadersInput | undefined)[]
): Record<string, string> {
  for (const input of inputs) {
    if (input === undefined) continue
    const seen = new Set<string>()
    for (const [given, value] of headerPairs(input)) {
      if (value === undefined) continue
      const name = given.toLowerCase()
      const text = checkHeader(given, String(value))
      if (value === null) delete into[name]
      // Twice in one input means both, as fetch has it; over a default it means instead.
      else into[name] = seen.has(name) ? `${into[name]}, ${text}` : text
      seen.add(name)
    }
  }
  return into
}

/** Two inputs as one: a name of `over` stands for all of the same name in `base`. */
export function headersOver(
  base: HeadersInput | undefined,
  over: HeadersInput,
): (readonly [string, HeaderInput])[] {
  const given = [...headerPairs(over)].filter(([, value]) => value !== undefined)
  const names = given.map(([name]) => name.toLowerCase())
  const kept = [...headerPairs(base ?? {})].filter(([name]) => !names.includes(name.toLowerCase()))
  return [...kept, ...given]
}
