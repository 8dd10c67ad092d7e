import { basic } from '../../auth/basic'
import { type ClientOptions, clientKinds } from '../../clientOptions'
import { ConfigError } from '../../errors/ConfigError'
import { type HeadersInput, headersOver } from '../../headers/headers'
import type { SpecCache } from '../../openapi/load/keptTable'
import { checkNumber, checkOneOf, checkOptions, type Kinds, must } from '../../options'
import type { ReturnType } from './data'
import { type Environment, isInteractive, variable } from './environment'
import { type CivisRetries, civisRetries } from './retries'

/** Options of a Civis client: its own, and all of the core's. Times in ms. null is Python's None. */
export interface CivisOptions extends Omit<ClientOptions, 'auth' | 'parseAs'> {
  /**
   * Your API key.
   *
   * @default CIVIS_API_KEY of the environment
   */
  apiKey?: string | null | undefined
  /**
   * What calls give: data with keys in snake_case, as the Python client has them, in camelCase, or
   * the Response with its body unread; lists that are iterated then give items with Civis' own keys.
   *
   * @default 'snake'
   */
  returnType?: ReturnType
  /**
   * Version of the API. There is one.
   *
   * @default '1.0'
   */
  apiVersion?: string
  /**
   * The specification, in place of a download: as `getApiSpec` gives it, as JSON text, as a URL, or
   * as a file name where the runtime can read files.
   */
  localApiSpec?: object | string | URL | null
  /**
   * Download the specification even where one is kept that has not expired.
   *
   * @default false
   */
  forceRefreshApiSpec?: boolean
  /** How long to wait and when to give up; the conditions are Civis' own. */
  retries?: CivisRetries | null
  /** Sent as User-Agent, where the runtime lets it be set. */
  userAgent?: string
  /** The variables that CIVIS_API_KEY and its like are read from. @default the runtime's own */
  env?: Environment
  /** Keeps specifications for longer than the process lives. @default in memory alone */
  specCache?: SpecCache
  /**
   * How long a specification is kept.
   *
   * @default 24 hours; 15 minutes in a page or a REPL
   */
  specTtl?: number
  /**
   * Use a kept specification that has expired where no new one can be had.
   *
   * @default false
   */
  staleOnError?: boolean
  /**
   * Where the API is.
   *
   * @default CIVIS_API_ENDPOINT of the environment, else https://api.civisanalytics.com
   */
  baseURL?: string | URL
  /** For one attempt. @default false */
  timeout?: number | false
  /** Called with what should be changed in the calling program. @default console.warn, once each */
  onWarning?: (warning: string) => void
}

/** The options, checked and sorted by who needs them. */
export interface SettledCivis {
  readonly core: ClientOptions
  readonly baseURL: string
  readonly apiKey: string
  readonly apiVersion: string
  readonly returnType: ReturnType
  readonly localApiSpec: object | string | URL | undefined
  readonly forceRefresh: boolean
  readonly specCache: SpecCache | undefined
  readonly specTtl: number
  readonly staleOnError: boolean
  readonly onWarning: ((warning: string) => void) | undefined
}

const home = 'https://api.civisanalytics.com'
const minute = 60_000

const { auth: _auth, parseAs: _parseAs, ...coreKinds } = clientKinds
const kinds: Kinds = {
  ...coreKinds,
  apiKey: 'string',
  returnType: 'string',
  apiVersion: 'string',
  localApiSpec: 'object or string',
  forceRefreshApiSpec: 'boolean',
  retries: 'object',
  userAgent: 'string',
  env: 'object',
  specCache: 'object or function',
  specTtl: 'number',
  staleOnError: 'boolean',
  onWarning: 'function',
}

type Told = { [Name in keyof CivisOptions]: Exclude<CivisOptions[Name], null> }

function withoutNulls(options: CivisOptions): Told {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => (value ?? undefined) !== undefined),
  ) as Told
}

/** @throws {ConfigError} for the first option that is wrong, with what would be right */
export function settleCivis(options: CivisOptions): SettledCivis {
  const told = Object(options) === options ? withoutNulls(options) : (options as Told)
  checkOptions('createCivis', told, kinds)
  const {
    apiKey: given,
    returnType = 'snake',
    apiVersion = '1.0',
    localApiSpec,
    forceRefreshApiSpec = false,
    retries,
    userAgent,
    env,
    specCache,
    specTtl = isInteractive() ? 15 * minute : 24 * 60 * minute,
    staleOnError = false,
    onWarning,
    ...rest
  } = told
  const apiKey = given || variable('CIVIS_API_KEY', env)
  if (!apiKey) {
    throw new ConfigError(
      'createCivis: there is no API key; give apiKey, or set CIVIS_API_KEY in the environment (or in the env that you give).',
    )
  }
  // It goes out as the user name of Basic (RFC 7617, 2).
  if (apiKey.includes(':')) must('createCivis: apiKey', 'a key without a colon')
  checkOneOf('createCivis: returnType', returnType, ['snake', 'camel', 'raw'])
  if (apiVersion !== '1.0' && localApiSpec === undefined) {
    throw new ConfigError(
      `createCivis: apiVersion must be '1.0', not '${apiVersion}', unless localApiSpec is given.`,
    )
  }
  if (forceRefreshApiSpec && localApiSpec !== undefined) {
    throw new ConfigError(
      'createCivis: forceRefreshApiSpec downloads, localApiSpec does not; give one of them.',
    )
  }
  checkNumber('createCivis: specTtl', specTtl, 0)
  if (
    specCache &&
    !(typeof specCache.getItem === 'function' && typeof specCache.setItem === 'function')
  ) {
    must('createCivis: specCache', 'a store with getItem and setItem')
  }
  if (retries && rest.retry !== undefined) {
    throw new ConfigError('createCivis: give retries or retry, not both.')
  }
  const baseURL = String(rest.baseURL ?? variable('CIVIS_API_ENDPOINT', env) ?? home)
  return {
    core: {
      timeout: false,
      ...rest,
      baseURL,
      auth: basic(apiKey),
      parseAs: 'json',
      headers: headersWith(rest.headers, userAgent, env),
      retry: rest.retry ?? civisRetries(retries),
    },
    baseURL,
    apiKey,
    apiVersion,
    returnType,
    localApiSpec,
    forceRefresh: forceRefreshApiSpec,
    specCache,
    specTtl,
    staleOnError,
    onWarning,
  }
}

/** Inside a job of Civis' the calls say which one they come from (contract 3.4). */
function headersWith(
  headers: HeadersInput | undefined,
  userAgent: string | undefined,
  env: Environment | undefined,
): HeadersInput {
  const job = variable('CIVIS_JOB_ID', env)
  return headersOver(headers, {
    'user-agent': userAgent || undefined,
    'x-civis-job-id': job,
    'x-civis-run-id': job && variable('CIVIS_RUN_ID', env),
  })
}
