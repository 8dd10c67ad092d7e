import { describe, expect, it } from 'vitest'
import { basic, bearer, ConfigError, HttpError } from '../../../src/index'
import {
  type LoadApiOptions,
  loadApi,
  operationTable,
  type SpecCache,
} from '../../../src/openapi/index'
import type { FakeClock } from '../../../src/testing/index'
import { rejection, stage } from '../../stage'
import { harbour } from '../documents'

let number = 0

/** A server with a document at a URL that no other test asks for. */
function server(
  answer: (request: Request, nth: number) => Response | Promise<Response> = () =>
    Response.json(harbour, { headers: { etag: '"one"' } }),
) {
  number += 1
  const spec = `https://api.example.com/v1/openapi-${number}.json`
  const asked: Request[] = []
  const called: Request[] = []
  const { fetch, clock } = stage((request) => {
    if (!request.url.includes('/openapi-')) {
      called.push(request)
      return Response.json([])
    }
    asked.push(request)
    return answer(request, asked.length)
  })
  const load = (options: Partial<LoadApiOptions> = {}) =>
    loadApi({ spec, fetch, clock, retry: false, ...options })
  return { spec, asked, called, clock, fetch, load }
}

const day = 24 * 60 * 60_000
const advance = (clock: FakeClock, ms: number): Promise<void> => clock.advance(ms)

