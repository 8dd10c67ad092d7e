import { describe, expect, it } from 'vitest'
import { ConfigError, jsonLines, NetworkError, NotFoundError, ParseError } from '../../src/index'
import { rejection, stage, thrown } from '../stage'

const encoder = new TextEncoder()
const collect = async (source: AsyncIterable<unknown>): Promise<unknown[]> => {
  const all: unknown[] = []
  for await (const value of source) all.push(value)
  return all
}

describe('jsonLines', () => {
  it('gives a value a line, however the bytes are cut, and skips empty lines', async () => {
    const bytes = encoder.encode('{"a":"é"}\r\n\n[1,2]\n3')
    for (const size of [1, 3, 100]) {
      let at = 0
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          controller.enqueue(bytes.slice(at, at + size))
          at += size
          if (at >= bytes.length) controller.close()
        },
      })
      const { api } = stage(() => new Response(body))
      expect(await collect(jsonLines(api.get('x')))).toEqual([{ a: 'é' }, [1, 2], 3])
    }
  })

  it('gives nothing for an empty body', async () => {
    const { api } = stage(() => new Response(null, { status: 204 }))
    expect(await collect(jsonLines(api.get('x')))).toEqual([])
  })

  it('tells which line is not JSON, after the values before it', async () => {
    const { api } = stage(() => new Response('1\n2\nthree\n'))
    const source = jsonLines<number>(api.get('x'))
    expect([(await source.next()).value, (await source.next()).value]).toEqual([1, 2])
    const error = await rejection(source.next())
    expect(error).toBeInstanceOf(ParseError)
    expect(error.message).toBe('Line 3 is not JSON: three')
  })

  it('tells a body that broke off from one that ended', async () => {
    let given = false
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (given) return controller.error(new TypeError('terminated'))
        given = true
        controller.enqueue(encoder.encode('1\n{"a'))
      },
    })
    const { api } = stage(() => new Response(body))
    const source = jsonLines(api.get('x'))
    expect((await source.next()).value).toBe(1)
    expect(await rejection(source.next())).toBeInstanceOf(NetworkError)
  })

  it('rejects for an error answer, and also where nobody loops for a while', async () => {
    const { api, clock } = stage(() => new Response(null, { status: 404 }))
    const source = jsonLines(api.get('x'))
    await clock.settle()
    expect(await rejection(source.next())).toBeInstanceOf(NotFoundError)
  })

  it("ends with the signal's own reason", async () => {
    const controller = new AbortController()
    const { signal } = controller
    const body = new ReadableStream<Uint8Array>({})
    const { api } = stage(() => new Response(body))
    const end = rejection(collect(jsonLines(api.get('x', { signal }), { signal })))
    await new Promise((resolve) => setTimeout(resolve))
    controller.abort('enough')
    expect(await end).toBe('enough')
  })

  it('takes a call', () => {
    expect(thrown(() => jsonLines('x' as never))).toBeInstanceOf(ConfigError)
  })
})
