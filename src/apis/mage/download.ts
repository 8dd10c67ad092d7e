import type { Client } from '../../client'
import { ParseError } from '../../errors/ParseError'
import { checkOptions, must } from '../../options'
import { bytesOf, textOf } from '../../streams/text'
import { emptyAnswer, errorIn, errorSaid } from './errors/forAnswer'
import { encodeId, type Id } from './operations'
import type { Registry } from './registry'

/** What is downloaded. */
export type DownloadSource =
  /** What a token is good for; Mage's tokens live for a minute. */
  | { token: string }
  /** All files of a pipeline, as a zip. */
  | { pipeline: Id; block?: never; ignoreFolderStructure?: boolean }
  /** One file of the project. */
  | { file: string; ignoreFolderStructure?: boolean }
  /** What a block put out, as CSV. */
  | { pipeline: Id; block: Id; pipelineRunId?: Id }

/** How far a download has come. */
export interface DownloadProgress {
  /** Bytes that are here. */
  loaded: number
  /** Bytes in all, where the server says so. */
  total: number | undefined
}

/** How a download is made. */
export interface DownloadOptions {
  /** Ends the download, wherever it is. No other clock runs once the bytes are coming. */
  signal?: AbortSignal
  /** Told after each piece. */
  onProgress?: (progress: DownloadProgress) => void
}

/** What a download needs of the client. */
export interface Downloader {
  client: Pick<Client, 'get'>
  registry: Registry
  /** Asks for a token: POST …/downloads. */
  ask(
    parent: 'pipelines' | 'files',
    id: Id,
    attributes: object,
    signal?: AbortSignal,
  ): Promise<unknown>
  /** The decoded token of the session, which the download of an output wants in the URL. */
  token(): Promise<string | undefined>
}

/** Bytes of a pipeline, a file or an output (contract 2.9). */
export async function download(
  { client, registry, ask, token }: Downloader,
  source: DownloadSource,
  options: DownloadOptions = {},
): Promise<Blob> {
  checkOptions('download', options, { signal: 'object', onProgress: 'function' })
  const { signal } = options
  const common = signal ? { signal } : {}
  const headers = { accept: '*/*' }
  const given = Object(source) as Record<string, unknown>
  let response: Response
  if (given.block !== undefined) {
    const ids = [given.pipeline, given.block].map((id, at) =>
      encodeId(`download: ${at ? 'block' : 'pipeline'}`, id),
    )
    const meta = registry.metaFor({ id: 'download', keys: [] }, undefined)
    const query = { token: await token(), pipeline_run_id: given.pipelineRunId as Id | undefined }
    const path = `api/pipelines/${ids[0]}/block_outputs/${ids[1]}/downloads`
    response = await client.get(path, { ...common, headers, query, meta }).asResponse()
  } else {
    const secret = given.token ?? (await tokenFor(ask, given, signal))
    // Whoever has the token may: neither key nor session go along.
    const meta = registry.metaFor({ id: 'download', keys: [], isOpen: true }, undefined)
    const path = `api/downloads/${encodeId('download: token', secret)}`
    response = await client.get(path, { ...common, headers, meta }).asResponse()
  }
  return fileOf(response, options)
}

async function tokenFor(
  ask: Downloader['ask'],
  { pipeline, file, ignoreFolderStructure }: Record<string, unknown>,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const id = (pipeline ?? file) as Id | undefined
  if (id === undefined)
    must('download(source)', '{ pipeline }, { pipeline, block }, { file } or { token }')
  const attributes = { ignore_folder_structure: ignoreFolderStructure === true }
  const made = await ask(pipeline === undefined ? 'files' : 'pipelines', id, attributes, signal)
  const { token } = Object(made) as { token?: unknown }
  if (typeof token === 'string') return token
  throw new ParseError('Mage gave no token for the download.', { data: made })
}

async function fileOf(response: Response, { signal, onProgress }: DownloadOptions): Promise<Blob> {
  const { headers, body, status } = response
  const type = headers.get('content-type') ?? ''
  if (/[/+]json/i.test(type)) throw await errorOf(response, signal)
  const pieces: BlobPart[] = []
  const length = Number(headers.get('content-length') || Number.NaN)
  // A length of what was compressed says nothing of what comes out.
  const total = Number.isNaN(length) || headers.has('content-encoding') ? undefined : length
  let loaded = 0
  if (body && status !== 204) {
    for await (const bytes of bytesOf(response, signal)) {
      pieces.push(bytes)
      loaded += bytes.length
      onProgress?.({ loaded, total })
    }
  }
  return new Blob(pieces, { type })
}

/** Errors come in JSON with status 200 here too. */
async function errorOf(response: Response, signal: AbortSignal | undefined): Promise<Error> {
  let text = ''
  for await (const piece of textOf(response, signal)) text += piece
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch {
    data = text
  }
  const { status, headers } = response
  const about = { facts: { headers, data }, httpStatus: status, called: 'the download' }
  const said = errorIn(data)
  if (said) return errorSaid(said, data, about)
  if (text.trim() === '') return emptyAnswer(about)
  return new ParseError('The download gave JSON in place of a file.', { status, headers, data })
}