/** A cache that keeps texts, as localStorage and unstorage do. */
function cache() {
  const kept = new Map<string, string>()
  const store: SpecCache = {
    getItem: async (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
  }
  return { kept, store }
}

describe('loadApi', () => {
  it('downloads a document and grows a client from it', async () => {
    const { load, asked, called, spec } = server()
    const api = await load()
    await api.ships.list({ flag: 'NO' })
    expect(asked.map(({ url }) => url)).toEqual([spec])
    expect(called.map(({ url }) => url)).toEqual(['https://api.example.com/v1/ships?flag=NO'])
    expect(api.ships.list.help).toContain('The ships that are here')
  })

  it.each([
    ['a document', harbour],
    ['its text', JSON.stringify(harbour)],
    ['a table', operationTable(harbour)],
    ['a function', () => Promise.resolve(harbour)],
  ])('takes %s without a download', async (_, spec) => {
    const { load, asked } = server()
    const api = await load({ spec })
    expect(Object.keys(api)).toEqual(['ships', 'tides'])
    expect(asked).toEqual([])
  })

  it('reads what `parse` reads', async () => {
    const { load } = server(() => new Response('paths: …'))
    const error = await rejection(load())
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toBe('The document is not JSON; give an option parse for YAML.')
    const api = await load({ parse: (text) => (text === 'paths: …' ? harbour : undefined) })
    expect(api.$resources).toEqual(['ships', 'tides'])
  })

  it('joins relative servers to the place of the document', async () => {
    const { load, called } = server(() =>
      Response.json({ ...harbour, servers: [{ url: '../v2' }] }),
    )
    await (await load()).ships.list()
    expect(called[0]?.url).toBe('https://api.example.com/v2/ships')
  })

  it('shares the quota of the download with the client', async () => {
    const { load } = server()
    const api = await load({ rateLimit: { limit: 10, window: 1000 } })
    expect(api.$client.rateLimit.state()).toMatchObject({ limit: 10, available: 9 })
  })

  it('rejects with the core’s errors, and with a ConfigError for options', async () => {
    const { load } = server(() => new Response('no', { status: 403 }))
    expect(await rejection(load())).toBeInstanceOf(HttpError)
    for (const wrong of [
      { specTtl: -1 },
      { specTtl: 'x' as never },
      { specCache: {} as never },
      { spec: 'no url' },
      { spce: 1 } as never,
    ])
      expect(await rejection(load(wrong))).toBeInstanceOf(ConfigError)
  })

  it('is a plain client below', async () => {
    const { load, called } = server()
    const api = await load()
    await api.$client.get('anything')
    expect(called[0]?.url).toBe('https://api.example.com/v1/anything')
  })
})

describe('the credential', () => {
  it('goes to the document at an origin that the user named, and to calls', async () => {
    const { load, asked, called } = server()
    const api = await load({ auth: bearer('secret') })
    await api.ships.list()
    for (const { headers } of [asked[0], called[0]] as Request[])
      expect(headers.get('authorization')).toBe('Bearer secret')
  })

  it('does not go to a document elsewhere, nor do headers and query', async () => {
    const { load, asked, called } = server()
    const own = { 'x-key': 'secret' }
    const options = { auth: bearer('secret'), headers: own, query: { token: 'secret' } }
    const api = await load({ ...options, baseURL: 'https://ships.example.net' })
    await api.ships.list()
    expect(asked[0]?.url).not.toContain('secret')
    expect(asked[0]?.headers.get('authorization')).toBeNull()
    expect(asked[0]?.headers.get('x-key')).toBeNull()
    expect(called[0]?.url).toBe('https://ships.example.net/ships?token=secret')
    expect(called[0]?.headers.get('authorization')).toBe('Bearer secret')
  })

  it('tells kept documents apart, and stands in no key', async () => {
    const { load, asked } = server()
    const { kept, store } = cache()
    for (const auth of [bearer('one-secret'), basic('two', 'secret'), bearer('one-secret')])
      await load({ auth, specCache: store })
    expect(asked).toHaveLength(2)
    expect([...kept.keys()]).toHaveLength(2)
    expect(JSON.stringify([...kept])).not.toContain('secret')
  })
})

describe('a downloaded document', () => {
  it('is kept in memory until its time is over, then asked for by its tag', async () => {
    const { load, asked, clock } = server((request) =>
      request.headers.get('if-none-match') === '"one"'
        ? new Response(null, { status: 304 })
        : Response.json(harbour, {
            headers: { etag: '"one"', 'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT' },
          }),
    )
    await load()
    await advance(clock, day - 1)
    await load()
    expect(asked).toHaveLength(1)
    await advance(clock, 1)
    const api = await load()
    expect(asked[1]?.headers.get('if-none-match')).toBe('"one"')
    expect(asked[1]?.headers.get('if-modified-since')).toBe('Mon, 01 Jan 2024 00:00:00 GMT')
    expect(api.$resources).toEqual(['ships', 'tides'])
    await load()
    expect(asked).toHaveLength(2)
  })

  it('is replaced by a new one, which does not change clients that exist', async () => {
    const { load, clock } = server((_, nth) =>
      Response.json(nth === 1 ? harbour : { ...harbour, paths: { '/cranes': { get: {} } } }),
    )
    const before = await load({ specTtl: 1000 })
    await advance(clock, 1000)
    const after = await load({ specTtl: 1000 })
    expect(before.$resources).toEqual(['ships', 'tides'])
    expect(after.$resources).toEqual(['cranes'])
  })

  it('is asked for once by all who want it at the same time', async () => {
    const { load, asked } = server()
    const apis = await Promise.all([load(), load(), load()])
    expect(asked).toHaveLength(1)
    expect(new Set(apis.map(({ $table }) => $table)).size).toBe(1)
  })

  it('is asked for again by those who waited, where the first gave up', async () => {
    const { load, asked } = server((_, nth) =>
      nth === 1 ? new Promise<Response>(() => {}) : Response.json(harbour),
    )
    const controller = new AbortController()
    const key = { signal: controller.signal }
    const [first, second] = [load(key), load()]
    const gone = rejection(first)
    while (asked.length === 0) await new Promise((resolve) => setImmediate(resolve))
    controller.abort(new Error('enough'))
    expect((await gone).message).toBe('enough')
    expect((await second).$resources).toHaveLength(2)
    expect(asked).toHaveLength(2)
  })

  it('is no longer waited for by who gave up', async () => {
    let answer = (_: Response): void => {}
    const { load, asked } = server(() => new Promise<Response>((resolve) => (answer = resolve)))
    const controller = new AbortController()
    const first = load()
    while (asked.length === 0) await new Promise((resolve) => setImmediate(resolve))
    const second = rejection(load({ signal: controller.signal }))
    await new Promise((resolve) => setImmediate(resolve))
    controller.abort(new Error('enough'))
    expect((await second).message).toBe('enough')
    answer(Response.json(harbour))
    expect((await first).$resources).toHaveLength(2)
  })

  it('is downloaded whatever is kept, without a condition, where that is asked for', async () => {
    const { load, asked } = server()
    await load()
    await load({ forceRefresh: true })
    expect(asked).toHaveLength(2)
    expect(asked[1]?.headers.get('if-none-match')).toBeNull()
  })

  it('may be used though its time is over, where the server fails', async () => {
    const { load, clock } = server((_, nth) =>
      nth === 1 ? Response.json(harbour) : new Response('down', { status: 503 }),
    )
    await load({ specTtl: 1000 })
    await advance(clock, 1000)
    expect(await rejection(load({ specTtl: 1000 }))).toBeInstanceOf(HttpError)
    const api = await load({ specTtl: 1000, staleOnError: true })
    expect(api.$resources).toHaveLength(2)
  })

  it('is read anew for another way of reading', async () => {
    const { load, asked } = server()
    await load()
    const api = await load({ naming: { names: { 'GET /tides': 'sea.tides' } } })
    expect(asked).toHaveLength(2)
    expect(api.$resources).toEqual(['sea', 'ships'])
  })

  it('is not kept where it was no document', async () => {
    const { load, asked } = server((_, nth) => Response.json(nth === 1 ? { no: 1 } : harbour))
    expect(await rejection(load())).toBeInstanceOf(ConfigError)
    expect((await load()).$resources).toHaveLength(2)
    expect(asked).toHaveLength(2)
  })
})

describe('a cache', () => {
  it('keeps the table and its words beyond the memory', async () => {
    const { load, asked, clock } = server()
    const { kept, store } = cache()
    await load({ specCache: store })
    const [[key, text] = ['', '']] = kept
    expect(JSON.parse(text)).toMatchObject({ etag: '"one"', table: { operationTable: 1 } })
    expect(text).toContain('The ships that are here')
    // Another memory: other parts of the page, or a process that was started anew.
    const { keptTable } = await import('../../../src/openapi/load/keptTable')
    const table = await keptTable({
      key: `${key}-other`,
      cache: { ...store, getItem: () => kept.get(key) },
      download: () => Promise.reject(new Error('not needed')),
      clock,
      ttl: day,
      warn: () => {},
    })
    expect(table.title).toBe('Harbour')
    expect(asked).toHaveLength(1)
  })

  it.each([
    ['nothing', null],
    ['no JSON', '{'],
    ['another format', JSON.stringify({ table: { operationTable: 0 }, readAt: 0 })],
    ['an object of something else', { value: 1 }],
  ])('that gives %s is not believed', async (_, item) => {
    const { load, asked } = server()
    const api = await load({
      specCache: { getItem: () => item, setItem: () => {} },
      onWarning: () => {},
    })
    expect(api.$resources).toHaveLength(2)
    expect(asked).toHaveLength(1)
  })

  it('that fails does no harm, and is told of', async () => {
    const { load } = server()
    const warnings: string[] = []
    const api = await load({
      specCache: {
        getItem: () => Promise.reject(new Error('locked')),
        setItem: () => {
          throw new Error('full')
        },
      },
      onWarning: (warning) => warnings.push(warning),
    })
    expect(api.$resources).toHaveLength(2)
    expect(warnings).toEqual(['specCache.getItem failed: locked', 'specCache.setItem failed: full'])
  })
})
