import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { apiKey, bearer, type ClientOptions, createClient, HttpError } from '../../src/index'

interface Seen {
  method: string | undefined
  path: string | undefined
  key: unknown
  type: unknown
  body: string
}

type Reply = (request: IncomingMessage) => [status: number, location?: string]

/** A server that writes down what it gets and sends on whoever it is told to. */
async function serve(reply: Reply): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const piece of request) body += piece
    const { method, url: path, headers } = request
    seen.push({ method, path, key: headers['x-api-key'], type: headers['content-type'], body })
    const [status, location] = reply(request)
    response
      .writeHead(status, { 'content-type': 'application/json', ...(location && { location }) })
      .end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen }
}

const key = apiKey({ name: 'X-API-Key', value: 'k-12345' })
const client = (baseURL: string, options: ClientOptions = {}) =>
  createClient({ baseURL, auth: key, retry: false, ...options })

describe('a redirect', () => {
  it('to another origin does not take the key along', async () => {
    const other = await serve(() => [200])
    const own = await serve(() => [302, `${other.url}/elsewhere?a=1`])
    expect(await client(own.url).get('x')).toEqual({})
    expect(own.seen).toMatchObject([{ path: '/x', key: 'k-12345' }])
    expect(other.seen).toMatchObject([{ path: '/elsewhere?a=1', key: undefined }])
  })

  it('does not either when the key is a header of the call, or one that redact names', async () => {
    const other = await serve(() => [200])
    const own = await serve(() => [308, other.url])
    const headers = { 'X-API-Key': 'k-12345' }
    await createClient({ baseURL: own.url }).get('x', { headers })
    await createClient({ baseURL: own.url, redact: ['X-Team'] }).get('x', {
      headers: { 'X-Team': 'secret' },
    })
    expect(other.seen.map(({ key }) => key)).toEqual([undefined, undefined])
  })

  it('at its own origin keeps everything, hop by hop', async () => {
    const own = await serve(({ url }) => (url === '/c' ? [200] : [307, url === '/a' ? '/b' : 'c']))
    await client(own.url).post('a', { json: { n: 1 } })
    expect(own.seen.map(({ method, path, key, body }) => [method, path, key, body])).toEqual([
      ['POST', '/a', 'k-12345', '{"n":1}'],
      ['POST', '/b', 'k-12345', '{"n":1}'],
      ['POST', '/c', 'k-12345', '{"n":1}'],
    ])
  })

  it.each([
    [301, 'POST', 'GET'],
    [302, 'POST', 'GET'],
    [303, 'PUT', 'GET'],
    [301, 'PUT', 'PUT'],
    [308, 'POST', 'POST'],
  ])('with %i makes of %s a %s, as fetch does', async (status, method, then) => {
    const own = await serve(({ url }) => (url === '/end' ? [200] : [status, '/end']))
    await client(own.url).request(method, 'x', { json: {} })
    const end = own.seen[1]
    expect(end?.method).toBe(then)
    expect([end?.body, end?.type]).toEqual(
      then === 'GET' ? ['', undefined] : ['{}', 'application/json'],
    )
  })

  it.each([
    [301, 'GET', ''],
    [302, 'GET', ''],
    [303, 'GET', ''],
    [307, 'POST', '{"a":1}'],
    [308, 'POST', '{"a":1}'],
  ])(
    'of %i makes a POST a %s at another origin, as fetch does, and takes no key along',
    async (status, method, body) => {
      const other = await serve(() => [200])
      const own = await serve(() => [status, `${other.url}/there`])
      for (const auth of [key, apiKey({ name: 'key', value: 'k-12345', in: 'query' })]) {
        await client(own.url, { auth }).post('x', { json: { a: 1 } })
        const type = body ? 'application/json' : undefined
        expect(other.seen.at(-1)).toEqual({ method, path: '/there', key: undefined, type, body })
      }
    },
  )

  it('that would carry a key in its body to another origin is not followed', async () => {
    const other = await serve(() => [200])
    const own = await serve(() => [307, other.url])
    const auth = apiKey({ name: 'api_key', value: 'k-12345', in: 'body' })
    const call = client(own.url, { auth }).post('x', { json: {} })
    await expect(call).rejects.toMatchObject({ name: 'HttpError', status: 307 })
    expect(other.seen).toEqual([])
  })

  it.each([
    ['without end', '/x'],
    ['to no URL', 'http://'],
    ['to another kind of place', 'data:text/plain,x'],
  ])('%s is an error', async (_, location) => {
    const own = await serve(() => [302, location])
    const error = await client(own.url)
      .get('x')
      .catch((thrown) => thrown)
    expect(error).toBeInstanceOf(HttpError)
    expect(own.seen.length).toBeLessThanOrEqual(21)
  })

  it('is left to fetch where nothing but Authorization is secret, where the user says so, and on a page', async () => {
    const modes: unknown[] = []
    const fetch = (async (_: string, { redirect }: RequestInit) => {
      modes.push(redirect)
      return Response.json({})
    }) as typeof globalThis.fetch
    await client('https://api.test', { fetch, auth: bearer('token') }).get('x')
    await client('https://api.test', { fetch, fetchOptions: { redirect: 'error' } }).get('x')
    await client('https://api.test', { fetch }).get('x')
    vi.stubGlobal('document', {})
    onTestFinished(() => void vi.unstubAllGlobals())
    await client('https://api.test', { fetch }).get('x')
    expect(modes).toEqual([undefined, 'error', 'manual', undefined])
  })
})
