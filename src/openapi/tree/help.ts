import type { Chart, TableOperation } from './Chart'

export function apiHelp(chart: Chart): string {
  return chart.resources.join('\n')
}
export function resourceHelp(chart: Chart, resource: string): string {
  return [...chart.methodsOf(resource).keys()].join('\n')
}
export function methodHelp(operations: readonly TableOperation[]): string {
  return operations.map(({ help }) => help).join('\n\n')
}
export function operationHelp({ row, template }: TableOperation): string {
  return `${row[1]} ${template}`
}
