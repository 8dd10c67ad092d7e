import type { PageRule } from '../operation/pages'
import type { OperationSpec } from './OperationSpec'

export function censusPages(_spec: OperationSpec): PageRule | undefined {
  return undefined
}
