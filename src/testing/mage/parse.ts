import { BareAnswer } from './failures'
import type { MageMockRecord } from './options'

/** A request of the API, taken apart. */
export interface ParsedRequest {
  method: string
  /** Segments of the path below the base path, decoded; the first is `api`. */
  segments: readonly string[]
  query: URLSearchParams
  headers: Readonly<Record<string, string>>
  /** The JSON of the body; undefined where it is none. */
  root: MageMockRecord | undefined
  /** Whether there was a body that is no JSON object. */
  isBroken: boolean
  file: Blob | undefined
}

/** @throws the bare 400 for what climbs, the HTML 404 for what is not of the API */
export async function parseRequest(
  method: string,
  url: URL,
  path: string,
  headers: Readonly<Record<string, string>>,
  bytes: ArrayBuffer,
): Promise<ParsedRequest> {
  const decoded = decode(path)
  if (/\.\.[\\/]/.test(decoded)) {
    throw new BareAnswer(400, 'Error: Invalid path (path traversal detected)')
  }
  for (const [name, value] of url.searchParams) {
    if (/\.\.[\\/]/.test(value)) {
      throw new BareAnswer(
        400,
        `Error: Invalid parameter value for '${name}' (path traversal detected)`,
      )
    }
  }
  const [first, ...rest] = path.slice(1).split('/')
  if (first !== 'api' || rest.length === 0 || rest.includes('')) {
    const page = '<html><title>404: Not Found</title><body>404: Not Found</body></html>'
    throw new BareAnswer(404, page, 'text/html; charset=UTF-8')
  }
  const type = headers['content-type'] ?? ''
  let root: unknown
  let file: Blob | undefined
  let isBroken = false
  if (bytes.byteLength > 0) {
    try {
      if (/^multipart\//i.test(type)) {
        const form = await new Response(bytes, { headers: { 'content-type': type } }).formData()
        root = JSON.parse(String(form.get('json_root_body')))
        const part = form.get('file')
        if (part instanceof Blob) file = part
      } else root = JSON.parse(new TextDecoder().decode(bytes))
    } catch {
      isBroken = true
    }
  }
  const isObject = typeof root === 'object' && root !== null && !Array.isArray(root)
  return {
    method,
    segments: ['api', ...rest.map(decode)],
    query: url.searchParams,
    headers,
    root: isObject ? (root as MageMockRecord) : undefined,
    isBroken: isBroken || (root !== undefined && !isObject),
    file,
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Names that do not begin with `_`, each with all of its values. */
export function filtersOf(query: URLSearchParams): Record<string, (string | boolean)[]> {
  const filters: Record<string, (string | boolean)[]> = {}
  for (const [name, value] of query) {
    if (name.startsWith('_') || name === 'api_key') continue
    const read = value === 'true' ? true : value === 'false' ? false : value
    filters[name] = [...(filters[name] ?? []), read]
  }
  return filters
}
