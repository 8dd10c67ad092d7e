import type { DocRow } from '../table/OperationTable'
import type { Reading } from './readDocument'

/** What people want to know of each operation, in the order of the table. */
export function readDocs({ found }: Reading): DocRow[] {
  return found.map(({ operationId = '', summary = '' }) => [operationId, summary, [], ''])
}
