import { describe, expect, onTestFinished, test } from 'vitest'
import { attempted } from '../../src/call/Call'
import { ConfigError, NotFoundError } from '../../src/index'
import { rejection, stage } from '../stage'

const answer = () => Response.json({ id: 7 }, { headers: { 'x-request-id': 'r-1' } })

describe('a call', () => {
  test('is a promise of its data', async () => {
    const call = stage(answer).api.get('x')
    expect(call).toBeInstanceOf(Promise)
    expect(await call).toEqual({ id: 7 })
    expect(await call.then((data) => [data])).toEqual([{ id: 7 }])
  })

  test('sends nothing before the next microtask, and then without being awaited', async () => {
    const { api, clock, given } = stage(answer)
    api.get('x')
    expect(given).toHaveLength(0)
    await clock.settle()
    expect(given).toHaveLength(1)
  })

  test('is sent once, however often it is awaited', async () => {
    const { api, sent } = stage(answer)
    const call = api.get('x')
    await Promise.all([call, call, call.withResponse(), call.then()])
    await call
    expect(sent).toHaveLength(1)
  })

  test('rejects and never throws, whatever it is given', async () => {
    const { api } = stage()
    const calls = [
      () => api.get(undefined as never, { nonsense: 1 } as never),
      () => api.get('x', { headers: 7 as never }),
      () => api.request('bad method', 'x'),
    ]
    for (const call of calls) expect(await rejection(call())).toBeInstanceOf(ConfigError)
  })
})

describe('withResponse', () => {
  test('gives data, response, attempts and request id', async () => {
    const result = await stage(answer).api.get('x').withResponse()
    expect(result).toMatchObject({ data: { id: 7 }, attempts: 1, requestId: 'r-1' })
    expect(Object.keys(result).sort()).toEqual(['attempts', 'data', 'requestId', 'response'])
    expect([result.response.status, result.response.bodyUsed]).toEqual([200, true])
  })

  test('tells of the last attempt', async () => {
    const { api, clock } = stage(
      (_, nth) => (nth === 1 ? new Response('', { status: 500 }) : answer()),
      { retry: 1 },
    )
    const result = api.get('x').withResponse()
    await clock.advance(60_000)
    expect(await result).toMatchObject({ attempts: 2, response: { status: 200 } })
  })

  test('may come after the call was awaited', async () => {
    const call = stage(answer).api.get('x')
    await call
    expect((await call.withResponse()).data).toEqual({ id: 7 })
  })

  test('rejects as the call does', async () => {
    const call = stage(() => new Response('', { status: 404 })).api.get('x')
    const error = await rejection(call.withResponse())
    expect(error).toBeInstanceOf(NotFoundError)
    expect(await rejection(call)).toBe(error)
  })
})

describe('asResponse', () => {
  test('gives the Response with its body unread', async () => {
    const response = await stage(answer).api.get('x').asResponse()
    expect(response.bodyUsed).toBe(false)
    expect(await response.json()).toEqual({ id: 7 })
  })

  test.each([400, 404, 500])('rejects for %i as the call does', async (status) => {
    const { api } = stage(() => Response.json({ message: 'said' }, { status }))
    const error = await rejection(api.get('x').asResponse())
    expect(error).toMatchObject({ status, data: { message: 'said' } })
  })

  test('gives what is no error and has no data: 204, 304, 302', async () => {
    for (const status of [204, 302, 304]) {
      const { api } = stage(() => new Response(null, { status }))
      expect((await api.get('x').asResponse()).status).toBe(status)
    }
  })

  test('too late rejects with a ConfigError and leaves the call alone', async () => {
    const call = stage(answer).api.get('x')
    await call
    const error = await rejection(call.asResponse())
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toContain('asResponse()')
    expect(await call).toEqual({ id: 7 })
  })

  test('twice gives the same Response', async () => {
    const call = stage(answer).api.get('x')
    const [one, two] = await Promise.all([call.asResponse(), call.asResponse()])
    expect(one).toBe(two)
    expect(await call.asResponse()).toBe(one)
  })

  test('is timed to its headers only', async () => {
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>()
    const { api, clock } = stage(() => new Response(body), { timeout: 100, totalTimeout: 200 })
    const response = await api.get('x').asResponse()
    expect(clock.pending).toBe(0)
    await clock.advance(1000)
    const reader = response.body?.getReader()
    const state = await Promise.race([
      reader?.read().then(
        () => 'read',
        () => 'ended',
      ),
      clock.settle().then(() => 'open'),
    ])
    expect(state).toBe('open')
    await reader?.cancel()
  })
})

describe('a rejection that is handled once', () => {
  test('is not reported as unhandled elsewhere', async () => {
    const reported: unknown[] = []
    const note = (reason: unknown) => reported.push(reason)
    process.on('unhandledRejection', note)
    onTestFinished(() => void process.off('unhandledRejection', note))
    const { api, clock } = stage(() => new Response('', { status: 404 }))

    const late = api.get('x')
    await rejection(api.get('x'))
    await rejection(api.get('x').withResponse())
    await rejection(api.get('x').asResponse())
    await rejection(api.fetch('x', { signal: AbortSignal.abort('enough') }))
    await rejection(late)
    await rejection(late.asResponse())
    await rejection(api.get('x', { signal: AbortSignal.abort('enough') }).withResponse())
    await clock.settle()
    expect(reported).toEqual([])
  })

  test('whose making fails rejects, and does not throw', async () => {
    const wrong = new ConfigError('wrong')
    const call = attempted(() => {
      throw wrong
    })
    expect(await rejection(call)).toBe(wrong)
  })
})
