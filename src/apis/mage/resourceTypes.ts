import type { Call } from '../../call/Call'
import type { QueryValue } from '../../call/query'
import type { children } from './children'
import type { Id, ListQuery, ResourceOptions, WriteOptions } from './operations'
import type { MageList } from './pages'
import type { MageRecords } from './records'
import type { resources } from './resources'

type Facts = typeof resources
type Kids = typeof children

/** The resources of Mage's server, as its URLs name them. */
export type ResourceName = keyof Facts

/** A record whose fields are not known. */
export type MageRecord = Record<string, unknown>

/** The records of a resource. */
export type RecordOf<Name> = Name extends keyof MageRecords ? MageRecords[Name] : MageRecord

/** `'a b c'` → `'a' | 'b' | 'c'` */
type Words<Line extends string> = Line extends `${infer First} ${infer Rest}`
  ? First | Words<Rest>
  : Line
type Bare<Name> = Name extends `${infer Plain}[]` ? Plain : Name
type Camel<Name extends string> = Name extends `${infer First}_${infer Rest}`
  ? `${First}${Capitalize<Camel<Rest>>}`
  : Name
type Nothing = Record<never, never>

/** The filters that a resource's policy lets pass, spelled without `[]`. */
export type FiltersOf<Name> = Name extends ResourceName
  ? Facts[Name] extends { filters: infer Line extends string }
    ? { [Filter in Bare<Words<Line>>]?: QueryValue }
    : Nothing
  : Readonly<Record<string, QueryValue>>

/** The attributes that a resource's policy lets be written. */
export type AttributesOf<Name> = Name extends ResourceName
  ? Facts[Name] extends { attributes: infer Line extends string }
    ? { [Attribute in Words<Line>]?: unknown }
    : MageRecord
  : MageRecord

export interface Lists<Item, Filters> {
  /** One page, or all where the resource has no pages. `items` are the records. */
  list(filters?: Filters & ListQuery, options?: ResourceOptions): Call<MageList<Item>>
  /** All records of all pages, asked for page by page. */
  iterate(
    filters?: Filters & ListQuery,
    options?: ResourceOptions,
  ): AsyncGenerator<Item, void, undefined>
}

export interface Gets<Item, Filters> {
  /** One record. */
  get(id: Id, filters?: Filters & Pick<ListQuery, 'format'>, options?: ResourceOptions): Call<Item>
  /** The same, by the name that Mage has for it. */
  detail(
    id: Id,
    filters?: Filters & Pick<ListQuery, 'format'>,
    options?: ResourceOptions,
  ): Call<Item>
}

export interface Creates<Item, Attributes> {
  /** Makes a record. Never sent twice by itself. */
  create(attributes: Attributes, options?: WriteOptions): Call<Item>
}

export interface Updates<Item, Attributes> {
  /** Changes a record. */
  update(id: Id, attributes: Attributes, options?: WriteOptions): Call<Item>
}

export interface Deletes<Item> {
  /** Deletes a record, and gives it back. */
  delete(id: Id, options?: WriteOptions): Call<Item>
}

interface Known {
  /** For people: paths, actions, filters, attributes and children. */
  readonly help: string
}

type When<Actions, Letter extends string, Methods> = Actions extends `${string}${Letter}${string}`
  ? Methods
  : unknown

/** The methods for the actions that a resource has. */
type Methods<Name, Actions> = Known &
  When<Actions, 'L', Lists<RecordOf<Name>, FiltersOf<Name>>> &
  When<Actions, 'D', Gets<RecordOf<Name>, FiltersOf<Name>>> &
  When<Actions, 'C', Creates<RecordOf<Name>, AttributesOf<Name>>> &
  When<Actions, 'U', Updates<RecordOf<Name>, AttributesOf<Name>>> &
  When<Actions, 'X', Deletes<RecordOf<Name>>>

type ActionsOf<Name> = Name extends ResourceName ? Facts[Name]['actions'] : 'LCDUX'
type ChildrenOf<Path> = Path extends keyof Kids ? Words<Kids[Path]> : never
type Real<Path, Name> = Path extends 'execution_frameworks.pipelines'
  ? 'pipeline_execution_frameworks'
  : Name

/** One record of a resource, for what stands below it. */
export type Scope<Path extends string> = {
  readonly [Child in ChildrenOf<Path> as Camel<Child>]: Resource<Child, `${Path}.${Child}`>
} & ResourcesByName

/** A resource: its actions, and for one of its records what stands below it: `pipelines(id).blocks`. */
export type Resource<Name extends string, Path extends string = Name> = Methods<
  Real<Path, Name>,
  ActionsOf<Real<Path, Name>>
> &
  ([ChildrenOf<Path>] extends [never] ? unknown : (id: Id) => Scope<Path>)

/** A resource that is not in the table: every action, everything below, nothing known of its records. */
export type AnyResource = Methods<string, 'LCDUX'> & ((id: Id) => ResourcesByName)

/** Resources by the names that URLs have for them: those of the table, and any other. */
export interface ResourcesByName {
  /** @throws {ConfigError} for what cannot be the name of a resource */
  resource<Name extends ResourceName>(name: Name): Resource<Name>
  resource(name: string): AnyResource
}

/** What runs can do besides. */
export interface RunActions {
  /** Sets the run's status to `cancelled`. */
  cancel(id: Id, options?: WriteOptions): Call<MageRecords['pipeline_runs']>
  /** Runs the failed blocks of a run again, or all from one block on. */
  retry(
    id: Id,
    from?: { fromBlock?: string },
    options?: WriteOptions,
  ): Call<MageRecords['pipeline_runs']>
}

/** What a run that is triggered gets. */
export interface TriggerData {
  /** Run-time variables of the pipeline. */
  variables?: MageRecord
  /** What the trigger's event says; under `event_variables` of the run. */
  eventVariables?: MageRecord
}

/** What one block is run with. */
export interface BlockToRun {
  pipeline_uuid: string
  block_uuid: string
  project?: string
  variables?: MageRecord
  /** @default true */
  record?: boolean
  /** @default true */
  store_variables?: boolean
  /** @default false */
  run_upstream_blocks?: boolean
  /** @default false */
  incomplete_only?: boolean
}

/** Every resource of Mage's and what triggers ask, as a tree that calls can be recorded on. */
export type MageResources = {
  readonly [Name in ResourceName as Camel<Name>]: Resource<Name>
} & { readonly pipelineRuns: RunActions } & ResourcesByName & {
    /**
     * Starts a run by an API trigger. Needs its token alone, no API key and no session. Never sent
     * twice by itself: Mage has no idempotency keys.
     *
     * @param token of the trigger, as its schedule has it; sent in a header, so that no URL shows it
     * @example
     * const run = await mage.trigger(1, token, { variables: { env: 'staging' } })
     */
    trigger(
      scheduleId: Id,
      token: string,
      data?: TriggerData,
      options?: ResourceOptions,
    ): Call<MageRecords['pipeline_runs']>
    /**
     * Runs one block and waits for what it puts out.
     *
     * @param token of any API trigger
     * @example
     * const output = await mage.runBlock(token, { pipeline_uuid: 'etl', block_uuid: 'load' })
     */
    runBlock(token: string, block: BlockToRun, options?: ResourceOptions): Call<unknown>
  }
