import { getEventListeners } from 'node:events'
import * as v from 'valibot'
import { describe, expect, test, vi } from 'vitest'
import {
  basic,
  bearer,
  ClosedError,
  ConfigError,
  createClient,
  PortolanError,
  rateLimit,
} from '../src/index'
import { baseURL, rejection, stage, watchedClock } from './stage'

/** An answer that never comes. */
const silence = () => new Promise<Response>(() => {})

describe('the verbs', () => {
  test.each(['get', 'head', 'post', 'put', 'patch', 'delete'] as const)(
    '%s sends its method',
    async (verb) => {
      const { api, given } = stage()
      await api[verb]('x')
      expect(given[0]?.init.method).toBe(verb.toUpperCase())
      expect(given[0]?.url).toBe(`${baseURL}/x`)
    },
  )

  test('have a general form', async () => {
    const { api, given } = stage()
    await api.request('OPTIONS', 'x', { query: { a: 1 } })
    expect(given[0]).toMatchObject({ url: `${baseURL}/x?a=1`, init: { method: 'OPTIONS' } })
  })

  test('and all else can be taken off the client', async () => {
    const { api, sent } = stage()
    const { get, post, request, fetch, extend, on, close } = api
    const { state } = api.rateLimit
    const heard = vi.fn()
    on('request', heard)
    await get('a')
    await post('b')
    await request('GET', 'c')
    await fetch('d')
    await extend({}).get('e')
    expect(sent).toHaveLength(5)
    expect(heard).toHaveBeenCalledTimes(4)
    expect(state().inFlight).toBe(0)
    await close()
    expect(await rejection(get('x'))).toBeInstanceOf(ClosedError)
  })

  test('give what the schema makes of the answer', async () => {
    const { api } = stage(() => Response.json({ at: '2025-01-01' }))
    const schema = v.object({
      at: v.pipe(
        v.string(),
        v.transform((text) => new Date(text)),
      ),
    })
    expect(await api.get('x', { schema })).toEqual({ at: new Date('2025-01-01') })
  })
})

describe('making a client', () => {
  test('sends nothing, starts no timer and looks for no fetch', () => {
    const fetch = vi.fn()
    const clock = watchedClock()
    createClient({ baseURL, fetch, clock, auth: bearer('tok-1') })
    expect(fetch).not.toHaveBeenCalled()
    expect(clock.pending).toBe(0)
  })

  test('needs no options at all', () => {
    expect(() => createClient()).not.toThrow()
  })

  test('twice makes two that know nothing of each other', async () => {
    const one = stage(() => new Response('', { status: 429, headers: { 'retry-after': '60' } }))
    const two = stage()
    const heard = vi.fn()
    two.api.on('response', heard)
    await rejection(one.api.get('x'))
    expect(one.api.rateLimit.state().blockedUntil).toBeDefined()
    expect(two.api.rateLimit.state().blockedUntil).toBeUndefined()
    await one.api.close()
    expect(heard).not.toHaveBeenCalled()
    expect(await two.api.get('x')).toEqual({ ok: true })
  })
})

describe('on', () => {
  test('gives the undo', async () => {
    const { api } = stage()
    const heard = vi.fn()
    const undo = api.on('request', heard)
    await api.get('x')
    undo()
    await api.get('x')
    expect(heard).toHaveBeenCalledTimes(1)
  })
})

