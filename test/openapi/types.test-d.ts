import { expectTypeOf } from 'vitest'
import type { Call, Client } from '../../src/index'
import {
  type ApiClient,
  fromTable,
  help,
  type LooseApi,
  loadApi,
  namesOf,
  type OperationTable,
  openapi,
  operationTable,
} from '../../src/openapi/index'

// Checked by `npm run typecheck`; never run.

interface Ship {
  id: number
}
interface Harbour {
  ships: { get(id: number): Call<Ship> }
}

const document = {}

// Without types every resource and method can be called, also with `noUncheckedIndexedAccess`.
const loose = openapi(document, { baseURL: 'https://api.example.com' })
expectTypeOf(loose).toExtend<LooseApi & ApiClient>()
expectTypeOf(loose.ships.list({ any: 'thing' })).toBeAny()
expectTypeOf(loose.$client).toEqualTypeOf<Client>()
expectTypeOf(loose.$table).toEqualTypeOf<OperationTable>()
expectTypeOf(loose.$resources).toEqualTypeOf<readonly string[]>()
expectTypeOf(loose.$operation('GET /ships')).returns.toExtend<Promise<unknown>>()

// With an interface, nothing but what it has, and what stands behind `$`.
const typed = openapi<Harbour>(document)
expectTypeOf(typed.ships.get(7)).resolves.toEqualTypeOf<Ship>()
expectTypeOf(typed.$client).toEqualTypeOf<Client>()
// @ts-expect-error There is no such resource.
typed.cranes
// @ts-expect-error An id is a number.
typed.ships.get('7')

expectTypeOf(
  loadApi<Harbour>({ spec: 'https://api.example.com/openapi.json' }),
).resolves.toEqualTypeOf<Harbour & ApiClient>()
expectTypeOf(fromTable<Harbour>(operationTable(document)).ships.get).returns.toEqualTypeOf<
  Call<Ship>
>()
expectTypeOf(namesOf(loose.$table)).toEqualTypeOf<Record<string, string>>()
expectTypeOf(help(loose.ships)).toEqualTypeOf<string>()

// A table out of a JSON file is no tuple to the compiler.
fromTable({ operationTable: 1, resources: [['ships', [['/ships', [['list', 'GET']]]]]] })

// @ts-expect-error How a document is read was decided when the table was made.
fromTable({}, { naming: {} })
// @ts-expect-error There is no such strategy.
openapi(document, { naming: { strategy: 'tag' } })
// @ts-expect-error A document is no number.
openapi(7)
