import type { ParameterSpec, Style } from '../OperationSpec'
import { Fault, listOf, type Node, nodeOf, type Source, textOf } from './Source'

/** Parameters of an operation, and what of Swagger 2.0's list makes its body. */
export interface ReadParameters {
  readonly parameters: ParameterSpec[]
  readonly body: Node | undefined
  readonly fields: Node[]
}

const maxParameters = 2000

/** Headers that are not the document's to set (OpenAPI 3.1, 4.8.12.2, and what fetch refuses). */
const foreignHeaders =
  /^(accept|content-type|authorization|host|cookie|content-length|transfer-encoding)$/i

const places = /^(path|query|header|cookie)$/

/** Specs that were made already, by what they were made of: most are shared by reference. */
export type ParameterCache = Map<unknown, ParameterSpec>

/**
 * Those of the path and of the operation; the latter win.
 *
 * @param inPath the names that stand in the path
 * @throws {Fault}
 */
export function readParameters(
  source: Source,
  cache: ParameterCache,
  inPath: readonly string[],
  ofPath: unknown,
  ofOperation: unknown,
): ReadParameters {
  const found: ParameterSpec[] = []
  const fields = new Map<string, Node>()
  let body: Node | undefined
  const read = (item: unknown): void => {
    const node = source.need(item, 'a parameter')
    const name = textOf(node.name)
    const place = node.in
    if (source.old && place === 'body') body = node
    else if (!name) throw new Fault('a parameter has no name')
    else if (source.old && place === 'formData') fields.set(name, node)
    else if (!places.test(String(place))) {
      throw new Fault(`parameter '${name}' is in '${String(place)}', which is no place`)
    } else if (place !== 'header' || !foreignHeaders.test(name)) {
      const known = found.findIndex((spec) => spec.name === name && spec.in === place)
      found[known < 0 ? found.length : known] = once(cache, node, () => specOf(source, node, name))
    }
  }
  const lists = [listOf(ofPath), listOf(ofOperation)] as const
  if (lists[0].length + lists[1].length > maxParameters)
    throw new Fault(`it has more than ${maxParameters} parameters`)
  for (const list of lists) for (const item of list) read(item)
  const parameters = inPath.map(
    (name) =>
      found.find((spec) => spec.name === name && spec.in === 'path') ??
      once(cache, name, () => implied(name)),
  )
  for (const spec of found) if (spec.in !== 'path') parameters.push(spec)
  return { parameters, body, fields: [...fields.values()] }
}

function once(cache: ParameterCache, key: unknown, make: () => ParameterSpec): ParameterSpec {
  const spec = cache.get(key) ?? make()
  cache.set(key, spec)
  return spec
}

/** A name in the path that the document does not speak of. */
export function implied(name: string): ParameterSpec {
  return { name, in: 'path', required: true, style: 'simple', explode: false, allowReserved: false }
}

function specOf(source: Source, node: Node, name: string): ParameterSpec {
  const place = node.in as ParameterSpec['in']
  const fallback: Style = place === 'path' || place === 'header' ? 'simple' : 'form'
  const written = source.old ? collected(node, fallback) : styled(node, fallback)
  const content = Object.keys(nodeOf(node.content))[0]
  const { default: usual, minimum } = source.old ? node : nodeOf(source.follow(node.schema))
  const fromZero = place === 'query' && /page/i.test(name) && (usual ?? minimum) === 0
  return {
    name,
    in: place,
    required: place === 'path' || node.required === true,
    ...written,
    allowReserved: place === 'query' && node.allowReserved === true,
    ...(content && { content }),
    ...(fromZero && { first: 0 }),
  }
}

const styles: Readonly<Record<ParameterSpec['in'], RegExp>> = {
  path: /^(simple|label|matrix)$/,
  query: /^(form|spaceDelimited|pipeDelimited|deepObject)$/,
  header: /^simple$/,
  cookie: /^form$/,
}

function styled(node: Node, fallback: Style): { style: Style; explode: boolean } {
  const given = textOf(node.style) ?? fallback
  const style = styles[node.in as ParameterSpec['in']].test(given) ? (given as Style) : fallback
  return {
    style,
    explode: typeof node.explode === 'boolean' ? node.explode : style === 'form',
  }
}

const separated: Readonly<Record<string, Style>> = {
  ssv: 'spaceDelimited',
  tsv: 'tabDelimited',
  pipes: 'pipeDelimited',
}

/** Swagger 2.0's `collectionFormat`; it is csv where nothing is said. */
export function collected(node: Node, fallback: Style): { style: Style; explode: boolean } {
  const format = textOf(node.collectionFormat) ?? 'csv'
  if (format === 'multi') return { style: fallback, explode: true }
  const style = Object.hasOwn(separated, format) ? separated[format] : undefined
  return { style: style ?? fallback, explode: false }
}