describe('extend', () => {
  test('merges headers and query, by name', async () => {
    const { api, sent } = stage(undefined, {
      headers: { 'X-A': '1', 'X-B': '2', 'X-C': '3' },
      query: { a: 1, b: 2 },
    })
    const extended = api.extend({ headers: { 'x-a': 'one', 'x-b': null }, query: { b: 'two' } })
    await extended.get('x')
    await api.get('x')
    const seen = sent.map(({ headers, url }) => [
      headers.get('x-a'),
      headers.get('x-b'),
      headers.get('x-c'),
      new URL(url).search,
    ])
    expect(seen).toEqual([
      ['one', null, '3', '?a=1&b=two'],
      ['1', '2', '3', '?a=1&b=2'],
    ])
  })

  test('merges headers however they are given', async () => {
    const { api, sent } = stage(undefined, { headers: new Headers({ 'x-a': '1', 'x-b': '2' }) })
    await api.extend({ headers: [['X-A', 'one']] }).get('x')
    expect([sent[0]?.headers.get('x-a'), sent[0]?.headers.get('x-b')]).toEqual(['one', '2'])
  })

  test('puts other options over those there were', async () => {
    const { api, given } = stage(() => Response.json('text'), { parseAs: 'json' })
    const extended = api.extend({ baseURL: 'https://other.example', parseAs: 'text' })
    expect(await extended.get('x')).toBe('"text"')
    expect(given[0]?.url).toBe('https://other.example/x')
    expect(await api.get('x')).toBe('text')
  })

  test('takes undefined for not given', async () => {
    const { api, sent } = stage(undefined, {
      auth: bearer('tok-1'),
      headers: { 'x-a': '1' },
      query: { a: 1 },
    })
    const nothing = { baseURL: undefined, auth: undefined, headers: undefined, query: undefined }
    await api.extend(nothing as object).get('x')
    expect(sent[0]?.url).toBe(`${baseURL}/x?a=1`)
    expect(sent[0]?.headers.get('x-a')).toBe('1')
    expect(sent[0]?.headers.get('authorization')).toBe('Bearer tok-1')
  })

  test('can be repeated', async () => {
    const { api, sent } = stage()
    await api
      .extend({ headers: { 'x-a': '1' } })
      .extend({ headers: { 'x-b': '2' } })
      .get('x')
    expect([sent[0]?.headers.get('x-a'), sent[0]?.headers.get('x-b')]).toEqual(['1', '2'])
  })

  test('finds what is wrong at once', () => {
    const { api } = stage()
    expect(() => api.extend({ timout: 5 } as object)).toThrow(ConfigError)
    expect(() => api.extend({ headers: 'x' as never })).toThrow(ConfigError)
  })

  test('has listeners of its own', async () => {
    const { api } = stage()
    const heard = vi.fn()
    api.on('request', heard)
    await api.extend({}).get('x')
    expect(heard).not.toHaveBeenCalled()
  })

  describe('of a client with a quota', () => {
    const terms = { limit: 1, window: 1000 }

    test('shares it', async () => {
      const { api, clock, sent } = stage(undefined, { rateLimit: terms })
      const extended = api.extend({ headers: { 'x-a': '1' } })
      const calls = [api.get('a'), extended.get('b'), extended.extend({}).get('c')]
      await clock.settle()
      expect(sent).toHaveLength(1)
      expect(extended.rateLimit.state()).toEqual(api.rateLimit.state())
      expect(api.rateLimit.state().waiting).toBe(2)
      await clock.advance(10_000)
      await Promise.all(calls)
    })

    test('has one of its own with another credential or another limit', async () => {
      const { api, clock, sent } = stage(undefined, { rateLimit: terms })
      const calls = [
        api.get('a'),
        api.extend({ auth: bearer('tok-2') }).get('b'),
        api.extend({ rateLimit: { limit: 5, window: 1000 } }).get('c'),
        api.extend({ rateLimit: false }).get('d'),
      ]
      await clock.settle()
      expect(sent).toHaveLength(4)
      await Promise.all(calls)
    })

    test('keeps the terms for another credential, and a governor that was given', async () => {
      const { api, clock, sent } = stage(undefined, { rateLimit: terms })
      const other = api.extend({ auth: bearer('tok-2') })
      const calls = [other.get('a'), other.get('b')]
      await clock.settle()
      expect(sent).toHaveLength(1)
      await clock.advance(10_000)
      await Promise.all(calls)

      const governor = rateLimit({ ...terms, clock })
      const shared = api.extend({ rateLimit: governor })
      const third = [shared.get('a'), shared.extend({ auth: bearer('tok-3') }).get('b')]
      await clock.settle()
      expect(governor.state().waiting).toBe(1)
      await clock.advance(10_000)
      await Promise.all(third)
    })

    test('stays without one where there was none', () => {
      const { api } = stage(undefined, { rateLimit: false })
      expect(api.extend({}).rateLimit.state()).toMatchObject({ limit: undefined, waiting: 0 })
    })
  })
})

