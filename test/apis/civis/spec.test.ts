import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import {
  type Civis,
  CivisApiError,
  CivisApiKeyError,
  type CivisOptions,
  createCivis,
} from '../../../src/apis/civis/index'
import { type MockCivisOptions, mockCivis, mockTransport } from '../../../src/testing/index'
import { rejection } from '../../stage'
import { clock, lines } from './civisOn'

let keys = 0

describe('the specification', () => {
  /** A mock of its own for each test, with a key that nothing is kept for. */
  function place(over: CivisOptions = {}, mockOptions: MockCivisOptions = {}) {
    keys += 1
    const apiKey = `key ${keys}`
    const mock = mockCivis({ apiKey, clock, ...mockOptions })
    const fetch = mockTransport(mock)
    const make = (more: CivisOptions = {}): Promise<Civis> =>
      createCivis({ apiKey, env: {}, clock, fetch, ...over, ...more })
    return { mock, make, apiKey }
  }
  const day = 24 * 3_600_000

  it('is downloaded once, for all who ask at the same time and later', async () => {
    const { mock, make } = place()
    const [one, other] = await Promise.all([make(), make()])
    expect(Object.keys(one)).toEqual(Object.keys(other))
    await make({ returnType: 'camel' })
    expect(lines(mock)).toEqual(['GET endpoints'])
    expect(await one.users.getMe()).toHaveProperty('username')
  })

  it('is kept for one key at one address', async () => {
    const { mock, make, apiKey } = place()
    await make()
    await make({ baseURL: 'https://api.civisanalytics.com/' })
    expect(mock.requests).toHaveLength(1)
    await make({ baseURL: 'https://other.example' })
    expect(mock.requests).toHaveLength(2)
    const failed = rejection(make({ apiKey: `${apiKey}x` }))
    expect(await failed).toBeInstanceOf(CivisApiKeyError)
    expect(mock.requests).toHaveLength(3)
  })

  it('is kept for a day to the millisecond, and then asked whether it has changed', async () => {
    const { mock, make } = place()
    await make()
    await clock.advance(day - 1)
    await make()
    expect(mock.requests).toHaveLength(1)
    await clock.advance(1)
    const civis = await make()
    expect(mock.requests.map(({ status }) => status)).toEqual([200, 304])
    expect(mock.requests[1]?.headers['if-none-match']).toBeTruthy()
    expect(Object.keys(civis)).toHaveLength(39)
    await clock.advance(day - 1)
    await make()
    expect(mock.requests).toHaveLength(2)
  })

  it('is kept for a quarter of an hour in a page', async () => {
    const { mock, make } = place()
    Object.assign(globalThis, { document: {} })
    try {
      await make()
      await clock.advance(15 * 60_000 - 1)
      await make()
      expect(mock.requests).toHaveLength(1)
      await clock.advance(1)
      await make()
      expect(mock.requests).toHaveLength(2)
    } finally {
      delete (globalThis as { document?: unknown }).document
    }
  })

  it('is kept as long as you say', async () => {
    const { mock, make } = place({ specTtl: 1000 })
    await make()
    await clock.advance(1000)
    await make()
    expect(mock.requests).toHaveLength(2)
  })

  it('is asked for by its date where it has no tag', async () => {
    const { make, mock } = place()
    const date = 'Wed, 21 Oct 2026 07:28:00 GMT'
    const asked: (string | null)[] = []
    const fetch = (async (_: string, init: RequestInit) => {
      const since = new Headers(init.headers).get('if-modified-since')
      asked.push(since)
      if (since === date) return new Response(null, { status: 304 })
      return Response.json(mock.spec, { headers: { 'last-modified': date } })
    }) as typeof globalThis.fetch
    await make({ fetch, specTtl: 0 })
    await make({ fetch, specTtl: 0 })
    expect(asked).toEqual([null, date])
  })

  it('is downloaded without a condition where that is asked for; clients that are there stay', async () => {
    const { mock, make } = place()
    const before = await make()
    const resources = before.$resources
    await make({ forceRefreshApiSpec: true })
    expect(mock.requests).toHaveLength(2)
    expect(mock.requests[1]?.headers).not.toHaveProperty('if-none-match')
    expect(before.$resources).toEqual(resources)
  })

  it('that has expired serves where no new one can be had, if that is asked for', async () => {
    const faults: MockCivisOptions['faults'] = (_, n) =>
      n > 1 ? { kind: 'status', status: 500 } : undefined
    const { mock, make } = place({ specTtl: 0 }, { faults })
    await make()
    expect(Object.keys(await make({ staleOnError: true }))).toHaveLength(39)
    expect(mock.requests).toHaveLength(2)
    expect(await rejection(make())).toMatchObject({ name: 'CivisApiError', status: 500 })
  })

  it('can be kept in a store of yours, help included', async () => {
    const items = new Map<string, string>()
    const specCache = {
      getItem: async (key: string) => items.get(key) ?? null,
      setItem: async (key: string, value: string) => void items.set(key, value),
    }
    const { make, apiKey } = place({ specCache })
    await make()
    const [[key, text]] = [...items] as [[string, string]]
    expect(key + text).not.toContain(apiKey)
    // Another process, which has the store alone.
    const { mock: other, make: again } = place()
    const kept = { ...specCache, getItem: () => text }
    const civis = await again({ specCache: kept })
    expect(other.requests).toHaveLength(0)
    expect(civis.queries.post.help).toContain('Run a query')
  })

  it('that cannot be had because of the key says so', async () => {
    for (const status of [401, 403]) {
      const { make, mock, apiKey } = place({}, { faults: [{ kind: 'status', status }] })
      const error = await rejection<CivisApiKeyError>(make())
      expect(error).toBeInstanceOf(CivisApiKeyError)
      expect(error.message).toMatch(new RegExp(`^\\(${status}\\) Civis refuses the API key`))
      expect(error.cause).toBeInstanceOf(CivisApiError)
      expect(inspect(error, { depth: 9 })).not.toContain(btoa(`${apiKey}:`))
      await make()
      expect(mock.requests).toHaveLength(2)
    }
  })

  it('is repeated by Civis’ own rules, whatever yours are', async () => {
    let arrived = (): void => {}
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve
    })
    const faults: MockCivisOptions['faults'] = (_, n) => {
      arrived()
      return n === 1 ? { kind: 'status', status: 503, retryAfter: 2 } : undefined
    }
    const { make, mock } = place({ retry: false }, { faults })
    const made = make()
    // The key is hashed first, which takes real time.
    await arrival
    await clock.advance(5000)
    expect(Object.keys(await made)).toHaveLength(39)
    expect(mock.requests).toHaveLength(2)
  })

  it('can be a page of something else, which is said', async () => {
    const { make } = place()
    const fetch = (async () => Response.json(['hello'])) as unknown as typeof globalThis.fetch
    expect((await rejection(make({ fetch }))).message).toContain('GET endpoints')
  })

  it('can be a URL: of Civis with the key, of others without', async () => {
    const { make, mock } = place()
    const seen: [string, string | null][] = []
    const fetch = (async (url: string, init: RequestInit) => {
      seen.push([url, new Headers(init.headers).get('authorization')])
      return Response.json(mock.spec)
    }) as typeof globalThis.fetch
    const own = 'https://api.civisanalytics.com/specs/1.json'
    const foreign = new URL('https://files.example/spec.json')
    expect(Object.keys(await make({ fetch, localApiSpec: own }))).toHaveLength(39)
    expect(
      Object.keys(await make({ fetch, localApiSpec: foreign, headers: { 'x-secret': '1' } })),
    ).toHaveLength(39)
    expect(seen.map(([url, key]) => [url, key !== null])).toEqual([
      [own, true],
      [foreign.href, false],
    ])
  })

  it('can be a file, a text, or what another client was grown from', async () => {
    const { writeFile, mkdtemp, rm } = await import('node:fs/promises')
    const { tmpdir } = await import('node:os')
    const { join } = await import('node:path')
    const { pathToFileURL } = await import('node:url')
    const { make, mock } = place()
    const folder = await mkdtemp(join(tmpdir(), 'civis-'))
    try {
      const file = join(folder, 'spec.json')
      const text = JSON.stringify(mock.spec)
      await writeFile(file, text)
      const first = await make({ localApiSpec: file })
      for (const localApiSpec of [pathToFileURL(file), text, first.$table, mock.spec]) {
        expect(Object.keys(await make({ localApiSpec }))).toEqual(Object.keys(first))
      }
    } finally {
      await rm(folder, { recursive: true })
    }
    expect(mock.requests).toHaveLength(0)
  })
})
