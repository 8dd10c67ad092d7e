import { isPlain } from '../call/kindOf'
import { ConfigError } from '../errors/ConfigError'
import type { Roots } from '../operation/operation'
import { type Recorded, rootsOf } from '../operation/record'
import { isVerb, partsOf } from './arguments'

/** What JSON can carry. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [name: string]: Json }

/** Options of everything that is cached. */
export interface ScopeOptions {
  /**
   * Whose data it is, such as a tenant or the id of a user: data of different scopes is cached apart.
   * Keys are written into caches and into pages that a server renders, so never give a credential.
   *
   * @default none: the same for everyone
   */
  scope?: Json | undefined
}

/** The API that a key is about. */
export interface KeyedApi {
  readonly api: string
  readonly scope?: Json
}

/**
 * The name of cached data: where the API is and whose data, the resource, the operation, and what is
 * asked of it. Headers and other options of the call are no part of it.
 */
export type ApiQueryKey = readonly [
  api: KeyedApi,
  resource: string,
  operation: string,
  ...asked: readonly unknown[],
]

/**
 * The key that those of a resource begin with, or all of an API's: to invalidate, remove or cancel
 * them at once. The resource of an operation is the part of its name before the last dot; of a
 * plain client's path, its first segment.
 *
 * @throws {ConfigError}
 * @example
 * queryClient.invalidateQueries({ queryKey: apiKeyPrefix(civis, 'workflows') })
 * queryClient.removeQueries({ queryKey: apiKeyPrefix(api) })
 */
export function apiKeyPrefix(
  api: object,
  resource?: string,
  options: ScopeOptions = {},
): readonly [api: KeyedApi, ...resource: readonly string[]] {
  const keyed = keyedApi(rootsOf('apiKeyPrefix', api), options.scope)
  return resource === undefined ? [keyed] : [keyed, resource]
}

/** @throws {ConfigError} for arguments that no key can hold */
export function keyOf(roots: Roots, recorded: Recorded, scope: Json | undefined): ApiQueryKey {
  const { operation } = recorded
  const { asked } = partsOf(recorded)
  const clean = asked.map((value, at) => plain(value, `${operation.id}: argument ${at + 1}`))
  while (clean.length > 0 && clean.at(-1) === undefined) clean.pop()
  const id = isVerb(recorded) ? operation.id.toUpperCase() : operation.id
  return [keyedApi(roots, scope), resourceOf(roots, recorded), id, ...clean]
}

/** What an operation is about: writes to it make what was read of it stale. */
export function resourceOf({ baseURL = '' }: Roots, recorded: Recorded): string {
  const { operation, args } = recorded
  if (!isVerb(recorded)) return operation.id.slice(0, operation.id.lastIndexOf('.'))
  const path = String(args[0]).replace(String(baseURL), '')
  return /^(?:\w+:\/\/[^/]*)?\/*([^/?#]*)/.exec(path)?.[1] ?? ''
}

export function keyedApi({ baseURL = '' }: Roots, scope: Json | undefined): KeyedApi {
  const api = String(baseURL).replace(/\/+$/, '')
  return scope === undefined ? { api } : { api, scope: plain(scope, 'scope') as Json }
}

/** The same value as JSON knows it, so that equal arguments make equal keys on either side of the wire. */
function plain(value: unknown, where: string): unknown {
  if (typeof value === 'bigint' || value instanceof URLSearchParams) return String(value)
  if (Array.isArray(value)) return value.map((each, at) => plain(each, `${where}[${at}]`))
  const { toJSON } = Object(value) as { toJSON?: unknown }
  // Dates, URLs, decimals.
  if (typeof toJSON === 'function') return plain(toJSON.call(value), where)
  if (isPlain(value)) {
    const pairs = Object.entries(value).filter(([, each]) => each !== undefined)
    return Object.fromEntries(pairs.map(([name, each]) => [name, plain(each, `${where}.${name}`)]))
  }
  if (/^(object|function|symbol)$/.test(typeof value) && value !== null) {
    const kind = Object.prototype.toString.call(value).slice(8, -1)
    throw new ConfigError(
      `${where} is a ${kind}: the key of a query holds only what JSON can. Call the client itself.`,
    )
  }
  return value
}