describe('close', () => {
  test('ends calls that run, that wait, and that are yet to come, with a ClosedError', async () => {
    const { api, clock, sent } = stage(silence, { rateLimit: { limit: 1, window: 60_000 } })
    const running = rejection(api.get('a'))
    const waiting = rejection(api.get('b'))
    const drop = rejection(api.fetch('c'))
    await clock.settle()
    expect(sent).toHaveLength(1)
    await api.close()
    for (const error of [await running, await waiting, await drop]) {
      expect(error).toBeInstanceOf(ClosedError)
    }
    expect(await rejection(api.get('d'))).toBeInstanceOf(ClosedError)
    expect(await rejection(api.post('e', { json: 1 }))).toBeInstanceOf(ClosedError)
    expect(await rejection(api.get('f').asResponse())).toBeInstanceOf(ClosedError)
    expect(sent).toHaveLength(1)
    expect(api.rateLimit.state()).toMatchObject({ waiting: 0, inFlight: 0 })
  })

  test('ends calls in their backoff, and leaves no timer', async () => {
    const { api, clock } = stage(() => new Response('', { status: 500 }), { retry: 2 })
    const failed = rejection(api.get('a'))
    await clock.settle()
    expect(clock.pending).toBe(1)
    await api.close()
    expect(await failed).toBeInstanceOf(ClosedError)
    expect(clock.pending).toBe(0)
  })

  test('aborts the fetch of a call that runs', async () => {
    const { api, clock, given } = stage(silence)
    const failed = rejection(api.get('a'))
    await clock.settle()
    await api.close()
    await failed
    expect(given[0]?.init.signal?.aborted).toBe(true)
  })

  test('twice does no more than once', async () => {
    const { api } = stage()
    await api.close()
    await expect(api.close()).resolves.toBeUndefined()
  })

  test("leaves another client's calls alone, even on the same governor", async () => {
    const clock = watchedClock()
    const governor = rateLimit({ limit: 1, window: 1000, clock })
    const one = stage(undefined, { clock, rateLimit: governor })
    const two = stage(undefined, { clock, rateLimit: governor })
    const first = one.api.get('a')
    const ended = rejection(one.api.get('b'))
    const kept = two.api.get('c')
    await clock.settle()
    await one.api.close()
    expect(await ended).toBeInstanceOf(ClosedError)
    await clock.advance(5000)
    expect(await kept).toEqual({ ok: true })
    await Promise.allSettled([first])
  })

  test('leaves the client alone that it was extended from', async () => {
    const { api } = stage(undefined, { rateLimit: { limit: 5, window: 1000 } })
    const extended = api.extend({ headers: { 'x-a': '1' } })
    await extended.close()
    expect(await rejection(extended.get('x'))).toBeInstanceOf(ClosedError)
    expect(await api.get('x')).toEqual({ ok: true })
  })

  test('ends its own calls only, not those of a client that was extended from it', async () => {
    const { api } = stage(undefined, { rateLimit: { limit: 5, window: 1000 } })
    const extended = api.extend({ headers: { 'x-a': '1' } })
    await api.close()
    expect(await extended.get('x')).toEqual({ ok: true })
  })

  test('is what `await using` does, where the runtime has it', async () => {
    const { api } = stage()
    const dispose = (api as Partial<AsyncDisposable>)[Symbol.asyncDispose]
    if (Symbol.asyncDispose) await dispose?.call(api)
    else await api.close()
    expect(await rejection(api.get('x'))).toBeInstanceOf(ClosedError)
  })
})

