import type { Call } from '../../call/Call'
import { ConfigError } from '../../errors/ConfigError'
import { snakeKey } from '../../keys'
import type { Invoke, Tree } from '../../operation/operation'
import { itemsOf, pagesOf } from '../../operation/pages'
import type { LooseApi } from '../types'
import type { Chart, Method, TableOperation } from './Chart'
import { apiHelp, methodHelp, resourceHelp } from './help'
import { pick } from './pick'

/** How the methods of a tree are spelled. */
export interface TreeOptions {
  /**
   * Resources and methods answer to their snake_case names too, which lists do not show.
   *
   * @default false
   */
  snakeCase?: boolean
  /** Which further names are shown in lists, by `resource.method`. @default none */
  shown?: (alias: string) => boolean
}

/** Where a terminal's inspector looks for what to print. */
const inspect = Symbol.for('nodejs.util.inspect.custom')

/** The tree of a chart: resources with methods, each made when it is first looked at. */
export function treeOf(chart: Chart, options: TreeOptions = {}): Tree<LooseApi> {
  return (invoke) => {
    const api: object = Object.create(null)
    for (const resource of chart.resources)
      put(api, resource, true, options, () => resourceOf(chart, resource, invoke, options))
    describe(api, '$help', () => apiHelp(chart))
    lazily(api, '$resources', false, () => chart.resources)
    lazily(api, '$operation', false, () => (line: string) => {
      const operation = chart.find(line)
      if (!operation) throw unknownLine(chart, line)
      const name = operation.row[0]
      return methodOf({ name, operations: [operation], alias: false }, invoke)
    })
    return api as LooseApi
  }
}

function resourceOf(chart: Chart, resource: string, invoke: Invoke, options: TreeOptions): object {
  const methods: object = Object.create(null)
  for (const method of chart.methodsOf(resource).values()) {
    const { name, alias } = method
    const shown = !alias || (options.shown?.(`${resource}.${name}`) ?? false)
    const spelled = (): string => snakeNameOf(method)
    put(methods, name, shown, options, () => methodOf(method, invoke), spelled)
  }
  describe(methods, 'help', () => resourceHelp(chart, resource))
  return methods
}

type AnyMethod = (...args: readonly unknown[]) => Call<unknown>

function methodOf({ name, operations }: Method, invoke: Invoke): AnyMethod {
  const method: AnyMethod = (...args) => invoke(pick(operations, args), args)
  Object.defineProperty(method, 'name', { value: name })
  describe(method, 'help', () => methodHelp(operations))
  if (operations.some(({ pages }) => pages)) {
    const ruleFor = (args: readonly unknown[]): NonNullable<TableOperation['pages']> => {
      const { id, pages, row, template } = pick(operations, args)
      if (!pages) throw new ConfigError(`${id}: ${row[1]} ${template} has no pages.`)
      return pages
    }
    const pages = async function* (...args: readonly unknown[]) {
      yield* pagesOf(method, args, ruleFor(args))
    }
    const iterate = async function* (...args: readonly unknown[]) {
      yield* itemsOf(method, args, ruleFor(args))
    }
    Object.defineProperties(method, { pages: { value: pages }, iterate: { value: iterate } })
  }
  return method
}

/** A name, and its spelling in snake_case if that is wanted. */
function put(
  target: object,
  name: string,
  shown: boolean,
  { snakeCase }: TreeOptions,
  make: () => unknown,
  spelled = (): string => snakeKey(name),
): void {
  lazily(target, name, shown, make)
  if (!snakeCase) return
  const snake = spelled()
  if (!Object.hasOwn(target, snake))
    lazily(target, snake, false, () => (target as Record<string, unknown>)[name])
}

/** A word of the path that begins with a digit begins no capital: `DELETE /users/me/2fa`. */
function snakeNameOf({ name, operations }: Method): string {
  const words = operations.flatMap(({ template }) => template.split(/[^a-z\d]+/i))
  return words
    .filter((word) => /^\d/.test(word))
    .map(snakeKey)
    .reduce(
      (snake, word) => snake.replace(new RegExp(`([a-z\\d])${word}(?![a-z\\d])`), `$1_${word}`),
      snakeKey(name),
    )
}

/** A property that becomes what it is when it is first looked at. */
function lazily(target: object, name: PropertyKey, enumerable: boolean, make: () => unknown): void {
  Object.defineProperty(target, name, {
    enumerable,
    configurable: true,
    get() {
      const value = make()
      Object.defineProperty(target, name, { value, enumerable, configurable: true })
      return value
    },
  })
}

function describe(target: object, name: string, help: () => string): void {
  lazily(target, name, false, help)
  Object.defineProperty(target, inspect, { value: help })
}

function unknownLine(chart: Chart, line: string): ConfigError {
  const words = String(line)
    .split(/[\s/]+/)
    .filter(Boolean)
  const likeness = (known: string): number => words.filter((word) => known.includes(word)).length
  const [meant] = chart.lines.sort((one, other) => likeness(other) - likeness(one))
  return new ConfigError(
    `$operation: there is no '${line}'; give verb and path, or an operationId.${meant ? ` Did you mean '${meant}'?` : ''}`,
  )
}
