import { ConfigError } from '../../errors/ConfigError'
import { must } from '../../options'
import type {
  PropertyEncoding,
  SecurityAlternative,
  SecuritySchemeSpec,
  ServerSpec,
} from '../OperationSpec'

/** The format that this version writes, and the only one that it reads. */
export const format = 1

/**
 * Everything that calls need of a document, as plain JSON, a fiftieth of its size: keep it in a
 * file, a bundle or a cache, and give it to `openapi` in place of the document.
 */
export interface OperationTable {
  /** Version of the format. */
  readonly operationTable: typeof format
  readonly title: string
  readonly version: string
  readonly servers: readonly ServerSpec[]
  readonly schemes: Readonly<Record<string, SecuritySchemeSpec>>
  /** Ways to say who calls, and places; operations refer to them by number. */
  readonly security: readonly (readonly SecurityAlternative[])[]
  readonly places: readonly (readonly ServerSpec[])[]
  readonly parameters: readonly ParameterRow[]
  readonly bodies: readonly BodyRow[]
  readonly resources: readonly ResourceRow[]
  /** For people, one for each operation in its order. */
  readonly docs?: readonly DocRow[]
}

/** An optional query parameter by its name alone; or what differs from one, up to the last that does. */
export type ParameterRow =
  | string
  | readonly [
      name: string,
      place: number,
      required?: number,
      style?: string,
      explode?: number,
      allowReserved?: number,
      content?: string,
      fromZero?: number,
    ]

/** Required names are given by their numbers; null for a body that is no object. */
export type BodyRow = readonly [
  media: string,
  required: number,
  open: number,
  properties: readonly string[] | null,
  requiredProperties?: readonly number[],
  encoding?: Readonly<Record<string, PropertyEncoding>>,
]

/** The operations of a resource by their paths, whose text stands once for all verbs. */
export type ResourceRow = readonly [
  name: string,
  paths: readonly (readonly [template: string, operations: readonly OperationRow[]])[],
]

/** Numbers lead into the table's lists; security and places are 0 for none, else one more. */
export type OperationRow = readonly [
  method: string,
  verb: string,
  parameters?: readonly number[],
  bodies?: readonly number[],
  security?: number,
  places?: number,
  aliases?: readonly string[],
  warning?: string,
]

/** What people want to know of an operation. */
export type DocRow = readonly [
  operationId: string,
  summary: string,
  /** Of each parameter, then of each property of the first body: its type and its text. */
  details: readonly (readonly [type: string, text: string])[],
  answer: string,
]

/** Whether a value is a table. A document has no such field. */
export function isTable(value: unknown): value is OperationTable {
  return typeof value === 'object' && value !== null && 'operationTable' in value
}

/** @throws {ConfigError} for a table of another format, or none */
export function checkTable(given: unknown): asserts given is OperationTable {
  const table = Object(given) as OperationTable
  if (table.operationTable !== format) {
    throw new ConfigError(
      `The table has format ${JSON.stringify(table.operationTable)}, this version reads ${format}: make it anew with operationTable(document).`,
    )
  }
  for (const list of ['resources', 'parameters', 'bodies', 'security', 'places'] as const)
    if (!Array.isArray(table[list])) must(`table.${list}`, 'a list; the table is damaged')
}
