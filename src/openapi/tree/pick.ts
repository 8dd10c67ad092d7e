import { isPlain } from '../../call/kindOf'
import type { TableOperation } from './Chart'

/**
 * Of operations with one name, the one whose path takes as many values as were given: in their place
 * or by name. What fits none goes to the nearest, which refuses it and says why; a forgotten value
 * must never turn `delete(id)` into a `delete()` of everything.
 */
export function pick(
  operations: readonly TableOperation[],
  args: readonly unknown[],
): TableOperation {
  const [first] = operations as readonly [TableOperation]
  if (operations.length === 1) return first
  let count = 0
  while (count < args.length && !isPlain(args[count])) count += 1
  const names = new Set(Object.keys(Object(args[count])).map(plain))
  const exact = operations.find(({ arity }) => arity === count)
  const named = operations.findLast(
    ({ arity, spec }) =>
      arity > count &&
      spec.parameters
        .slice(count, arity)
        .every(({ name }) => names.has(plain(name)) && !(exact && knows(exact, name))),
  )
  return (
    named ??
    exact ??
    operations.find(({ arity }) => arity > count) ??
    (operations.at(-1) as TableOperation)
  )
}

/** Whether an operation has a parameter or a property of a name, besides those of its path. */
function knows({ spec, arity }: TableOperation, name: string): boolean {
  const own = spec.parameters.slice(arity).map((parameter) => parameter.name)
  const properties = spec.bodies.flatMap((body) => body.properties ?? [])
  return [...own, ...properties].some((each) => plain(each) === plain(name))
}

/** The same for `pet_id`, `petId` and `pet-id`. */
export function plain(name: string): string {
  return name.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase()
}
