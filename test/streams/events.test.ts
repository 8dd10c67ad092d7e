import { describe, expect, it } from 'vitest'
import {
  ConfigError,
  events,
  NetworkError,
  NotFoundError,
  ParseError,
  type ServerEvent,
} from '../../src/index'
import { rejection, stage, thrown } from '../stage'

const encoder = new TextEncoder()

/** A stream of these pieces, which then ends, breaks or hangs. */
function stream(pieces: string[], end: 'close' | 'break' | 'hang' = 'close'): Response {
  const left = pieces.map((piece) => encoder.encode(piece))
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = left.shift()
      if (next) controller.enqueue(next)
      else if (end === 'close') controller.close()
      else if (end === 'break') controller.error(new TypeError('terminated'))
    },
  })
  return new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } })
}

async function collect(source: AsyncIterable<ServerEvent>, most = 99): Promise<ServerEvent[]> {
  const all: ServerEvent[] = []
  for await (const event of source) if (all.push(event) >= most) break
  return all
}

describe('events', () => {
  it('reads types, data of many lines, ids and comments, however the bytes are cut', async () => {
    const text =
      ': hello\r\nid: 1\r\nevent: add\r\ndata: {"a":\r\ndata: "é"}\r\n\r\ndata: plain\n\ndata: cut off'
    const bytes = encoder.encode(text)
    for (const size of [1, 2, 7, 1000]) {
      const pieces: Uint8Array[] = []
      for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.slice(at, at + size))
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          const next = pieces.shift()
          if (next) controller.enqueue(next)
          else controller.close()
        },
      })
      const { api } = stage(
        () => new Response(body, { headers: { 'content-type': 'text/event-stream' } }),
      )
      expect(await collect(events(api.get('x')))).toEqual([
        { type: 'add', data: '{"a":\n"é"}', lastEventId: '1' },
        { type: 'message', data: 'plain', lastEventId: '1' },
      ])
    }
  })

  it('opens the stream again from the last id, after the wait that the server asked for', async () => {
    const { api, clock, sent } = stage((_, nth) =>
      nth === 1
        ? stream(['retry: 700\nid: 41\ndata: a\n\n'])
        : nth === 2
          ? stream(['data: b\n\n'], 'break')
          : new Response(null, { status: 204 }),
    )
    const all = collect(events((given) => api.get('x', given), { clock }))
    await clock.settle()
    expect(clock.next).toBe(700)
    await clock.advance(699)
    expect(sent).toHaveLength(1)
    await clock.advance(1)
    expect(sent).toHaveLength(2)
    await clock.advance(700)
    expect(await all).toEqual([
      { type: 'message', data: 'a', lastEventId: '41' },
      { type: 'message', data: 'b', lastEventId: '41' },
    ])
    expect(sent.map(({ headers }) => headers.get('last-event-id'))).toEqual([null, '41', '41'])
    expect(sent[0]?.headers.get('accept')).toBe('text/event-stream')
  })

  it('goes on after an id that the caller kept', async () => {
    const { api, sent } = stage(() => new Response(null, { status: 204 }))
    expect(await collect(events((given) => api.get('x', given), { lastEventId: '7' }))).toEqual([])
    expect(sent[0]?.headers.get('last-event-id')).toBe('7')
  })

  it('gives up after so many reconnects without an event, and tells the last failure', async () => {
    const { api, clock, sent } = stage(() => {
      throw new TypeError('fetch failed')
    })
    const end = rejection(
      collect(events((given) => api.get('x', given), { clock, maxReconnects: 2 })),
    )
    await clock.advance(10_000)
    expect(await end).toBeInstanceOf(NetworkError)
    expect(sent).toHaveLength(3)
  })

  it('does not go on after an error answer, nor after an answer that is no event stream', async () => {
    const missing = stage(() => new Response(null, { status: 404 }))
    const first = collect(events((given) => missing.api.get('x', given)))
    expect(await rejection(first)).toBeInstanceOf(NotFoundError)
    const other = stage(() => Response.json({}))
    const second = collect(events((given) => other.api.get('x', given)))
    expect(await rejection(second)).toBeInstanceOf(ParseError)
    expect([missing.sent.length, other.sent.length]).toEqual([1, 1])
  })

  it('has one connection where it was given a call', async () => {
    const { api, sent } = stage(() => stream(['data: a\n\n']))
    expect(await collect(events(api.get('x')))).toHaveLength(1)
    expect(sent).toHaveLength(1)
    const broken = stage(() => stream(['data: a\n\n'], 'break'))
    const source = events(broken.api.get('x'))
    expect((await source.next()).value).toMatchObject({ data: 'a' })
    expect(await rejection(source.next())).toBeInstanceOf(NetworkError)
  })

  it('closes the connection when the loop is left', async () => {
    let cancelled = false
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(encoder.encode('data: a\n\n')),
      cancel() {
        cancelled = true
      },
    })
    const { api, clock } = stage(
      () => new Response(body, { headers: { 'content-type': 'text/event-stream' } }),
    )
    expect(
      await collect(
        events((given) => api.get('x', given)),
        2,
      ),
    ).toHaveLength(2)
    await clock.settle()
    expect(cancelled).toBe(true)
  })

  it("ends with the signal's own reason, in the stream and in the wait", async () => {
    const reading = new AbortController()
    const first = stage(() => stream(['data: a\n\n'], 'hang'))
    const source = events((given) => first.api.get('x', given), { signal: reading.signal })
    expect((await source.next()).value).toMatchObject({ data: 'a' })
    const next = rejection(source.next())
    reading.abort('enough')
    expect(await next).toBe('enough')

    const waiting = new AbortController()
    const { api, clock } = stage(() => stream([]))
    const { signal } = waiting
    const end = rejection(collect(events((given) => api.get('x', given), { clock, signal })))
    await clock.settle()
    expect(clock.pending).toBe(1)
    waiting.abort('later')
    expect(await end).toBe('later')
  })

  it('refuses options that are wrong, at once', () => {
    const { api } = stage(() => stream([]))
    const open = (options: object) => () => events((given) => api.get('x', given), options)
    expect(thrown(open({ retryDelay: -1 }))).toBeInstanceOf(ConfigError)
    expect(thrown(open({ retries: 1 })).message).toContain("unknown option 'retries'")
    expect(thrown(() => events(undefined as never)).message).toContain('events(call)')
  })
})
