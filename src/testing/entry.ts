import type { MockRequest } from './mock'

/** A request in a mock's record, while more becomes known of it. */
export type Entry = { -readonly [Name in keyof MockRequest]: MockRequest[Name] }

/** @param basePath what the API's paths stand below */
export function toEntry(request: Request, basePath: string, at: number): Entry {
  const { pathname, searchParams } = new URL(request.url)
  return {
    method: request.method,
    path: pathname.startsWith(`${basePath}/`) ? pathname.slice(basePath.length) : pathname,
    url: request.url,
    query: Object.fromEntries(searchParams),
    headers: Object.fromEntries(request.headers),
    body: '',
    at,
    status: undefined,
  }
}
