import type { Answer, Call } from '../call/Call'
import type { Client } from '../client'
import type { OperationTable } from './table/OperationTable'

/** A method of an API whose types are not known. */
export interface LooseMethod {
  // biome-ignore lint/suspicious/noExplicitAny: nothing is known of what it takes and gives
  (...args: readonly unknown[]): Call<any>
  /** What it takes and gives, for people. */
  readonly help: string
  /** The items of all pages, one request for each page, sent when it is asked for. */
  // biome-ignore lint/suspicious/noExplicitAny: nothing is known of what it gives
  iterate(...args: readonly unknown[]): AsyncGenerator<any, void, undefined>
  /** The pages, each with the answer that it came in. */
  // biome-ignore lint/suspicious/noExplicitAny: nothing is known of what it gives
  pages(...args: readonly unknown[]): AsyncGenerator<Answer<any>, void, undefined>
}

/** What stands behind `$` beside the resources of an API. */
export interface ApiTools {
  /** What the API has, for people. */
  readonly $help: string
  /** The names of its resources. */
  readonly $resources: readonly string[]
  /**
   * A method by verb and path, or by operationId where the documentation is at hand.
   *
   * @throws {ConfigError} where there is none
   * @example
   * await api.$operation('GET /pets/{petId}')(7)
   */
  readonly $operation: (line: string) => LooseMethod
}

/** A tree without types: every resource and every method can be called. */
export interface LooseApi extends ApiTools {
  // With `noUncheckedIndexedAccess`, anything else here would have to be checked before each call.
  // biome-ignore lint/suspicious/noExplicitAny: nothing is known of the resources
  readonly [resource: string]: any
}

/** A client grown from a document. */
export interface ApiClient extends ApiTools {
  /** The core client below, with everything that it can. */
  readonly $client: Client
  /** What it was grown from: keep it, and give it to `openapi` in place of the document. */
  readonly $table: OperationTable
}
