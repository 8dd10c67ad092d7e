import type { Client } from '../../client'
import type { OperationTable } from '../../openapi/table/OperationTable'
import type { CivisAnswer } from './answers'
import type { CivisJob, ContainerOptions } from './jobs'
import type { CivisLookups } from './lookups'

/** A resource whose methods are not known: every one can be called. */
export interface CivisResource {
  // With `noUncheckedIndexedAccess`, anything else would have to be checked before each call.
  // biome-ignore lint/suspicious/noExplicitAny: nothing is known of what it takes and gives
  readonly [method: string]: any
}

/**
 * The resources that Civis documents. Which methods they have, the specification says; it may have
 * further resources, too.
 */
export interface CivisResources {
  readonly admin: CivisResource
  readonly aliases: CivisResource
  readonly announcements: CivisResource
  readonly clusters: CivisResource
  readonly credentials: CivisResource
  readonly databases: CivisResource
  readonly endpoints: CivisResource
  readonly enhancements: CivisResource
  readonly exports: CivisResource
  readonly files: CivisResource
  readonly gitRepos: CivisResource
  readonly groups: CivisResource
  readonly imports: CivisResource
  readonly jobs: CivisResource
  readonly jsonValues: CivisResource
  readonly matchTargets: CivisResource
  readonly media: CivisResource
  readonly models: CivisResource
  readonly notebooks: CivisResource
  readonly notifications: CivisResource
  readonly ontology: CivisResource
  readonly permissionSets: CivisResource
  readonly predictions: CivisResource
  readonly projects: CivisResource
  readonly queries: CivisResource
  readonly remoteHosts: CivisResource
  readonly reports: CivisResource
  readonly roles: CivisResource
  readonly scripts: CivisResource
  readonly search: CivisResource
  readonly services: CivisResource
  readonly storageHosts: CivisResource
  readonly tableTags: CivisResource
  readonly tables: CivisResource
  readonly templates: CivisResource
  readonly usage: CivisResource
  readonly usageLimits: CivisResource
  readonly users: CivisResource
  readonly workflows: CivisResource
  // What this list does not have, and the spelling of Python.
  // biome-ignore lint/suspicious/noExplicitAny: nothing is known of it
  readonly [resource: string]: any
}

/** What a Civis client has besides its resources. None of it shows in `Object.keys`. */
export interface CivisTools extends CivisLookups {
  /**
   * Starts a job.
   *
   * @throws {ConfigError} for what is no id
   * @example
   * const job = await civis.runJob(7)
   * const run = await job.wait({ signal, onProgress: ({ state }) => console.log(state) })
   */
  runJob(id: number): Promise<CivisJob>
  /**
   * Runs a container script: the one of that id, or a new one, described as `scripts.postContainers`
   * takes it.
   *
   * @throws {ConfigError} for what is neither, and for what the script needs and does not have
   * @example
   * const job = await civis.runContainer({ requiredResources, dockerImageName: 'datascience-python' })
   * for await (const { message } of job.logs()) console.log(message)
   */
  runContainer(
    script: number | Readonly<Record<string, unknown>>,
    options?: ContainerOptions,
  ): Promise<CivisJob>
  /** A run that was started elsewhere, to wait for, to read and to cancel. @throws {ConfigError} */
  job(id: number, runId: number): CivisJob
  /** The newest answer, whichever call it was for. */
  readonly lastResponse: CivisAnswer<unknown> | undefined
  /** What the API has, for people. */
  readonly $help: string
  /** The names of the resources. */
  readonly $resources: readonly string[]
  /** A method by verb and path, such as `GET /workflows/{id}`. @throws {ConfigError} */
  // biome-ignore lint/suspicious/noExplicitAny: nothing is known of what it takes and gives
  readonly $operation: (line: string) => any
  /** The core client below, with everything that it can. */
  readonly $client: Client
  /** What the client was grown from: plain JSON, fit for `localApiSpec`. */
  readonly $table: OperationTable
  /** Ends the client's waiting and running calls, waits for jobs, and all to come, with a ClosedError. */
  close(): Promise<void>
}

/**
 * A client of Civis. `Api` says what its resources are: as they are generated from the
 * specification, or left out, and then every method can be called.
 */
export type Civis<Api extends object = CivisResources> = CivisTools & Api
