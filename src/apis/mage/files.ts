import type { Client } from '../../client'
import { checkOptions, must } from '../../options'
import { unwrapping } from './answers'
import { operationFor, requestOf, type WriteOptions } from './operations'
import type { MageFile } from './records'
import type { Registry } from './registry'
import { mageRetry } from './retry'

/** A file that goes up. */
export interface UploadOptions extends WriteOptions {
  /** @default the file's own name */
  name?: string
  /** Folder in the project. @default the project's root */
  dirPath?: string
  /** Whether a file that is there is replaced. */
  overwrite?: boolean
  /** Whether it is the archive of a pipeline, to be unpacked. */
  pipelineZip?: boolean
}

/** What files can do besides. */
export interface FileActions {
  /**
   * Uploads a file: `multipart/form-data` with the JSON as `json_root_body` (contract 2.2).
   *
   * @throws {ConfigError} for what is no Blob, and a Blob without a name
   * @example
   * await mage.files.upload(new File([csv], 'cities.csv'), { dirPath: 'data', overwrite: true })
   */
  upload(file: Blob, options?: UploadOptions): Promise<MageFile>
}

/** @param keyOf gives the key that goes into the body too, where it is to be there */
export async function uploadFile(
  client: Pick<Client, 'post'>,
  registry: Registry,
  keyOf: () => Promise<string | undefined>,
  file: Blob,
  options: UploadOptions = {},
): Promise<MageFile> {
  const { name, dirPath, overwrite, pipelineZip, ...further } = options
  const fileName = name ?? (file as Partial<File> | undefined)?.name
  checkOptions(
    'files.upload',
    { dirPath, overwrite, pipelineZip, name },
    { dirPath: 'string', overwrite: 'boolean', pipelineZip: 'boolean', name: 'string' },
  )
  const kind = Object.prototype.toString.call(file).slice(8, -1)
  if (kind !== 'Blob' && kind !== 'File') must('files.upload: the file', 'a File or a Blob')
  if (!fileName) must('files.upload: name', 'given where the file is a Blob, which has none')
  if (/\.\.[\\/]/.test(`${dirPath ?? ''}/${fileName}`)) {
    must('files.upload: dirPath', "without '../': Mage refuses what climbs out of the project")
  }
  const key = await keyOf()
  const root = {
    ...(key !== undefined && { api_key: key }),
    file: { name: fileName, dir_path: dirPath ?? '', overwrite, pipeline_zip: pipelineZip },
  }
  const operation = operationFor(['files'], 'create')
  const request = requestOf(operation, [{}, further])
  const { json: _, retry, ...given } = request.options
  return client.post(request.path, {
    ...given,
    ...(retry !== undefined && { retry: mageRetry(retry) }),
    meta: registry.metaFor({ ...operation, id: 'files.upload' }, given.meta),
    schema: unwrapping(operation),
    body() {
      const form = new FormData()
      form.append('json_root_body', JSON.stringify(root))
      form.append('file', file, fileName)
      return form
    },
  }) as Promise<unknown> as Promise<MageFile>
}
