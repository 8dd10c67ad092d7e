import { isNode, listOf, maxDepth, type Node, nodeOf, type Source } from './Source'

/** What the top of a schema says about an object. */
export interface Shape {
  /** Schemas by name; undefined: it describes no object. */
  properties: Map<string, unknown> | undefined
  required: Set<string>
  /** Whether further names are let through. */
  open: boolean
}

/** Reads through references and combinations. Cycles end. */
export function shapeOf(source: Source, schema: unknown): Shape {
  const shape: Shape = { properties: undefined, required: new Set(), open: true }
  add(source, schema, shape, new Set(), true)
  return shape
}

function add(source: Source, schema: unknown, shape: Shape, seen: Set<Node>, all: boolean): void {
  const node = source.follow(schema)
  if (!node || seen.has(node) || seen.size >= maxDepth * 4) return
  seen.add(node)
  if (isNode(node.properties) || typesOf(node).includes('object') || node.additionalProperties) {
    shape.properties ??= new Map()
    for (const [name, property] of Object.entries(nodeOf(node.properties))) {
      shape.properties.set(name, property)
      // The server fills these in; nobody sends them.
      if (nodeOf(property).readOnly === true) shape.required.delete(name)
    }
  }
  if (all) {
    for (const name of listOf(node.required)) {
      const property = shape.properties?.get(String(name))
      if (typeof name === 'string' && nodeOf(property).readOnly !== true) shape.required.add(name)
    }
  }
  if (node.additionalProperties === false || node.unevaluatedProperties === false)
    shape.open = false
  for (const part of listOf(node.allOf)) add(source, part, shape, seen, all)
  for (const part of [...listOf(node.anyOf), ...listOf(node.oneOf)])
    add(source, part, shape, seen, false)
}

/** `type` as a list, as OpenAPI 3.1 has it. */
export function typesOf(node: Node): readonly string[] {
  const { type } = node
  return (Array.isArray(type) ? type : [type]).filter((each) => typeof each === 'string')
}

/** Whether a good answer is an array; undefined where the document does not say. */
export function answersArray(source: Source, operation: Node): boolean | undefined {
  const responses = nodeOf(operation.responses)
  const response = source.follow(responses['200'] ?? responses['2XX'])
  const content = nodeOf(response?.content)
  const json = Object.keys(content).find((media) => /json/i.test(media))
  const schema = source.follow(source.old ? response?.schema : json && nodeOf(content[json]).schema)
  if (!schema || Object.keys(schema).length === 0) return undefined
  return typesOf(schema).includes('array') || isNode(schema.items)
}

/** The media types of an object, those that are easiest to write first. */
export function preferred(medias: readonly string[]): string[] {
  const rank = (media: string): number => order.findIndex((test) => test.test(media))
  return [...medias].sort((one, other) => rank(one) - rank(other))
}

const order = [
  /^application\/json\b/i,
  /\bjson\b/i,
  /^application\/x-www-form-urlencoded\b/i,
  /^multipart\//i,
  /^text\/plain\b/i,
  /./,
  /^$/,
]
