import type { DocRow } from '../table/OperationTable'
import type { Found, Reading } from './readDocument'
import { listOf, type Node, nodeOf, type Source, textOf } from './Source'
import { preferred, shapeOf, typesOf } from './shape'

/** What people want to know of each operation, in the order of the table. */
export function readDocs({ source, found }: Reading): DocRow[] {
  return found.map((operation) => [
    operation.operationId ?? '',
    firstLine(operation.summary || operation.node.description),
    detailsOf(source, operation),
    answerOf(source, operation.node),
  ])
}

type Detail = DocRow[2][number]

/** Of each parameter, then of each property of the first body. */
function detailsOf(source: Source, { item, node, parameters, bodies }: Found): Detail[] {
  const given = new Map<string, Node>()
  for (const each of [...listOf(item.parameters), ...listOf(node.parameters)]) {
    const parameter = source.follow(each)
    if (parameter) given.set(`${String(parameter.in)} ${String(parameter.name)}`, parameter)
  }
  const detail = (described: Node | undefined, schema: unknown): Detail => [
    typeText(source, schema),
    firstLine(described?.description ?? source.follow(schema)?.description),
  ]
  const ofParameters = parameters.map((spec): Detail => {
    const parameter = given.get(`${spec.in} ${spec.name}`)
    const content = spec.content && nodeOf(nodeOf(parameter?.content)[spec.content]).schema
    return detail(parameter, source.old ? parameter : (content ?? parameter?.schema))
  })
  const [body] = bodies
  const properties = bodySchemas(source, node, given, body?.media)
  const ofBody = (body?.properties ?? []).map((name): Detail => {
    const schema = properties?.get(name)
    return detail(nodeOf(schema), schema)
  })
  return [...ofParameters, ...ofBody]
}

function bodySchemas(
  source: Source,
  node: Node,
  given: ReadonlyMap<string, Node>,
  media = '',
): Map<string, unknown> | undefined {
  if (!source.old) {
    const content = nodeOf(source.follow(node.requestBody)?.content)
    return shapeOf(source, nodeOf(content[media]).schema).properties
  }
  for (const parameter of given.values())
    if (parameter.in === 'body') return shapeOf(source, parameter.schema).properties
  return new Map([...given.values()].map((field) => [String(field.name), field]))
}

/** A schema in a few words: `string`, `'open' | 'closed'`, `Issue[]`. */
export function typeText(source: Source, schema: unknown, depth = 0): string {
  const node = source.follow(schema)
  if (!node || depth > 4) return 'any'
  const values = listOf(node.enum)
  if (values.length > 0) {
    const shown = values.slice(0, 8).map((value) => JSON.stringify(value)?.replace(/^"|"$/g, "'"))
    return values.length > 8 ? `${shown.join(' | ')} | …` : shown.join(' | ')
  }
  const types = typesOf(node)
  if (types.includes('array') || node.items) {
    const item = typeText(source, node.items, depth + 1)
    return item.includes(' ') ? `(${item})[]` : `${item}[]`
  }
  const name = /\/(schemas|definitions)\/([^/]+)$/.exec(textOf(nodeOf(schema).$ref) ?? '')?.[2]
  const parts = [...listOf(node.oneOf), ...listOf(node.anyOf)]
  if (!name && parts.length > 0) {
    const each = parts.slice(0, 4).map((part) => typeText(source, part, depth + 1))
    return [...new Set(each)].join(' | ')
  }
  const plain = types.length > 0 && !types.includes('object')
  if (!plain)
    return name ?? (types[0] ? 'object' : node.properties || node.allOf ? 'object' : 'any')
  const format = textOf(node.format)
  const text = types.join(' | ')
  const known =
    format && !/^(int32|int64|float|double|string)$/.test(format) && types[0] === 'string'
  return known ? `${text} (${format})` : text
}

/** What a good answer is: `200: Issue[]`, `204`. */
function answerOf(source: Source, operation: Node): string {
  const responses = nodeOf(operation.responses)
  const status = Object.keys(responses).find((key) => /^2/.test(key))
  if (!status) return ''
  const response = source.follow(responses[status])
  const content = nodeOf(response?.content)
  const [media] = preferred(Object.keys(content))
  const schema = source.old ? response?.schema : media && nodeOf(content[media]).schema
  if (schema) return `${status}: ${typeText(source, schema)}`
  return media ? `${status}: ${media}` : status
}

/** Enough of a text to know what is meant. */
function firstLine(text: unknown): string {
  const [line = ''] = (textOf(text) ?? '').trim().split(/\n\s*\n|\n(?=[*-] )/)
  const plain = line.replace(/\s+/g, ' ')
  return plain.length > 240 ? `${plain.slice(0, 239)}…` : plain
}
