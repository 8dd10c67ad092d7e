import { ConfigError } from '../../errors/ConfigError'
import { checkOneOf, must } from '../../options'
import { type Nameable, type NamingOptions, nameOperations } from '../names/names'
import { parametersOf } from '../names/template'
import type { BodySpec, ParameterSpec, SecurityAlternative, ServerSpec } from '../OperationSpec'
import {
  type BodyRow,
  format,
  type OperationRow,
  type OperationTable,
  type ParameterRow,
} from '../table/OperationTable'
import { bodyRow, parameterRow, trimmed } from '../table/rows'
import { consumed, readBodies, readOldBodies } from './bodies'
import { type ParameterCache, readParameters } from './parameters'
import { Fault, isNode, listOf, type Node, nodeOf, Source, textOf } from './Source'
import { readHost, readSchemes, readSecurity, readServers } from './security'
import { answersArray } from './shape'

/** How a document is read. */
export interface ReadOptions {
  /** How operations get their names. */
  naming?: NamingOptions
  /** Leaves operations out. @default none */
  skip?: (operation: Nameable) => boolean
  /**
   * Throws for the first operation that is broken, in place of leaving it out.
   *
   * @default false
   */
  strict?: boolean
  /** Gets a line for each operation that was left out: where it stands, and why. @default none */
  onWarning?: (warning: string) => void
  /**
   * Whether names that a body's schema does not know are refused even where the schema lets them
   * through.
   *
   * @default false
   */
  closed?: boolean
  /**
   * Whether a slash at the end of a path is sent.
   *
   * @default 'keep'
   */
  trailingSlash?: 'keep' | 'drop'
}

/** An operation as it was found. What few ask for is read when they do. */
export class Found implements Nameable {
  constructor(
    readonly source: Source,
    readonly verb: string,
    readonly template: string,
    readonly node: Node,
    /** What holds it, with all verbs of its path. */
    readonly item: Node,
    readonly parameters: readonly ParameterSpec[],
    readonly bodies: readonly BodySpec[],
  ) {}

  get operationId(): string | undefined {
    return textOf(this.node.operationId)
  }

  get tags(): string[] {
    return listOf(this.node.tags).filter((tag) => typeof tag === 'string')
  }

  get summary(): string | undefined {
    return textOf(this.node.summary)
  }

  get deprecated(): boolean {
    return this.node.deprecated === true
  }

  get pin(): string | undefined {
    return textOf(this.node['x-client-name'])
  }

  get array(): boolean | undefined {
    return answersArray(this.source, this.node)
  }

  get security(): readonly SecurityAlternative[] | undefined {
    return readSecurity(this.node.security)
  }

  get servers(): readonly ServerSpec[] | undefined {
    return readServers(this.node.servers) ?? readServers(this.item.servers)
  }

  get warning(): string | undefined {
    return textOf(this.node['x-deprecation-warning'])
  }
}

// fetch refuses TRACE and CONNECT.
const verbs = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'query']
const maxOperations = 50_000
const maxPath = 2000

/** Each operation once, those of a resource together. */
export interface Reading {
  readonly source: Source
  readonly table: OperationTable
  /** In the order of the table. */
  readonly found: readonly Found[]
}

/**
 * Reads OpenAPI 3.0 and 3.1, and Swagger 2.0, as they are.
 *
 * @throws {ConfigError} for what is none of these; in strict mode for every fault
 */
export function readDocument(document: unknown, options: ReadOptions = {}): Reading {
  const { strict = false, onWarning = () => {}, skip = () => false } = options
  const { trailingSlash = 'keep' } = options
  checkOneOf('trailingSlash', trailingSlash, ['keep', 'drop'])
  if (!isNode(document)) must('The document', 'an object')
  const { openapi, swagger } = document
  if (!/^3\./.test(String(openapi)) && !/^2(\.0)?$/.test(String(swagger))) {
    const version = openapi ?? swagger
    throw new ConfigError(
      `This is neither OpenAPI 3 nor Swagger 2.0: ${version === undefined ? "it has no field 'openapi' or 'swagger'" : `its version is ${JSON.stringify(version)}`}.`,
    )
  }
  const source = new Source(document, strict, onWarning)
  const found = readPaths(source, options).filter((operation) => !skip(operation))
  const names = nameOperations(found, options.naming)
  const resources = new Map<string, Map<string, [Found, OperationRow][]>>()
  const intern = new Interner()
  const general = readSecurity(document.security)
  found.forEach((operation, at) => {
    const { verb, template, parameters, bodies, security = general, servers, warning } = operation
    const { resource, method, aliases } = names[at] as (typeof names)[number]
    const row = trimmed([
      method,
      verb,
      parameters.map((spec) => intern.parameter(spec)).filter((number) => number >= 0),
      bodies.map((spec) => intern.body(spec)),
      security ? intern.security(security) + 1 : 0,
      servers ? intern.place(servers) + 1 : 0,
      aliases,
      warning,
    ]) as unknown as OperationRow
    const paths = entryOf(resources, resource, () => new Map())
    entryOf(paths, template, () => []).push([operation, row])
  })
  const sorted = [...resources].sort(([one], [other]) => (one < other ? -1 : 1))
  const info = nodeOf(document.info)
  const table: OperationTable = {
    operationTable: format,
    title: textOf(info.title) ?? '',
    version: String(info.version ?? ''),
    servers: source.old ? readHost(document) : (readServers(document.servers) ?? [{ url: '/' }]),
    schemes: readSchemes(source),
    ...intern.lists,
    resources: sorted.map(([name, paths]) => [
      name,
      [...paths].map(([template, rows]) => [template, rows.map(([, row]) => row)]),
    ]),
  }
  const inOrder = sorted.flatMap(([, paths]) => [...paths.values()].flat())
  return { source, table, found: inOrder.map(([operation]) => operation) }
}

