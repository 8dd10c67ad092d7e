import { parametersOf } from '../names/template'
import type { BodySpec, OperationSpec, ParameterSpec, Style } from '../OperationSpec'
import { implied } from '../read/parameters'
import type { BodyRow, OperationRow, OperationTable, ParameterRow } from './OperationTable'

const places = ['query', 'path', 'header', 'cookie'] as const

const defaultStyle = (place: ParameterSpec['in']): Style =>
  place === 'path' || place === 'header' ? 'simple' : 'form'

/** Undefined: the path itself says all of it. */
export function parameterRow(spec: ParameterSpec): ParameterRow | undefined {
  const { name, in: place, required, style, explode, allowReserved, content, first } = spec
  const usual = style === defaultStyle(place)
  const row = [
    name,
    places.indexOf(place),
    Number(required && place !== 'path'),
    usual ? '' : style,
    explode === (style === 'form') ? 0 : 1,
    Number(allowReserved),
    content ?? '',
    Number(first === 0),
  ]
  const short = trimmed(row)
  if (short.length === 1) return name
  return short.length === 2 && place === 'path' ? undefined : (short as unknown as ParameterRow)
}

export function readParameterRow(row: ParameterRow): ParameterSpec {
  const [name, at, required, style, explode, allowReserved, content, fromZero] =
    typeof row === 'string' ? ([row, 0] as const) : row
  const place = places[at] ?? 'query'
  const known = (style || defaultStyle(place)) as Style
  return {
    name,
    in: place,
    required: place === 'path' || required === 1,
    style: known,
    explode: (known === 'form') !== (explode === 1),
    allowReserved: allowReserved === 1,
    ...(content && { content }),
    ...(fromZero === 1 && { first: 0 }),
  }
}

export function bodyRow(spec: BodySpec): BodyRow {
  const { media, required, properties, requiredProperties, open, encoding } = spec
  const numbers = requiredProperties.map((name) => properties?.indexOf(name) ?? -1)
  const start = [media, Number(required), Number(open), properties ?? null]
  return [...start, ...trimmed([properties ? numbers : [], encoding])] as unknown as BodyRow
}

export function readBodyRow([media, required, open, names, numbers, encoding]: BodyRow): BodySpec {
  return {
    media,
    required: required === 1,
    properties: names ?? undefined,
    requiredProperties: (numbers ?? []).map((at) => names?.[at] ?? ''),
    open: open === 1,
    ...(encoding && { encoding }),
  }
}

/** What a row stands for. */
export function readRow(
  table: OperationTable,
  resource: string,
  template: string,
  row: OperationRow,
): OperationSpec {
  const [method, verb, parameters = [], bodies = [], security, places, , warning] = row
  const given = parameters.map((at) => readParameterRow(table.parameters[at] as ParameterRow))
  const inPath = parametersOf(template).map(
    (name) => given.find((spec) => spec.in === 'path' && spec.name === name) ?? implied(name),
  )
  const servers = places ? table.places[places - 1] : undefined
  return {
    id: `${resource}.${method}`,
    verb,
    template,
    parameters: [...inPath, ...given.filter((spec) => spec.in !== 'path')],
    bodies: bodies.map((at) => readBodyRow(table.bodies[at] as BodyRow)),
    security: security ? table.security[security - 1] : undefined,
    ...(servers && { servers }),
    ...(warning && { warning }),
  }
}

/** Without what comes to nothing at its end. */
export function trimmed(row: readonly unknown[]): unknown[] {
  const last = row.findLastIndex((cell) => (Array.isArray(cell) ? cell.length > 0 : Boolean(cell)))
  return row.slice(0, last + 1)
}
