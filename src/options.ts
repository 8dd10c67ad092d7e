import { ConfigError } from './errors/ConfigError'

/** No limit and no end: shorter to read, and to ship, than its name in Number. */
export const never: number = Number.POSITIVE_INFINITY

/** @throws {ConfigError} always: what is wrong, and what would be right */
export function must(where: string, be: string): never {
  throw new ConfigError(`${where} must be ${be}.`)
}

/** What each option may be, as `typeof` says it; '' for anything. */
export type Kinds = Readonly<Record<string, string>>

/** @throws {ConfigError} for a name that is not known, and a value of the wrong kind */
export function checkOptions(where: string, options: object, kinds: Kinds): void {
  if (typeof options !== 'object' || !options) must(`${where}: the options`, 'an object')
  for (const name of Object.keys(options)) {
    const value = (options as Record<string, unknown>)[name]
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined
    if (kind === undefined) {
      const known = Object.keys(kinds)
      const meant = known.sort((one, other) => likeness(other, name) - likeness(one, name))[0]
      throw new ConfigError(
        `${where}: unknown option '${name}'. Did you mean '${meant}'? Known: ${known}.`,
      )
    }
    const type = value === false && kind.includes('false') ? 'false' : typeof value
    if (kind && value !== undefined && !kind.includes(type))
      must(`${where}: ${name}`, `${/^o/.test(kind) ? 'an' : 'a'} ${kind}`)
  }
}

/** How many letters of a name stand in another in their order. */
function likeness(known: string, name: string): number {
  let at = 0
  for (const letter of known.toLowerCase()) if (letter === name[at]?.toLowerCase()) at += 1
  return at / Math.max(known.length, name.length)
}

/** @throws {ConfigError} unless the value is a number of at least `min`; `most` may be `never` */
export function checkNumber(
  where: string,
  value: unknown,
  min: number,
  most = Number.MAX_VALUE,
): void {
  if (typeof value !== 'number' || !(value >= min && value <= most)) {
    must(
      where,
      `a number of at least ${min}, not ${typeof value === 'number' ? value : typeof value}`,
    )
  }
}

/** @throws {ConfigError} unless the value is false or a time in ms */
export function checkTimeout(where: string, value: unknown): void {
  if (value !== false) checkNumber(`${where} (in ms, or false for none)`, value, 1)
}

/** @throws {ConfigError} for the first clock among the options that is not one */
export function checkTimeouts(options: object): void {
  for (const name of ['timeout', 'totalTimeout', 'idleTimeout']) {
    checkTimeout(name, (options as Record<string, unknown>)[name] ?? false)
  }
}

/** @throws {ConfigError} unless the value is one of the names */
export function checkOneOf(where: string, value: unknown, names: readonly string[]): void {
  if (!names.includes(value as string)) must(where, `one of ${names}`)
}

/** The options that were given: undefined means not given. */
export function defined<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T
}
