import type { Clock } from '../../clock/clock'
import type { Fault, FaultSource, MockRecord, QuotaOptions } from '../knowi/options'

/** How the runs of a job go. */
export interface MockRun {
  /**
   * Its states; each look at a run moves it one on, and the last one stays.
   *
   * @default ['queued', 'running', 'succeeded']
   */
  states?: readonly string[]
  /** What a run that failed gives as its error. @default none */
  error?: string
  /** Messages of its log, oldest first, there from the start. @default two */
  log?: readonly string[]
  /** What it leaves behind. @default none */
  outputs?: readonly MockRecord[]
}

/** How a mocked Civis behaves. */
export interface MockCivisOptions {
  /**
   * The key that is accepted.
   *
   * @default 'test-key'
   */
  apiKey?: string
  /**
   * The specification that `GET /endpoints` answers with, and whose paths are served.
   *
   * @default a small one with every resource that the Python client documents
   */
  spec?: object
  /** Records by the path of their list without slashes, such as `workflows`; those given replace the first ones. */
  records?: Readonly<Record<string, readonly MockRecord[]>>
  /** How runs go, by the id of their job; `0` is for all others. */
  runs?: Readonly<Record<number, MockRun>>
  /**
   * The longest page of a list: what asks for more gets as many.
   *
   * @default 50
   */
  pageSize?: number
  /**
   * Whether pages say in `X-Pagination-*` how many there are.
   *
   * @default true
   */
  paginationHeaders?: boolean
  /**
   * The quota that all requests share; with its `headers` it tells its state in `X-RateLimit-Limit`
   * and `X-RateLimit-Remaining`.
   *
   * @default none
   */
  quota?: QuotaOptions
  /**
   * What goes wrong. Of a list, the first that is due strikes.
   *
   * @default none
   */
  faults?: readonly Fault[] | FaultSource
  /**
   * Time every answer takes, in ms by the mock's clock.
   *
   * @default 0
   */
  latency?: number
  /**
   * Path that the API lives under, on any host.
   *
   * @default ''
   */
  basePath?: string
  /**
   * Time by which the quota slides and answers wait.
   *
   * @default the system's
   */
  clock?: Pick<Clock, 'now' | 'date' | 'after'>
}
