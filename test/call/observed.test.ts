import { describe, expect, test } from 'vitest'
import {
  type CallOptions,
  type Client,
  type ClientOptions,
  type Progress,
  TimeoutError,
} from '../../src/index'
import { rejection, stage } from '../stage'

const bytes = (length: number) => new Uint8Array(length)

/** A body whose chunks come when they are told to. */
function dripping(headers: Record<string, string> = {}) {
  let controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>
  const seen = { cancelled: undefined as unknown }
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(given) {
      controller = given
    },
    cancel(reason) {
      seen.cancelled = reason
    },
  })
  return {
    response: new Response(body, { headers }),
    drip: (length: number) => controller.enqueue(bytes(length)),
    end: () => controller.close(),
    cut: () => controller.error(new TypeError('terminated')),
    seen,
  }
}

const setUp = (options: ClientOptions = {}, headers: Record<string, string> = {}) => {
  const source = dripping(headers)
  return { ...stage(() => source.response, options), ...source }
}

const ways: [string, (api: Client, options?: CallOptions) => Promise<unknown>][] = [
  [
    'a stream',
    async (api, options) => reading(await api.get('x', { parseAs: 'stream', ...options })),
  ],
  ['a Response', async (api, options) => reading((await api.get('x', options).asResponse()).body)],
  ['a fetch', async (api) => reading((await api.fetch('x')).body)],
  ['a body that is read', (api, options) => api.get('x', { parseAs: 'arrayBuffer', ...options })],
]

async function reading(body: ReadableStream<Uint8Array> | null | undefined): Promise<number> {
  let length = 0
  const reader = body?.getReader()
  for (;;) {
    const read = await reader?.read()
    if (!read || read.done) return length
    length += read.value.length
  }
}

describe.each(ways)('an idleTimeout over %s', (_, read) => {
  test('ends it when no chunk comes for so long', async () => {
    const { api, clock, drip } = setUp({ idleTimeout: 1000, timeout: false })
    const call = rejection<TimeoutError>(read(api))
    await clock.settle()
    drip(5)
    await clock.advance(900)
    drip(5)
    await clock.advance(999)
    drip(5)
    await clock.advance(1000)
    const error = await call
    expect(error).toBeInstanceOf(TimeoutError)
    expect(error).toMatchObject({ phase: 'body', scope: 'attempt', status: 200, attempts: 1 })
    expect(error.message).toContain('The idleTimeout of 1000 ms ran out (body): GET')
  })

  test('lets it take as long as it goes on, and leaves no timer', async () => {
    const { api, clock, drip, end } = setUp({ idleTimeout: 1000, timeout: false })
    const call = read(api)
    await clock.settle()
    for (let nth = 0; nth < 50; nth += 1) {
      drip(2)
      await clock.advance(999)
    }
    end()
    const length = await call
    expect(length instanceof ArrayBuffer ? length.byteLength : length).toBe(100)
  })
})

test('a body that stalled is asked for again where that is safe', async () => {
  const stalled = dripping()
  const { api, clock } = stage((_, nth) => (nth === 1 ? stalled.response : Response.json(2)), {
    idleTimeout: 1000,
    retry: 1,
  })
  const call = api.get('x', { parseAs: 'json' })
  await clock.advance(2000)
  expect(await call).toBe(2)
})

test('a call may have an idleTimeout of its own, or none', async () => {
  const { api, clock, end } = setUp({ idleTimeout: 1000, timeout: false })
  const call = api.get('x', { parseAs: 'text', idleTimeout: false })
  await clock.advance(5000)
  end()
  expect(await call).toBe('')
})

test('a reader that takes its time is not taken for a server that stalls', async () => {
  const { api, clock, drip } = setUp({ idleTimeout: 1000 })
  const { body } = await api.get('x').asResponse()
  const reader = body?.getReader()
  drip(5)
  await reader?.read()
  await clock.advance(60_000)
  drip(7)
  expect((await reader?.read())?.value).toHaveLength(7)
})

test('what is let go is let go at its source', async () => {
  const { api, seen } = setUp({ idleTimeout: 1000 })
  const { body } = await api.get('x').asResponse()
  await body?.cancel('enough')
  expect(seen.cancelled).toBe('enough')
})

test('an abort ends the body with its own reason', async () => {
  const controller = new AbortController()
  const { api, clock } = stage(
    (request) =>
      new Response(
        new ReadableStream({
          start(source) {
            request.signal.addEventListener('abort', () => source.error(request.signal.reason))
          },
        }),
      ),
    { idleTimeout: 1000, signal: controller.signal },
  )
  const { body } = await api.get('x').asResponse()
  const read = rejection(reading(body))
  await clock.settle()
  controller.abort('mine')
  expect(await read).toBe('mine')
})

test('the answer stays what it is', async () => {
  const url = 'https://api.example.com/elsewhere'
  const fetch = async () =>
    Object.defineProperty(Response.json(7, { status: 203 }), 'url', { value: url })
  const { api } = stage(undefined, { idleTimeout: 1000, fetch })
  const response = await api.get('x').asResponse()
  expect(response).toMatchObject({ status: 203, url })
  expect(await response.json()).toBe(7)
})

describe('onDownloadProgress', () => {
  const track = async (headers: Record<string, string>) => {
    const { api, clock, drip, end } = setUp({}, headers)
    const told: Progress[] = []
    const call = api.get('x', { parseAs: 'text', onDownloadProgress: (each) => told.push(each) })
    await clock.settle()
    drip(4)
    await clock.settle()
    drip(6)
    end()
    await call
    return told
  }

  test('is told each chunk, and the whole where it is known', async () => {
    expect(await track({ 'content-length': '10' })).toEqual([
      { loaded: 4, total: 10 },
      { loaded: 10, total: 10 },
    ])
  })

  test('knows no whole where the server does not say, or says it of something else', async () => {
    for (const headers of [{}, { 'content-length': '7', 'content-encoding': 'gzip' }]) {
      expect((await track(headers as Record<string, string>)).at(-1)).toEqual({
        loaded: 10,
        total: undefined,
      })
    }
  })

  test('that throws harms nobody', async () => {
    const { error } = console
    const logged: unknown[] = []
    console.error = (...given) => void logged.push(given)
    try {
      const { api } = stage()
      const onDownloadProgress = () => {
        throw new Error('mine')
      }
      expect(await api.get('x', { onDownloadProgress })).toEqual({ ok: true })
    } finally {
      console.error = error
    }
    expect(logged).toHaveLength(1)
  })
})

test.each([0, -1, Number.NaN, '5', true])('an idleTimeout of %s is a ConfigError', async (bad) => {
  const { api, sent } = stage()
  const idleTimeout = bad as number
  expect(await rejection(api.get('x', { idleTimeout }))).toMatchObject({ name: 'ConfigError' })
  expect(() => api.extend({ idleTimeout })).toThrow(/idleTimeout/)
  expect(sent).toHaveLength(0)
})
