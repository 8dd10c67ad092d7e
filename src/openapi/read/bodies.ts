import type { BodySpec, PropertyEncoding, Style } from '../OperationSpec'
import { collected } from './parameters'
import { isNode, listOf, type Node, nodeOf, type Source, textOf } from './Source'
import { preferred, type Shape, shapeOf, typesOf } from './shape'

/** The ways to give a request body (OpenAPI 3.1, 4.8.13 to 4.8.15). */
export function readBodies(source: Source, requestBody: unknown, closed: boolean): BodySpec[] {
  if (requestBody === undefined) return []
  const node = source.need(requestBody, 'the request body')
  const content = nodeOf(node.content)
  return preferred(Object.keys(content)).map((media) => {
    const { schema, encoding } = nodeOf(content[media])
    return bodyOf(
      media,
      node.required === true,
      shapeOf(source, schema),
      closed,
      readEncoding(encoding),
    )
  })
}

/** Swagger 2.0's body parameter, or its form fields. */
export function readOldBodies(
  source: Source,
  body: Node | undefined,
  fields: readonly Node[],
  consumes: readonly string[],
  closed: boolean,
): BodySpec[] {
  if (body) {
    const shape = shapeOf(source, body.schema)
    const medias = consumes.length > 0 ? preferred(consumes) : ['application/json']
    return medias.map((media) => bodyOf(media, body.required === true, shape, closed))
  }
  if (fields.length === 0) return []
  const files = fields.some((field) => field.type === 'file')
  const media = files ? /^multipart\// : /^(multipart\/|application\/x-www-form-urlencoded)/
  const fitting = preferred(consumes).filter((each) => media.test(each))
  const medias =
    fitting.length > 0
      ? fitting
      : [files ? 'multipart/form-data' : 'application/x-www-form-urlencoded']
  const shape: Shape = { properties: new Map(), required: new Set(), open: false }
  const encoding: [string, PropertyEncoding][] = []
  for (const field of fields) {
    const name = field.name as string
    shape.properties?.set(name, field)
    if (field.required === true) shape.required.add(name)
    if (typesOf(field).includes('array')) encoding.push([name, collected(field, 'form')])
  }
  const ways = encoding.length > 0 ? Object.fromEntries(encoding) : undefined
  return medias.map((each) => bodyOf(each, shape.required.size > 0, shape, true, ways))
}

function bodyOf(
  media: string,
  required: boolean,
  { properties, required: names, open }: Shape,
  closed: boolean,
  encoding?: Readonly<Record<string, PropertyEncoding>>,
): BodySpec {
  return {
    media,
    required,
    // Names that are asked for and described nowhere still have to be given.
    properties: properties && [...new Set([...properties.keys(), ...names])],
    requiredProperties: [...names],
    open: open && !closed,
    ...(encoding && { encoding }),
  }
}

function readEncoding(encoding: unknown): Readonly<Record<string, PropertyEncoding>> | undefined {
  const entries = Object.entries(nodeOf(encoding)).flatMap(([name, way]) => {
    if (!isNode(way)) return []
    const { explode, allowReserved } = way
    const [contentType, style] = [textOf(way.contentType), textOf(way.style)]
    const found: PropertyEncoding = {
      ...(contentType && { contentType }),
      ...(style &&
        /^(form|(space|pipe)Delimited|deepObject)$/.test(style) && { style: style as Style }),
      ...(typeof explode === 'boolean' && { explode }),
      ...(allowReserved === true && { allowReserved }),
    }
    return Object.keys(found).length > 0 ? [[name, found] as const] : []
  })
  return entries.length > 0 ? Object.fromEntries(entries) : undefined
}

/** The media types that an operation of Swagger 2.0 takes. */
export function consumed(source: Source, operation: Node): string[] {
  const list = operation.consumes ?? source.document.consumes
  return listOf(list).filter((media) => typeof media === 'string')
}
