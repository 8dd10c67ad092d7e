import { must } from '../../options'
import type { OperationSpec } from '../OperationSpec'
import type { Chart, TableOperation } from './Chart'

/**
 * What a method, a resource or a whole API has to say of itself.
 *
 * @throws {ConfigError} for anything else
 * @example
 * console.log(help(github.repos.listIssues))
 */
export function help(of: unknown): string {
  const { help: own, $help: whole } = Object(of) as { help?: unknown; $help?: unknown }
  const text = whole ?? own
  return typeof text === 'string' ? text : must('help(x): x', 'a method, a resource or an API')
}

export function apiHelp(chart: Chart): string {
  const { title, version } = chart.table
  const rows = chart.resources.map((resource) => {
    const methods = [...chart.methodsOf(resource).values()].filter(({ alias }) => !alias)
    const names = methods.map(({ name }) => name)
    const shown = names.slice(0, 5).join(', ')
    return [resource, names.length > 5 ? `${shown} and ${names.length - 5} more` : shown]
  })
  return page([`${title} ${version}`.trim()], rows)
}

export function resourceHelp(chart: Chart, resource: string): string {
  const methods = [...chart.methodsOf(resource).values()].filter(({ alias }) => !alias)
  const rows = methods.flatMap(({ operations }) =>
    operations.map((operation) => [
      signature(operation),
      lineOf(operation),
      operation.doc?.[1] ?? '',
    ]),
  )
  return page([resource], rows)
}

export function methodHelp(operations: readonly TableOperation[]): string {
  return operations.map(({ help: text }) => text).join('\n\n')
}

export function operationHelp(operation: TableOperation): string {
  const { spec, doc, pages, id, alias } = operation
  const details = doc?.[2] ?? []
  const [body] = spec.bodies
  const lines = [
    `${operation.resource}.${signature(operation)}`,
    lineOf(operation),
    doc?.[1] ?? '',
    alias ? `Another name of ${id}.` : '',
    spec.warning ?? '',
  ]
  const rows = spec.parameters.map(({ name, in: place, required }, at) => {
    const [type = '', text = ''] = details[at] ?? []
    return [name, place, type, required ? 'required' : '', text]
  })
  const properties = (body?.properties ?? []).map((name, at) => {
    const [type = '', text = ''] = details[spec.parameters.length + at] ?? []
    return [name, 'body', type, body?.requiredProperties.includes(name) ? 'required' : '', text]
  })
  if (body && !body.properties)
    properties.push(['$body', 'body', '', body.required ? 'required' : '', ''])
  const medias = spec.bodies.map(({ media }) => media).join(', ')
  const ending = [
    medias && `Takes ${medias}.`,
    doc?.[3] && `Gives ${doc[3]}.`,
    pages && 'Its pages: .iterate(…) gives the items of all, .pages(…) each with its answer.',
  ]
  return page(lines, [...rows, ...properties], ending)
}

function lineOf({ row, template }: TableOperation): string {
  return `${row[1]} ${template}`
}

/** How it is called: `listIssues(owner, repo, { state?, labels? })`. */
function signature({ spec, row, alias }: TableOperation): string {
  const inPath = spec.parameters.filter((parameter) => parameter.in === 'path')
  const names = [...inPath.map(({ name }) => name), optionsOf(spec)].filter(Boolean)
  return `${alias ?? row[0]}(${names.join(', ')})`
}

function optionsOf({ parameters, bodies }: OperationSpec): string {
  const [body] = bodies
  const rest = parameters.filter((parameter) => parameter.in !== 'path')
  const names = [
    ...rest.map(({ name, required }) => (required ? name : `${name}?`)),
    ...(body?.properties ?? (body ? ['$body'] : [])).map((name) =>
      body?.requiredProperties.includes(name) || name === '$body' ? name : `${name}?`,
    ),
  ]
  // Those that must be given come first, and the rest is told below.
  const sorted = names.sort((one, other) => Number(one.endsWith('?')) - Number(other.endsWith('?')))
  const shown = sorted.length > 6 ? [...sorted.slice(0, 6), '…'] : sorted
  return shown.length > 0 ? `{ ${shown.join(', ')} }` : ''
}

/** Lines, a table whose columns are as wide as they must be, and further lines. */
function page(
  lines: readonly string[],
  rows: readonly (readonly string[])[],
  ending: readonly unknown[] = [],
): string {
  const widths: number[] = []
  for (const row of rows)
    row.forEach((cell, at) => {
      widths[at] = Math.max(widths[at] ?? 0, Math.min(cell.length, 48))
    })
  const table = rows.map((row) =>
    `  ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd(),
  )
  const parts = [lines.filter(Boolean), table, ending.filter(Boolean)]
  const text = parts.filter((part) => part.length > 0).map((part) => part.join('\n'))
  // A document's words must not steer the terminal that shows them.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  return text.join('\n\n').replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, ' ')
}
