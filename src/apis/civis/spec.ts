import type { Client } from '../../client'
import { type Opened, openDocument } from '../../openapi/operationTable'
import { CivisApiError } from './errors/CivisApiError'
import { CivisApiKeyError } from './errors/CivisApiKeyError'
import type { SettledCivis } from './options'
import { civisReading } from './reading'
import { civisRetries } from './retries'

/** The specification that a client is grown from, ready to be read. */
export async function openSpec(settled: SettledCivis, client: Client): Promise<Opened> {
  const { localApiSpec } = settled
  return openDocument(localApiSpec ?? (await download(client)), civisReading)
}

async function download(client: Client): Promise<object> {
  try {
    return await client.get<object>('endpoints', { retry: civisRetries(), parseAs: 'json' })
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
