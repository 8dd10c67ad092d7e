import type { Answer } from '../../call/Call'
import { isPlain } from '../../call/kindOf'
import { buildClient, type Client } from '../../client'
import { systemClock } from '../../clock/systemClock'
import { ConfigError } from '../../errors/ConfigError'
import { digest } from '../../openapi/load/digest'
import { keptTable, type Validators } from '../../openapi/load/keptTable'
import { type Opened, openDocument } from '../../openapi/operationTable'
import { isTable, type OperationTable } from '../../openapi/table/OperationTable'
import { must } from '../../options'
import { CivisApiError } from './errors/CivisApiError'
import { CivisApiKeyError } from './errors/CivisApiKeyError'
import { civisError } from './errors/forAnswer'
import { readTextFile } from './files'
import { type CivisOptions, type SettledCivis, settleCivis } from './options'
import { type CivisTable, pathOrdersIn } from './pathOrders'
import { civisReading } from './reading'
import { civisRetries } from './retries'

/** Of what a kept table holds: to be raised when operations get other names. */
const readingVersion = 1

/**
 * What a client is grown from: the specification that was given, else the one that is kept, else
 * Civis' own. Clients with the same key at the same address share what is kept.
 */
export async function openSpec(settled: SettledCivis, client: Client): Promise<Opened> {
  const { core, localApiSpec, baseURL, apiVersion, apiKey, onWarning } = settled
  if (localApiSpec !== undefined) {
    const given = await localSpec(localApiSpec, settled, client)
    return read(given, onWarning)
  }
  const identity = JSON.stringify([baseURL.replace(/\/+$/, ''), apiVersion, apiKey])
  const table = await keptTable({
    key: `portolan-civis-${readingVersion}-${await digest(identity)}`,
    download: async (known) => {
      const { data, response } = await download(client, known)
      const { headers } = response
      return {
        table: data && withDocs(read(data, onWarning)),
        etag: headers.get('etag') ?? undefined,
        lastModified: headers.get('last-modified') ?? undefined,
      }
    },
    clock: core.clock ?? systemClock,
    ttl: settled.specTtl,
    cache: settled.specCache,
    force: settled.forceRefresh,
    staleOnError: settled.staleOnError,
    signal: core.signal,
    warn: onWarning ?? ((warning) => console.warn(warning)),
  })
  return { table, docs: () => table.docs }
}

/** A specification, its text, or a table that was made of one. @throws {ConfigError} */
function read(given: object | string, onWarning: SettledCivis['onWarning']): Opened {
  let document: unknown = given
  try {
    if (typeof given === 'string') document = JSON.parse(given)
  } catch (cause) {
    throw new ConfigError('localApiSpec is not JSON.', { cause })
  }
  // A table has its names already.
  const reading = isTable(document) ? {} : civisReading
  const opened = openDocument(document, { ...reading, ...(onWarning && { onWarning }) })
  const { pathOrders = pathOrdersIn(document) } = opened.table as CivisTable
  const table: CivisTable = { ...opened.table, pathOrders }
  return { ...opened, table }
}

function withDocs({ table, docs }: Opened): OperationTable {
  const known = docs()
  return known ? { ...table, docs: known } : table
}

/**
 * Downloads Civis' specification, to be kept and given back as `localApiSpec`.
 *
 * @param apiKey CIVIS_API_KEY of the environment by default
 * @throws {CivisApiKeyError} where Civis refuses the key
 * @throws {ConfigError} where there is none
 * @example
 * await writeFile('civis.json', JSON.stringify(await getApiSpec()))
 * const civis = await createCivis({ localApiSpec: 'civis.json' })
 */
export async function getApiSpec(
  apiKey?: string,
  options: Omit<CivisOptions, 'apiKey' | 'localApiSpec'> = {},
): Promise<object> {
  const { core } = settleCivis({ ...options, apiKey })
  const { data } = await download(buildClient(core, { error: civisError }))
  return data as object
}

/** As it was given, or as text from where it is. */
async function localSpec(
  given: object | string | URL,
  { core, baseURL }: SettledCivis,
  client: Client,
): Promise<object | string> {
  if (typeof given === 'object' && !(given instanceof URL)) return given
  const text = String(given)
  if (/^\s*\{/.test(text)) return text
  if (!/^https?:/i.test(text)) {
    return readTextFile(text.startsWith('file:') ? new URL(text) : text)
  }
  // The key goes to its own origin alone.
  const { origin } = new URL(text)
  const reader =
    new URL(baseURL).origin === origin ? client : buildClient(withoutSecrets(core, origin), {})
  return reader.get<string>(text, { parseAs: 'text', retry: civisRetries() })
}

function withoutSecrets(core: SettledCivis['core'], baseURL: string): SettledCivis['core'] {
  const { auth: _, headers, query, beforeAttempt, allowedOrigins, ...rest } = core
  return { ...rest, baseURL }
}

/** @returns an answer without data where what is known of it still holds */
async function download(
  client: Client,
  { etag, lastModified }: Validators = {},
): Promise<Answer<object | undefined>> {
  try {
    const answer = await client
      .get<object | undefined>('endpoints', {
        retry: civisRetries(),
        parseAs: 'json',
        headers: { 'if-none-match': etag, 'if-modified-since': lastModified },
      })
      .withResponse()
    const { data, response } = answer
    if (isPlain(data) || response.status === 304) return answer
    return must('The answer to GET endpoints', 'a specification; is this the address of Civis?')
  } catch (error) {
    throw keyErrorOf(error)
  }
}

function keyErrorOf(error: unknown): unknown {
  if (!(error instanceof CivisApiError) || (error.status !== 401 && error.status !== 403)) {
    return error
  }
  const { status, headers, requestId, attempts, method, url, data } = error
  return new CivisApiKeyError(
    `(${status}) Civis refuses the API key: no specification was downloaded. The key may have expired, or be that of another Civis.`,
    { status, headers, requestId, attempts, method, url, data, cause: error },
  )
}