function entryOf<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const value = map.get(key) ?? make()
  map.set(key, value)
  return value
}

function readPaths(source: Source, { closed = false, trailingSlash }: ReadOptions): Found[] {
  const found: Found[] = []
  const cache: ParameterCache = new Map()
  for (const [key, value] of Object.entries(nodeOf(source.document.paths))) {
    if (key.startsWith('x-')) continue
    const path = ['paths', key]
    const wrong = wrongTemplate(key)
    const item = wrong ? undefined : source.follow(value)
    if (!item) {
      source.report(path, wrong ?? 'it is no object, or its $ref leads nowhere in the document')
      continue
    }
    const template = trailingSlash === 'drop' ? key.replace(/(?<=.)\/+$/, '') : key
    const inPath = parametersOf(template)
    for (const verb of verbs) {
      if (item[verb] === undefined) continue
      if (found.length >= maxOperations)
        must('The document', `smaller: it has more than ${maxOperations} operations`)
      try {
        found.push(readOperation(source, cache, template, inPath, verb, item, closed))
      } catch (fault) {
        if (!(fault instanceof Fault)) throw fault
        source.report([...path, verb], fault.problem)
      }
    }
  }
  return found
}

/** What would make a path lead elsewhere. */
function wrongTemplate(template: string): string | undefined {
  if (template.length > maxPath) return `a path is longer than ${maxPath} characters`
  if (!/^\/(?!\/)/.test(template)) return 'a path must start with one slash'
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  if (/[\\\u0000-\u001f\u007f]/.test(template))
    return 'a path holds a backslash or control character'
  const dots = /\/(\.|%2e){1,2}(\/|$)/i
  return dots.test(template.split(/[?#]/)[0] ?? '') ? "'.' and '..' lead elsewhere" : undefined
}

function readOperation(
  source: Source,
  cache: ParameterCache,
  template: string,
  inPath: readonly string[],
  verb: string,
  item: Node,
  closed: boolean,
): Found {
  const node = source.need(item[verb], 'the operation')
  const read = readParameters(source, cache, inPath, item.parameters, node.parameters)
  const bodies = source.old
    ? readOldBodies(source, read.body, read.fields, consumed(source, node), closed)
    : readBodies(source, node.requestBody, closed)
  return new Found(source, verb.toUpperCase(), template, node, item, read.parameters, bodies)
}

/** Lists of what many operations share. */
class Interner {
  readonly lists = {
    security: [] as (readonly SecurityAlternative[])[],
    places: [] as (readonly ServerSpec[])[],
    parameters: [] as ParameterRow[],
    bodies: [] as BodyRow[],
  }
  readonly #numbers = new Map<string, number>()
  readonly #parameters = new Map<ParameterSpec, number>()

  /** -1 for one that the path itself says. */
  parameter(spec: ParameterSpec): number {
    let number = this.#parameters.get(spec)
    if (number === undefined) {
      const row = parameterRow(spec)
      number = row === undefined ? -1 : this.#number('parameters', row)
      this.#parameters.set(spec, number)
    }
    return number
  }

  body(spec: BodySpec): number {
    return this.#number('bodies', bodyRow(spec))
  }

  security(alternatives: readonly SecurityAlternative[]): number {
    return this.#number('security', alternatives)
  }

  place(servers: readonly ServerSpec[]): number {
    return this.#number('places', servers)
  }

  #number(list: keyof Interner['lists'], value: unknown): number {
    const key = list + JSON.stringify(value)
    let number = this.#numbers.get(key)
    if (number === undefined) {
      number = this.lists[list].push(value as never) - 1
      this.#numbers.set(key, number)
    }
    return number
  }
}
