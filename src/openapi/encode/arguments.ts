import { isPlain } from '../../call/kindOf'
import { type HeadersInput, headerPairs } from '../../headers/headers'
import { checkOptions, must } from '../../options'
import type { OperationSpec } from '../OperationSpec'
import type { GivenBody } from './body'
import type { Plan, PlannedParameter, Slot } from './plan'
import { type Field, fieldsOf } from './style'
import { cookieName, strict } from './text'

/** What a call was given, each thing in its place. */
export interface Arguments {
  /** Of the parameters, by their index in the plan. */
  readonly values: unknown[]
  /** For the core. */
  readonly options: Record<string, unknown>
  /** What `$query`, `$cookies` and `$headers` hold that the document does not know. */
  readonly query: Field[]
  readonly cookies: string[]
  headers: HeadersInput | undefined
  readonly body: GivenBody
}

/** Names that mean the same with every operation, whatever the document calls its parameters. */
const callNames: Readonly<Record<string, string>> = {
  $signal: 'signal',
  $timeout: 'timeout',
  $totalTimeout: 'totalTimeout',
  $idleTimeout: 'idleTimeout',
  $retry: 'retry',
  $priority: 'priority',
  $cost: 'cost',
  $meta: 'meta',
  $parseAs: 'parseAs',
  $schema: 'schema',
  $idempotencyKey: 'idempotencyKey',
  $onDownloadProgress: 'onDownloadProgress',
  $fetchOptions: 'fetchOptions',
}
const placeNames = ['$query', '$headers', '$cookies', '$body', '$contentType']

/**
 * @param dropNulls leave out what is null in a query
 * @throws {ConfigError} for what is missing from the path, unknown, given twice or badly placed
 */
export function readArguments(
  operation: OperationSpec,
  plan: Plan,
  args: readonly unknown[],
  dropNulls: boolean,
): Arguments {
  const found: Arguments = {
    values: new Array(plan.parameters.length),
    options: {},
    query: [],
    cookies: [],
    headers: undefined,
    body: { fields: undefined, whole: undefined, media: undefined },
  }
  const { id } = operation
  const given = positional(id, plan, args, found.values)
  if (!given) return found
  const put = (slot: Slot, value: unknown): void => {
    if (value !== null || slot.place !== 'query' || !dropNulls) store(id, found, slot, value)
  }
  // Those that came by their position are taken.
  const taken = found.values.slice(0, plan.pathCount)
  for (const key of Object.keys(given)) {
    const value = given[key]
    if (value === undefined) continue
    if (Object.hasOwn(callNames, key)) found.options[callNames[key] as string] = value
    else if (placeNames.includes(key)) inPlace(id, plan, key, value, found, put)
    else {
      let slot = plan.slots.get(key)
      while (slot?.next && slot.place === 'path' && taken[slot.index] !== undefined) {
        slot = slot.next
      }
      if (slot) put(slot, value)
      else if (plan.open && !key.startsWith('$')) {
        put({ index: -1, place: 'body', name: key, next: undefined }, value)
      } else unknown(operation, plan, key)
    }
  }
  return found
}

function store(id: string, found: Arguments, slot: Slot, value: unknown): void {
  const { values, body } = found
  const { index, place, name } = slot
  if (place === 'body') {
    // Without a prototype: a property may have any name.
    body.fields ??= Object.create(null) as Record<string, unknown>
    if (name in body.fields) must(`${id}: ${name}`, 'given once')
    body.fields[name] = value
  } else if (index < 0) addUnknown(id, name, place, value, found)
  else {
    if (values[index] !== undefined) must(`${id}: ${name}`, 'given once')
    values[index] = value
  }
}

/** Takes the values of the path. @returns the options, where there are any */
function positional(
  id: string,
  { parameters, pathCount }: Plan,
  args: readonly unknown[],
  values: unknown[],
): Readonly<Record<string, unknown>> | undefined {
  const last = args.length - 1
  for (let index = 0; index <= last; index += 1) {
    const value = args[index]
    if (index === last && isPlain(value)) return value
    if (index < pathCount) {
      const { where } = parameters[index] as PlannedParameter
      if (value === undefined || value === null || value === '') {
        must(where, `given: ${value === '' ? 'an empty text' : value} would lead elsewhere`)
      }
      if (isPlain(value)) must(where, 'given by its name, if an object is meant')
      values[index] = value
    } else if (index > pathCount || value !== undefined) {
      const names = parameters.slice(0, pathCount).map(({ name }) => name)
      const takes = pathCount === 0 ? '' : `${names.join(', ')}, then `
      must(`${id}: its arguments`, `${takes}one object of options, and nothing more`)
    }
  }
  return undefined
}

function unknown({ id, bodies }: OperationSpec, plan: Plan, key: string): never {
  if (bodies.length > 0 && !key.startsWith('$') && !bodies.some(({ properties }) => properties)) {
    must(`${id}: '${key}'`, 'left out, or part of $body: its body is no object of known properties')
  }
  const names = [...plan.slots.values()].map(({ name }) => name)
  const known = key.startsWith('$') ? [...names, ...placeNames, ...Object.keys(callNames)] : names
  if (known.length === 0) must(`${id}: '${key}'`, 'left out: it has no parameters but in its path')
  checkOptions(id, { [key]: true }, Object.fromEntries(known.map((name) => [name, ''])))
  return must(`${id}: '${key}'`, 'spelled as the document has it: two names are like this')
}

/** `$query: { … }` and its like. */
function inPlace(
  id: string,
  plan: Plan,
  key: string,
  value: unknown,
  found: Arguments,
  put: (slot: Slot, value: unknown) => void,
): void {
  const where = `${id}: ${key}`
  if (key === '$body') found.body.whole = value
  else if (key === '$contentType') {
    found.body.media = typeof value === 'string' ? value : must(where, 'a media type')
  } else if (key === '$headers') {
    headerPairs(value as HeadersInput)
    found.headers = value as HeadersInput
  } else {
    if (!isPlain(value)) must(where, 'an object of names and values')
    const place = key === '$query' ? 'query' : 'cookie'
    for (const [name, inner] of Object.entries(value)) {
      if (inner === undefined) continue
      let slot = plan.slots.get(name)
      while (slot && slot.place !== place) slot = slot.next
      put(slot ?? { index: -1, place, name, next: undefined }, inner)
    }
  }
}

/** What the document does not know is written as it would be by default. */
function addUnknown(
  id: string,
  name: string,
  place: Slot['place'],
  value: unknown,
  { query, cookies }: Arguments,
): void {
  const rules = { style: 'form', explode: true, nested: false, write: strict } as const
  const writeName = place === 'cookie' ? cookieName : strict
  const fields = fieldsOf({ ...rules, writeName, where: `${id}: ${place}.${name}`, name }, value)
  if (place === 'query') query.push(...fields)
  else cookies.push(...fields.map((field) => field.join('=')))
}
