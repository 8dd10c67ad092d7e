import { isPlain } from '../../call/kindOf'
import type { OperationTable } from '../../openapi/table/OperationTable'

/**
 * Operations that name the values of their path in another order than the path itself: `PUT /a/{b}`
 * and the names as the specification lists them. Python takes values in that order, so it counts
 * here too; the table knows that of the path alone.
 */
export type PathOrders = Readonly<Record<string, readonly string[]>>

/** A table that keeps the orders along. */
export interface CivisTable extends OperationTable {
  readonly pathOrders?: PathOrders
}

export function pathOrdersIn(document: unknown): PathOrders {
  const orders: Record<string, readonly string[]> = {}
  const { paths } = Object(document) as { paths?: unknown }
  for (const [path, operations] of Object.entries(Object(paths))) {
    const inPath = namesIn(path)
    if (inPath.length < 2) continue
    for (const [verb, operation] of Object.entries(Object(operations))) {
      const { parameters } = Object(operation) as { parameters?: unknown }
      const listed = (Array.isArray(parameters) ? parameters : [])
        .filter((each) => isPlain(each) && each.in === 'path')
        .map(({ name }) => String(name))
      const isSame = listed.every((name, index) => name === inPath[index])
      if (isSame || [...listed].sort().join() !== [...inPath].sort().join()) continue
      orders[`${verb.toUpperCase()} ${path.replace(/(.)\/+$/, '$1')}`] = listed
    }
  }
  return orders
}

/** Values in the order of `listed`, put into that of the path. Fewer than all say nothing. */
export function inPathOrder(
  template: string,
  listed: readonly string[],
  args: readonly unknown[],
): readonly unknown[] {
  const inPath = namesIn(template)
  const values = args.slice(0, inPath.length)
  if (values.length < inPath.length || isPlain(values.at(-1))) return args
  return [...inPath.map((name) => values[listed.indexOf(name)]), ...args.slice(inPath.length)]
}

function namesIn(path: string): string[] {
  return [...path.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name as string)
}
