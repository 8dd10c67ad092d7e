import { ConfigError } from '../errors/ConfigError'
import { checkOptions, type Kinds, must } from '../options'
import { readDocs } from './read/readDocs'
import { type ReadOptions, readDocument } from './read/readDocument'
import { checkTable, type DocRow, isTable, type OperationTable } from './table/OperationTable'

/** How a document becomes a table. */
export interface TableOptions extends ReadOptions {
  /**
   * Makes an object of a text that is no JSON, such as YAML's `parse`.
   *
   * @default JSON.parse
   */
  parse?: (text: string) => unknown
  /**
   * Whether the table keeps what `.help` shows and what `$operation` needs to know an operationId;
   * twice to four times its size.
   *
   * @default true
   */
  docs?: boolean
}

/** What options of reading are called, for those who pass theirs on. */
export const readKinds: Kinds = {
  naming: 'object',
  skip: 'function',
  strict: 'boolean',
  onWarning: 'function',
  closed: 'boolean',
  trailingSlash: 'string',
  parse: 'function',
}

/** Those of the options that say how a document is read. */
export function readOptionsOf(options: TableOptions): TableOptions {
  return Object.fromEntries(
    Object.entries(options).filter(([name]) => Object.hasOwn(readKinds, name)),
  )
}

/** A table, and its documentation as soon as it is asked for. */
export interface Opened {
  readonly table: OperationTable
  readonly docs: () => readonly DocRow[] | undefined
}

// As many characters as some 64 MB.
const maxText = 64_000_000

/**
 * Reads a document into a table of operations: plain JSON, a fiftieth of its size, to be kept in a
 * file, a bundle or a cache and given to `openapi` in place of the document.
 *
 * @throws {ConfigError} for what is neither OpenAPI 3 nor Swagger 2.0
 * @example
 * const table = operationTable(document, { docs: false })
 * await writeFile('api.json', JSON.stringify(table))
 */
export function operationTable(
  document: object | string,
  options: TableOptions = {},
): OperationTable {
  checkOptions('operationTable', options, { ...readKinds, docs: 'boolean' })
  const { table, docs } = openDocument(document, options)
  const known = options.docs === false ? undefined : docs()
  return known ? { ...table, docs: known } : table
}

/** A document, its text or a table. @throws {ConfigError} */
export function openDocument(given: unknown, options: TableOptions): Opened {
  const document = typeof given === 'string' ? parsed(given, options.parse ?? JSON.parse) : given
  if (isTable(document)) {
    checkTable(document)
    for (const name of ['naming', 'skip', 'closed', 'trailingSlash'] as const)
      if (options[name] !== undefined)
        must(name, 'given to operationTable: a table is read already')
    return { table: document, docs: () => document.docs }
  }
  const { onWarning = (warning) => console.warn(warning) } = options
  const reading = readDocument(document, { ...options, onWarning })
  return { table: reading.table, docs: () => readDocs(reading) }
}

function parsed(text: string, parse: (text: string) => unknown): unknown {
  if (text.length > maxText) must('The document', `shorter than ${maxText} characters`)
  try {
    return parse(text)
  } catch (cause) {
    const hint = parse === JSON.parse ? 'JSON; give an option parse for YAML' : 'what parse reads'
    throw new ConfigError(`The document is not ${hint}.`, { cause })
  }
}

/** The names of a table by verb and path: what `naming.names` takes. */
export function namesOf({ resources }: OperationTable): Record<string, string> {
  return Object.fromEntries(
    resources.flatMap(([resource, paths]) =>
      paths.flatMap(([template, rows]) =>
        rows.map(([method, verb]) => [`${verb} ${template}`, `${resource}.${method}`] as const),
      ),
    ),
  )
}
