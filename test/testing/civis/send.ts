import { type MockCivis, type MockCivisOptions, mockCivis } from '../../../src/testing/index'

/** Sends a request with the mock's key, and reads its answer. */
export async function send(
  mock: MockCivis,
  call: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: Headers; data: unknown }> {
  const [method = 'GET', path = ''] = call.split(' ')
  const request = new Request(mock.baseURL + path, {
    method,
    headers: { authorization: `Basic ${btoa('test-key:')}`, ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const response = await mock(request)
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('content-type') ?? '')
  return {
    status: response.status,
    headers: response.headers,
    data: isJson ? JSON.parse(text) : text,
  }
}

export const make = (options: MockCivisOptions = {}): MockCivis => mockCivis(options)
