import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bearer, type Client, createClient } from '../../src/index'
import { type Loopback, listen } from '../runtimes/loopback'
import { rejection } from '../stage'
import { installed, openai, sdks } from './sdks'

const quota = { limit: 5, window: 200 }

interface Seen {
  method: string
  path: string
  authorization: string | undefined
  body: string
  status: number
  /** ms on a monotonic clock. */
  at: number
}

let server: Loopback
let api: Client
let seen: Seen[]
/** Sends the next piece of the streamed answer. */
let push: (piece: string | undefined) => void

/** Counts arrivals by its own clock, without any tolerance. */
beforeEach(async () => {
  seen = []
  let accepted: number[] = []
  const refusals = new Set<string>()
  server = await listen(async (request, response) => {
    const at = performance.now()
    accepted = accepted.filter((time) => at - time < quota.window)
    const { method = '', url: path = '', headers } = request
    const { authorization } = headers
    const entry: Seen = { method, path, authorization, body: '', status: 200, at }
    seen.push(entry)
    if (accepted.length >= quota.limit) entry.status = 429
    else accepted.push(at)
    if (path.endsWith('/missing')) entry.status = 404
    if (path.endsWith('/flaky') && !refusals.has(path)) {
      refusals.add(path)
      entry.status = 503
    }
    entry.body = await text(request)
    if (path.endsWith('/chat/completions')) {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.flushHeaders()
      push = (piece) => {
        if (piece === undefined) return response.end('data: [DONE]\n\n')
        const chunk = { choices: [{ index: 0, delta: { content: piece } }] }
        response.write(`data: ${JSON.stringify(chunk)}\n\n`)
      }
      return push('one')
    }
    response.writeHead(entry.status, {
      'content-type': 'application/json',
      ...(entry.status === 429 && { 'retry-after': '1' }),
    })
    response.end(JSON.stringify({ path, message: `the answer is ${entry.status}` }))
  })
  api = createClient({
    baseURL: server.origin,
    auth: bearer('client-key'),
    rateLimit: quota,
    retry: { baseDelay: 1 },
  })
})

afterEach(async () => {
  await api.close()
  await server.close()
})

describe.runIf(installed).each(Object.entries(sdks))('client.fetch under %s', (name, make) => {
  test('answers 40 of 40 calls on a quota of 5 a window, each sent once', async () => {
    const sdk = await make(server.origin, api.fetch)
    const ids = Array.from({ length: 40 }, (_, index) => `${index}`)
    const answers = await Promise.all(ids.map((id) => sdk.get(id)))
    expect(answers).toEqual(ids.map((id) => expect.objectContaining({ path: `/widgets/${id}` })))
    expect(seen.filter(({ status }) => status === 429)).toEqual([])
    expect(seen).toHaveLength(40)
    // The sixth after any is a window later: the queue made the pace, not luck.
    for (const [index, { at }] of seen.entries()) {
      const sixth = seen[index + quota.limit]
      if (sixth) expect(sixth.at - at).toBeGreaterThanOrEqual(quota.window)
    }
  })

  test('leaves the error of a 404 to it', async () => {
    const sdk = await make(server.origin, api.fetch)
    expect(sdk.statusOf(await rejection<unknown>(sdk.get('missing')))).toBe(404)
    expect(seen).toHaveLength(1)
  })

  test('repeats what is safe to repeat, with the same body', async () => {
    const sdk = await make(server.origin, api.fetch)
    expect(await sdk.put('flaky', { size: 7 })).toMatchObject({ path: '/widgets/flaky' })
    expect(seen.map(({ method, status }) => [method, status])).toEqual([
      ['PUT', 503],
      ['PUT', 200],
    ])
    for (const { body } of seen) expect(JSON.parse(body)).toEqual({ size: 7 })
  })

  test("carries the client's credential, unless it has one of its own", async () => {
    const sdk = await make(server.origin, api.fetch)
    await sdk.get('1')
    const own = name === 'openai' ? 'sdk-key' : 'client-key'
    expect(seen.map(({ authorization }) => authorization)).toEqual([`Bearer ${own}`])
  })

  test("keeps the client's credential from another origin", async () => {
    const other = await listen((request, response) => {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ authorization: request.headers.authorization ?? null }))
    })
    try {
      const sdk = await make(other.origin, api.fetch)
      const authorization = name === 'openai' ? 'Bearer sdk-key' : null
      expect(await sdk.get('1')).toEqual({ authorization })
    } finally {
      await other.close()
    }
  })
})

describe.runIf(installed)('a streamed completion of openai', () => {
  test('comes piece by piece, while it is still being made', async () => {
    const client = await openai(server.origin, api.fetch)
    const stream = await client.chat.completions.create({ model: 'm', messages: [], stream: true })
    const pieces: string[] = []
    // Each piece is sent only after the one before has come through.
    const script = ['two', 'three', undefined]
    for await (const { choices } of stream) {
      pieces.push(choices[0]?.delta.content ?? '')
      push(script.shift())
    }
    expect(pieces).toEqual(['one', 'two', 'three'])
    expect(seen).toHaveLength(1)
  })
})
