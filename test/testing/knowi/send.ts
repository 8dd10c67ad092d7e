import type { MockApi } from '../../../src/testing'

export interface Sent {
  status: number
  headers: Headers
  text: string
  /** The parsed text; undefined where it is no JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  json: any
}

export interface SendOptions {
  token?: string | null
  body?: unknown
  headers?: Record<string, string>
}

/** Sends `'GET /dashboards'` to a mock and reads the whole answer. Text is sent as it is. */
export async function send(mock: MockApi, line: string, options: SendOptions = {}): Promise<Sent> {
  const response = await mock(toRequest(mock, line, options))
  const text = await response.text()
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    json = undefined
  }
  return { status: response.status, headers: response.headers, text, json }
}

export function toRequest(mock: MockApi, line: string, options: SendOptions = {}): Request {
  const { token = 'test-token', body } = options
  const [method, path] = line.split(' ') as [string, string]
  const headers = new Headers(options.headers)
  if (token !== null) headers.set('authorization', `Bearer ${token}`)
  if (body !== undefined && typeof body !== 'string' && !(body instanceof URLSearchParams)) {
    headers.set('content-type', 'application/json')
    return new Request(mock.baseURL + path, { method, headers, body: JSON.stringify(body) })
  }
  return new Request(mock.baseURL + path, { method, headers, body: (body as string) ?? null })
}
