import type { Clock } from '../../clock/clock'

/** Any record of Mage's. */
export type MageMockRecord = Record<string, unknown>

/** Who may log in. */
export interface MockUser {
  username: string
  email?: string
  password: string
  /** Owners may do everything that a resource offers, with any filter. @default false */
  owner?: boolean
  /** Whether the user has a role at all: one without is let nowhere. @default true */
  hasRole?: boolean
}

/** What can be done with a resource, as Mage's policies name it. */
export type MockAction = 'list' | 'create' | 'detail' | 'update' | 'delete'

/** A request as a resource of one's own sees it. */
export interface MockResourceRequest {
  /** What stands in the path, decoded; undefined for list and create. */
  readonly id: string | undefined
  /** The attributes: what stood under the singular name. */
  readonly payload: MageMockRecord
  /** The filters, without those that begin with `_`. `true` and `false` are booleans. */
  readonly query: Readonly<Record<string, readonly (string | boolean)[]>>
  /** What it stands below, in `/api/pipelines/etl/my_resources`. */
  readonly parent: { resource: string; id: string } | undefined
  /** Who asks; undefined without a token. */
  readonly user: MockUser | undefined
  /** The records that there are. A handler may change them. */
  readonly records: MageMockRecord[]
}

type Made<T> = T | Promise<T>

/**
 * An endpoint of one's own in the three parts that Mage makes of it: resource (the handlers), policy
 * (actions, filters, attributes, open) and presenters (formats). Whatever is left out is that of a
 * plain collection. Handlers fail by throwing {@link mageFailure}, or anything: that is the internal
 * error of a server that did not expect it.
 */
export interface MockResource {
  /** @default [] */
  records?: readonly MageMockRecord[]
  /** Name of what identifies a record. @default 'id' for `database`, else 'uuid' */
  key?: string
  /** Whether it pages as resources of the database do. @default false */
  database?: boolean
  /** @default all */
  actions?: readonly MockAction[]
  /** Actions that need no token. @default none */
  open?: readonly MockAction[]
  /** Filters that users may send who are no owners. @default none */
  filters?: readonly string[]
  /** Attributes that users may write who are no owners. @default all */
  attributes?: readonly string[]
  /** The attributes that an answer has, by action or by `_format`. @default all */
  formats?: Readonly<Record<string, readonly string[]>>
  list?(request: MockResourceRequest): Made<readonly MageMockRecord[]>
  create?(request: MockResourceRequest): Made<MageMockRecord>
  detail?(request: MockResourceRequest): Made<MageMockRecord>
  update?(request: MockResourceRequest): Made<MageMockRecord>
  delete?(request: MockResourceRequest): Made<MageMockRecord>
}

/** How a mocked Mage behaves. */
export interface MockMageOptions {
  /** @default 'test-api-key' */
  apiKey?: string
  /** Whether key and token are asked for. @default true */
  requireUserAuthentication?: boolean
  /** @default admin / admin@admin.com / admin, who is the owner */
  users?: readonly MockUser[]
  /** How long a token lives, in seconds by the mock's clock. @default 2_592_000 */
  tokenLife?: number
  /**
   * What Mage sends where it failed unexpectedly, with status 200: nothing, as version 2026 does, or a
   * traceback, as it is meant.
   *
   * @default 'empty'
   */
  internalErrors?: 'empty' | 'traceback'
  /** The pipelines: how many to make up, or the records themselves. @default 2 */
  pipelines?: number | readonly MageMockRecord[]
  /** Files of the project, text by path. @default one for each pipeline */
  files?: Readonly<Record<string, string>>
  /** How long a run takes, in ms by the mock's clock. @default 1000 */
  runTime?: number
  /** How runs end. @default 'completed' */
  runEnd?: 'completed' | 'failed'
  /** Endpoints of one's own, by the plural name in their URL; one of Mage's own name takes its place. */
  resources?: Readonly<Record<string, MockResource>>
  /** Path that Mage lives under, on any host. @default '' */
  basePath?: string
  /** Time every answer takes, in ms by the mock's clock. @default 0 */
  latency?: number
  /** Time by which tokens end and runs go on. @default the system's */
  clock?: Pick<Clock, 'now' | 'date' | 'after'>
}
