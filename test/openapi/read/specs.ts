import type { OperationSpec } from '../../../src/openapi/OperationSpec'
import { type ReadOptions, readDocument } from '../../../src/openapi/read/readDocument'
import { readRow } from '../../../src/openapi/table/rows'

/** Every operation, through the table and back. */
export function specsOf(document: object, options?: ReadOptions): OperationSpec[] {
  const { table } = readDocument(document, options)
  const kept = JSON.parse(JSON.stringify(table)) as typeof table
  return kept.resources.flatMap(([resource, paths]) =>
    paths.flatMap(([template, rows]) => rows.map((row) => readRow(kept, resource, template, row))),
  )
}

export function only(document: object, options?: ReadOptions): OperationSpec {
  const [spec, ...others] = specsOf(document, options)
  if (!spec || others.length > 0) throw new Error('It was meant to have one operation.')
  return spec
}

export function warningsOf(document: object, options: ReadOptions = {}): string[] {
  const warnings: string[] = []
  specsOf(document, { ...options, onWarning: (warning) => warnings.push(warning) })
  return warnings
}

export const ok = { responses: { 200: { description: 'ok' } } }