describe('the signal of a client', () => {
  test('ends every call with its own reason, and keeps no listener of theirs', async () => {
    const controller = new AbortController()
    const { api, clock } = stage(silence, { signal: controller.signal })
    const calls = [rejection(api.get('a')), rejection(api.fetch('b'))]
    await clock.settle()
    const reason = { mine: true }
    controller.abort(reason)
    expect(await Promise.all(calls)).toEqual([reason, reason])
    expect(await rejection(api.get('c'))).toBe(reason)
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0)
  })

  test('goes on to clients that are extended from it', async () => {
    const { api } = stage(undefined, { signal: AbortSignal.abort('enough') })
    expect(await rejection(api.extend({}).get('x'))).toBe('enough')
  })
})

describe('the state of the quota', () => {
  test('tells what is known', async () => {
    const { api, clock } = stage(undefined, { rateLimit: { limit: 2, window: 1000 } })
    expect(api.rateLimit.state()).toEqual({
      limit: 2,
      window: 1000,
      available: 2,
      waiting: 0,
      inFlight: 0,
      blockedUntil: undefined,
    })
    const calls = [api.get('a'), api.get('b'), api.get('c')]
    await clock.settle()
    expect(api.rateLimit.state()).toMatchObject({ available: 0, waiting: 1 })
    await clock.advance(10_000)
    await Promise.all(calls)
  })

  test('tells of a pause by wall time', async () => {
    const { api, clock } = stage(
      () => new Response('', { status: 429, headers: { 'retry-after': '30' } }),
    )
    clock.random = 0
    await rejection(api.get('x'))
    expect(api.rateLimit.state().blockedUntil).toBe(clock.date() + 30_000)
  })

  test('is that of its origin where nothing was told', async () => {
    const { api } = stage(
      ({ url }) =>
        url.includes('files')
          ? new Response('', { status: 429, headers: { 'retry-after': '30' } })
          : Response.json(1),
      { allowedOrigins: ['https://files.example.com'] },
    )
    await api.get('x')
    await rejection(api.get('https://files.example.com/x'))
    expect(api.rateLimit.state('https://files.example.com').blockedUntil).toBeDefined()
    expect(api.rateLimit.state('https://api.example.com').blockedUntil).toBeUndefined()
  })

  test('without a limit is free', () => {
    const { api } = stage(undefined, { rateLimit: false })
    const free = { limit: undefined, waiting: 0, inFlight: 0, blockedUntil: undefined }
    expect(api.rateLimit.state()).toMatchObject(free)
    expect(api.rateLimit.state().available).toBeGreaterThan(0)
  })
})

describe('credentials', () => {
  test('of an extended client are its own', async () => {
    const { api, sent } = stage(undefined, { auth: bearer('tok-1') })
    await api.extend({ auth: basic('ada', 'pw') }).get('x')
    await api.get('x')
    expect(sent.map(({ headers }) => headers.get('authorization')?.split(' ')[0])).toEqual([
      'Basic',
      'Bearer',
    ])
  })
})

test('every error of a call is a PortolanError, unless it is the reason of a caller', async () => {
  const answers = [new Response('', { status: 500 }), Response.error(), new Response('x')]
  const { api } = stage((_, nth) => answers[nth - 1] as Response)
  expect(await rejection(api.get('x'))).toBeInstanceOf(PortolanError)
  expect(await rejection(api.get('x'))).toBeInstanceOf(PortolanError)
  expect(await rejection(api.get('x', { parseAs: 'json' }))).toBeInstanceOf(PortolanError)
  const reason = new Error('mine')
  expect(await rejection(api.get('x', { signal: AbortSignal.abort(reason) }))).toBe(reason)
})
