import { isPlain } from '../../call/kindOf'
import { must } from '../../options'
import type { Style } from '../OperationSpec'
import { textOf, type Write } from './text'

/** How one value is written, and where it stands. */
export interface Form {
  /** Operation and parameter, for messages. */
  readonly where: string
  /** As it is sent. */
  readonly name: string
  readonly style: Style
  readonly explode: boolean
  readonly write: Write
  /** For names: what may stand in a value alone is encoded in them. */
  readonly writeName: Write
  /** Whether arrays and objects may lie in objects: `a[b][0]=c`. OpenAPI does not say how. */
  readonly nested: boolean
}

/** A name and its value, both written. */
export type Field = readonly [name: string, value: string]

const delimiters: Partial<Record<Style, string>> = {
  spaceDelimited: ' ',
  pipeDelimited: '|',
  tabDelimited: '\t',
}

/**
 * A value as fields of a query, a cookie or a form (OpenAPI 3.1, 4.8.12.4). Nothing for an empty
 * array or object: as in RFC 6570, it is the same as none.
 *
 * @throws {ConfigError} where the style has no way to write it
 */
export function fieldsOf(form: Form, value: unknown): Field[] {
  const { name, style, explode, write, writeName, where } = form
  if (Array.isArray(value)) {
    if (style === 'deepObject' && !form.nested) return tooDeep(where)
    if (style === 'deepObject') return deepFields(form, name, value)
    if (style === 'brackets' || explode) {
      const key = writeName(where, style === 'brackets' ? `${name}[]` : name)
      return itemsOf(form, value).map((item) => [key, item])
    }
    return joined(form, itemsOf(form, value))
  }
  if (isPlain(value)) {
    if (style === 'deepObject' || style === 'brackets') return deepFields(form, name, value)
    const pairs = pairsOf(form, value)
    return explode ? pairs : joined(form, pairs.flat())
  }
  return [[writeName(where, name), write(where, textOf(where, value))]]
}

/** `a,b`: one field for all of them. */
function joined(form: Form, items: readonly string[]): Field[] {
  if (items.length === 0) return []
  return [[form.writeName(form.where, form.name), join(form, items, delimiters[form.style] ?? ',')]]
}

/** `name[key]=value`, and deeper where that is allowed. */
function deepFields(form: Form, name: string, value: object): Field[] {
  const fields: Field[] = []
  for (const [key, inner] of Object.entries(value)) {
    if (inner === undefined) continue
    const path = `${name}[${key}]`
    if (!Array.isArray(inner) && !isPlain(inner)) {
      const { where, write, writeName } = form
      fields.push([writeName(where, path), write(where, textOf(`${where}[${key}]`, inner))])
    } else if (form.nested) fields.push(...deepFields(form, path, inner))
    else tooDeep(`${form.where}[${key}]`)
  }
  return fields
}

function tooDeep(where: string): never {
  return must(
    where,
    'a single value: OpenAPI leaves open how what lies deeper is written; with nested: true it is a[b][0]=c',
  )
}

/**
 * A value as text of a path segment or a header: `simple`, `label`, `matrix`, and the others without
 * their names. Empty for an empty array or object.
 *
 * @throws {ConfigError} where the style has no way to write it
 */
export function inlineOf(form: Form, value: unknown): string {
  const { style, explode, write, where } = form
  const lead = style === 'label' ? '.' : ''
  const isObject = isPlain(value)
  const isSingle = !isObject && !Array.isArray(value)
  if (isSingle && style !== 'matrix') return lead + write(where, textOf(where, value))
  const fields = fieldsOf(form, value)
  if (style === 'matrix') {
    // Here alone a name stands beside an empty value without the sign between (RFC 6570, 3.2.7).
    return fields.map(([key, text]) => `;${text === '' ? key : `${key}=${text}`}`).join('')
  }
  if (fields.length === 0) return ''
  if (!explode) return lead + fields[0]?.[1]
  const items = fields.map(([key, text]) => (isObject ? `${key}=${text}` : text))
  return lead + join(form, items, lead || (delimiters[style] ?? ','))
}

function itemsOf({ where, write }: Form, value: readonly unknown[]): string[] {
  const items: string[] = []
  for (const [index, item] of value.entries()) {
    if (item !== undefined) items.push(write(where, textOf(`${where}[${index}]`, item)))
  }
  return items
}

function pairsOf(form: Form, value: Readonly<Record<string, unknown>>): Field[] {
  const { where, write, writeName } = form
  const pairs: Field[] = []
  for (const [key, inner] of Object.entries(value)) {
    if (inner === undefined) continue
    pairs.push([writeName(where, key), write(where, textOf(`${where}.${key}`, inner))])
  }
  return pairs
}

/** @throws {ConfigError} for an item that holds what stands between items: it would be taken for two */
function join({ where, write }: Form, items: readonly string[], delimiter: string): string {
  const written = /[,.]/.test(delimiter) ? delimiter : write(where, delimiter)
  if (items.some((item) => item.includes(written))) {
    must(where, `made of items without ${JSON.stringify(delimiter)}, which stands between them`)
  }
  return items.join(written)
}
