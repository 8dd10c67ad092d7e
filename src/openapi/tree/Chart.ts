import type { Operation } from '../../operation/operation'
import type { PageRule } from '../../operation/pages'
import type { OperationSpec } from '../OperationSpec'
import type { DocRow, OperationRow, OperationTable } from '../table/OperationTable'
import { readRow } from '../table/rows'

/** What a table leaves to those who build a client on it. */
export interface ChartOptions {
  /** How the pages of an operation follow each other. */
  readonly pages: (spec: OperationSpec) => PageRule | undefined
  /** Of the operations in their order; asked for once help is wanted. */
  readonly docs: () => readonly DocRow[] | undefined
  readonly help: (operation: TableOperation) => string
}

/** An operation of a table. Its row is read when it is needed. */
export class TableOperation implements Operation {
  readonly kind: Operation['kind']
  #spec: OperationSpec | undefined
  #pages: PageRule | null | undefined

  constructor(
    readonly chart: Chart,
    readonly resource: string,
    readonly template: string,
    readonly row: OperationRow,
    /** In the order of the table. */
    readonly number: number,
    /** The name that it was called by, where that is not its own. */
    readonly alias?: string,
  ) {
    this.kind = /^(GET|HEAD)$/.test(row[1]) ? 'query' : 'mutation'
  }

  get id(): string {
    return `${this.resource}.${this.row[0]}`
  }

  get spec(): OperationSpec {
    this.#spec ??= readRow(this.chart.table, this.resource, this.template, this.row)
    return this.#spec
  }

  /** How many values its path takes. */
  get arity(): number {
    return this.spec.parameters.filter((parameter) => parameter.in === 'path').length
  }

  get pages(): PageRule | undefined {
    if (this.#pages === undefined) this.#pages = this.chart.options.pages(this.spec) ?? null
    return this.#pages ?? undefined
  }

  get doc(): DocRow | undefined {
    return this.chart.docs?.[this.number]
  }

  get help(): string {
    return this.chart.options.help(this)
  }
}

/** The operations of one name; their paths take different numbers of values. Fewest first. */
export interface Method {
  readonly name: string
  readonly operations: readonly TableOperation[]
  /** Whether it is a further name, which lists do not show. */
  readonly alias: boolean
}

/** A table as a client looks things up in it. */
export class Chart {
  readonly #methods = new Map<string, ReadonlyMap<string, Method>>()
  readonly #starts = new Map<string, number>()
  #lines: Map<string, TableOperation> | undefined
  #docs: readonly DocRow[] | undefined | null = null

  constructor(
    readonly table: OperationTable,
    readonly options: ChartOptions,
  ) {
    let start = 0
    for (const [resource, paths] of table.resources) {
      this.#starts.set(resource, start)
      for (const [, rows] of paths) start += rows.length
    }
  }

  get resources(): string[] {
    return [...this.#starts.keys()]
  }

  get docs(): readonly DocRow[] | undefined {
    if (this.#docs === null) this.#docs = this.options.docs()
    return this.#docs
  }

  /** The methods of a resource, its further names last. */
  methodsOf(resource: string): ReadonlyMap<string, Method> {
    const known = this.#methods.get(resource)
    if (known) return known
    const [own, aliases] = [
      new Map<string, TableOperation[]>(),
      new Map<string, TableOperation[]>(),
    ]
    const add = (map: typeof own, name: string, operation: TableOperation): void => {
      const list = map.get(name)
      if (list) list.push(operation)
      else map.set(name, [operation])
    }
    let number = this.#starts.get(resource) ?? 0
    const [, paths = []] = this.table.resources.find(([name]) => name === resource) ?? []
    for (const [template, rows] of paths) {
      for (const row of rows) {
        add(own, row[0], new TableOperation(this, resource, template, row, number))
        for (const alias of row[6] ?? [])
          add(aliases, alias, new TableOperation(this, resource, template, row, number, alias))
        number += 1
      }
    }
    const methods = new Map<string, Method>()
    for (const map of [own, aliases]) {
      for (const [name, list] of map) {
        const operations =
          list.length > 1 ? list.sort((one, other) => one.arity - other.arity) : list
        if (!methods.has(name)) methods.set(name, { name, operations, alias: map === aliases })
      }
    }
    this.#methods.set(resource, methods)
    return methods
  }

  /** By verb and path, such as `GET /users/{id}`, or by its operationId. */
  find(line: string): TableOperation | undefined {
    if (!this.#lines) {
      this.#lines = new Map()
      for (const resource of this.resources) {
        for (const { operations, alias } of this.methodsOf(resource).values()) {
          if (alias) continue
          for (const operation of operations)
            this.#lines.set(`${operation.row[1]} ${operation.template}`, operation)
        }
      }
    }
    const lines = this.#lines
    return lines.get(line) ?? [...lines.values()].find(({ doc }) => doc && doc[0] === line)
  }

  /** Every verb and path. */
  get lines(): string[] {
    this.find('')
    return [...(this.#lines?.keys() ?? [])]
  }
}
