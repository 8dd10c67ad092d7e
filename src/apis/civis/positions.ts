import { isPlain } from '../../call/kindOf'
import type { OperationSpec } from '../../openapi/OperationSpec'
import { must } from '../../options'

/**
 * What the query and the body must have may follow the values of the path by its position, as in
 * Python: `queries.post(1, 'SELECT 1', 10)`. Here those values get their names.
 *
 * An object that comes last is taken for options, unless it stands where a value is due and has
 * names that nobody knows.
 */
export function withNames(spec: OperationSpec, args: readonly unknown[]): readonly unknown[] {
  const { id, parameters, bodies } = spec
  const arity = parameters.filter((each) => each.in === 'path').length
  const extra = args.slice(arity)
  const last = extra.at(-1)
  if (extra.length === 0 || (extra.length === 1 && (isPlain(last) || last === undefined))) {
    return args
  }
  const query = parameters.filter((each) => each.in === 'query')
  const [body] = bodies
  const names = [
    ...query.filter(({ required }) => required).map(({ name }) => name),
    ...(body?.requiredProperties ?? []),
  ]
  const known = new Set([...query.map(({ name }) => name), ...(body?.properties ?? [])].map(plain))
  const isOptions =
    isPlain(last) &&
    (extra.length > names.length ||
      Object.keys(last).every((name) => name.startsWith('$') || known.has(plain(name))))
  const values = isOptions ? extra.slice(0, -1) : extra
  if (values.length > names.length) return args
  const given: Record<string, unknown> = isOptions ? { ...(last as object) } : {}
  const taken = new Set(Object.keys(given).map(plain))
  values.forEach((value, index) => {
    const name = names[index] as string
    if (taken.has(plain(name))) must(`${id}: ${name}`, 'given once')
    given[name] = value
  })
  return [...args.slice(0, arity), given]
}

/**
 * Sets and iterators are lists, as in Python; JSON would make empty objects of them, without a word.
 */
export function withLists(args: readonly unknown[]): readonly unknown[] {
  return args.map((value, at) => {
    if (at < args.length - 1 || !isPlain(value)) return asList(value)
    const entries = Object.entries(value)
    if (!entries.some(([, inner]) => isIterated(inner))) return value
    return Object.fromEntries(entries.map(([name, inner]) => [name, asList(inner)]))
  })
}

function asList(value: unknown): unknown {
  return isIterated(value) ? [...value] : value
}

/** By their tags, so that those of another realm count too. */
function isIterated(value: unknown): value is Iterable<unknown> {
  return /^\[object (Set|Generator|\w+ Iterator)\]$/.test(Object.prototype.toString.call(value))
}

/** The same for `preview_rows` and `previewRows`. */
function plain(name: string): string {
  return name.replaceAll('_', '').toLowerCase()
}
