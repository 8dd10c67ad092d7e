import { ConfigError } from '../../errors/ConfigError'

interface Files {
  readFileSync(path: string | URL, encoding: 'utf8'): string
}

interface Globals {
  readonly process?: { getBuiltinModule?(name: string): Files | undefined }
}

/**
 * A text file, where the runtime can read one without an import: Node from 20.16 on, Deno and Bun.
 *
 * @throws {ConfigError} where there are no files, or not this one
 */
export function readTextFile(path: string | URL): string {
  const { process: host } = globalThis as Globals
  const files = host?.getBuiltinModule?.('fs')
  if (!files) {
    throw new ConfigError(
      `localApiSpec: '${path}' cannot be read: there are no files here. Give the specification itself, or its URL.`,
    )
  }
  try {
    return files.readFileSync(path, 'utf8')
  } catch (cause) {
    throw new ConfigError(`localApiSpec: '${path}' cannot be read.`, { cause })
  }
}
