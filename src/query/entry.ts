import type { Roots } from '../operation/operation'
import { type Recorded, record, rootsOf } from '../operation/record'
import { type ApiQueryKey, keyedApi, keyOf, type ScopeOptions } from './key'

/** A call that is to be cached. */
export interface Entry {
  readonly roots: Roots
  readonly key: ApiQueryKey
  /** A symbol where the selector chose to call nothing. */
  readonly recorded: Recorded | symbol
}

/** @throws {ConfigError} for a selector without exactly one call, and for what no key can hold */
export function entryOf(
  where: string,
  api: object,
  select: (api: never) => unknown,
  { scope }: ScopeOptions,
): Entry {
  const roots = rootsOf(where, api)
  const recorded = record(where, api, select as (api: object) => unknown)
  const key: ApiQueryKey =
    typeof recorded === 'symbol'
      ? [keyedApi(roots, scope), '', 'skipped']
      : keyOf(roots, recorded, scope)
  return { roots, key, recorded }
}
