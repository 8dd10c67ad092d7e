import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { ClientEvents, EventName } from '../../src/index'
import { rejection, stage } from '../stage'

const names: EventName[] = [
  'request',
  'response',
  'attempt',
  'wait',
  'retry',
  'throttled',
  'renew',
  'error',
]

function silenceConsole() {
  const spy = vi.spyOn(console, 'error').mockImplementation(() => {})
  onTestFinished(() => spy.mockRestore())
  return spy
}

/** Makes an event of the name 'request'. */
const call = ({ api }: ReturnType<typeof stage>) => api.get('x')

describe('a listener', () => {
  test('hears its own event only, until it is undone', async () => {
    const set = stage()
    const [heard, other] = [vi.fn(), vi.fn()]
    const undo = set.api.on('request', heard)
    set.api.on('retry', other)
    await call(set)
    expect(heard).toHaveBeenCalledTimes(1)
    undo()
    undo()
    await call(set)
    expect(heard).toHaveBeenCalledTimes(1)
    expect(other).not.toHaveBeenCalled()
  })

  test('that is added twice hears twice, and each has its own undo', async () => {
    const set = stage()
    const heard = vi.fn()
    const undo = set.api.on('request', heard)
    set.api.on('request', heard)
    await call(set)
    expect(heard).toHaveBeenCalledTimes(2)
    undo()
    undo()
    await call(set)
    expect(heard).toHaveBeenCalledTimes(3)
  })

  test('may be added after all others were undone', async () => {
    const set = stage()
    const undo = set.api.on('request', () => {})
    undo()
    const heard = vi.fn()
    set.api.on('request', heard)
    undo()
    await call(set)
    expect(heard).toHaveBeenCalledTimes(1)
  })

  test('may undo itself while it hears, and the others still hear', async () => {
    const set = stage()
    const [once, always] = [vi.fn(), vi.fn()]
    const undo = set.api.on('request', () => {
      once()
      undo()
    })
    set.api.on('request', always)
    await call(set)
    await call(set)
    expect(once).toHaveBeenCalledTimes(1)
    expect(always).toHaveBeenCalledTimes(2)
  })

  test('that is added by another while it hears starts with the next event', async () => {
    const set = stage()
    const heard = vi.fn()
    const undo = set.api.on('request', () => {
      set.api.on('request', heard)
      undo()
    })
    await call(set)
    expect(heard).not.toHaveBeenCalled()
    await call(set)
    expect(heard).toHaveBeenCalledTimes(1)
  })

  test('that throws harms no other listener, and is told on the console', async () => {
    const spy = silenceConsole()
    const set = stage()
    const heard = vi.fn()
    const failure = new Error('listener is broken')
    set.api.on('request', () => {
      throw failure
    })
    set.api.on('request', heard)
    await call(set)
    expect(heard).toHaveBeenCalledTimes(1)
    expect(spy.mock.calls.flat()).toContain(failure)
  })

  test('that throws harms no call, whatever the event', async () => {
    const spy = silenceConsole()
    const { api, clock } = stage(
      (_, nth) => (nth === 1 ? new Response('', { status: 429 }) : Response.json('fine')),
      { retry: 1 },
    )
    for (const name of names) {
      api.on(name, () => {
        throw new Error('listener is broken')
      })
    }
    const answered = api.get('x')
    await clock.advance(60_000)
    expect(await answered).toBe('fine')
    expect(spy).toHaveBeenCalled()
  })
})

describe('an event', () => {
  test('tells method, redacted URL, meta and attempt of its call', async () => {
    const { api } = stage()
    const seen: ClientEvents['request'][] = []
    api.on('request', (event) => seen.push(event))
    const meta = { trace: 1 }
    await api.get('x', { query: { key: 'k-1' }, meta })
    expect(seen).toEqual([
      { method: 'GET', url: 'https://api.example.com/v1/x?key=…', meta, attempt: 1 },
    ])
    expect(seen[0]?.meta).toBe(meta)
    expect(JSON.parse(JSON.stringify(seen[0]))).toHaveProperty('url')
  })

  test('of an answer tells status, duration and request id', async () => {
    const { api, clock } = stage(async () => {
      await new Promise<void>((resolve) => clock.after(120, resolve))
      return Response.json(1, { status: 201, headers: { 'x-request-id': 'r-1' } })
    })
    const seen: ClientEvents['response'][] = []
    api.on('response', (event) => seen.push(event))
    const answered = api.get('x')
    await clock.advance(200)
    await answered
    expect(seen).toMatchObject([{ status: 201, duration: 120, requestId: 'r-1' }])
    expect(seen[0]?.headers.get('x-request-id')).toBe('r-1')
    expect(Object.keys(seen[0] ?? {})).not.toContain('headers')
  })

  test('of a failed call tells the error that the call rejects with', async () => {
    const { api } = stage(() => new Response('', { status: 404 }))
    const seen: ClientEvents['error'][] = []
    api.on('error', (event) => seen.push(event))
    const error = await rejection(api.get('x'))
    expect(seen).toMatchObject([{ attempt: 1, duration: 0 }])
    expect(seen[0]?.error).toBe(error)
  })

  test('of an aborted call counts the request that was sent', async () => {
    const { api, clock } = stage(() => new Promise(() => {}))
    const seen: ClientEvents['error'][] = []
    api.on('error', (event) => seen.push(event))
    const controller = new AbortController()
    const failed = rejection(api.get('x', { signal: controller.signal }))
    await clock.settle()
    controller.abort('enough')
    expect(await failed).toBe('enough')
    expect(seen).toMatchObject([{ error: 'enough', attempt: 1 }])
  })

  test('of a failure comes from client.fetch, too', async () => {
    const { api } = stage(() => Response.error())
    const seen: ClientEvents['error'][] = []
    api.on('error', (event) => seen.push(event))
    const error = await rejection(api.fetch('x'))
    expect(seen.map((event) => event.error)).toEqual([error])
  })
})
