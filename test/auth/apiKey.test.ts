import { describe, expect, test } from 'vitest'
import { type ApiKeyOptions, apiKey, ConfigError } from '../../src/index'
import { rejection, stage } from '../stage'

const staged = (options: ApiKeyOptions) => stage(undefined, { auth: apiKey(options) })

describe('an API key', () => {
  test('goes into a header unless told otherwise', async () => {
    const { api, sent } = staged({ name: 'X-My-Key', value: 'k-1' })
    await api.get('x')
    expect(sent[0]?.headers.get('x-my-key')).toBe('k-1')
  })

  test('may come from a function, at once or later, before each request', async () => {
    let count = 0
    const later = staged({ name: 'x-key', value: async () => `k-${++count}` })
    await later.api.get('x')
    await later.api.get('x')
    expect(later.sent.map((request) => request.headers.get('x-key'))).toEqual(['k-1', 'k-2'])
    const atOnce = staged({ name: 'x-key', value: () => 'k-3' })
    await atOnce.api.get('x')
    expect(atOnce.sent[0]?.headers.get('x-key')).toBe('k-3')
  })

  test.each(['', undefined, null, 7])('that is %j is a ConfigError at once', (value) => {
    expect(() => apiKey({ name: 'x-key', value: value as string })).toThrow(ConfigError)
  })

  test.each(['', undefined, 7])('needs a name, not %j', (name) => {
    expect(() => apiKey({ name: name as string, value: 'k-1' })).toThrow(/name must be/)
  })

  test('needs a place that exists', () => {
    expect(() => apiKey({ name: 'k', value: 'k-1', in: 'path' as never })).toThrow(/not 'path'/)
  })

  test.each([
    { name: 'x key', value: 'k-1' },
    { name: 'x-key', value: 'a\r\nb: c' },
    { name: 'x-key', value: 'Ω' },
    { name: 'a\r\nb', value: 'k-1', in: 'cookie' },
  ] as const)('that no header can carry is refused at once: %j', (options) => {
    expect(() => apiKey(options)).toThrow(ConfigError)
  })

  test.each(['', undefined, 'a\nb'])(
    'that a function gives as %j rejects the call',
    async (key) => {
      for (const value of [() => key, async () => key]) {
        const { api, sent } = staged({ name: 'x-key', value: value as () => string })
        expect(await rejection(api.get('x'))).toBeInstanceOf(ConfigError)
        expect(sent).toHaveLength(0)
      }
    },
  )
})

describe('in the query', () => {
  test('it is added, encoded, to what is there', async () => {
    const { api, sent } = staged({ name: 'api key', value: 'a&b=c', in: 'query' })
    await api.get('x')
    await api.get('x', { query: { page: 2 } })
    expect(sent.map(({ url }) => new URL(url).search)).toEqual([
      '?api%20key=a%26b%3Dc',
      '?page=2&api%20key=a%26b%3Dc',
    ])
  })

  test('it is there once, however many attempts there are', async () => {
    const { api, clock, sent } = stage(
      (_, nth) => (nth < 3 ? new Response('', { status: 500 }) : Response.json(1)),
      { auth: apiKey({ name: 'key', value: 'k-1', in: 'query' }), retry: 2 },
    )
    const call = api.get('x')
    await clock.advance(60_000)
    await call
    expect(sent.map(({ url }) => new URL(url).search)).toEqual(['?key=k-1', '?key=k-1', '?key=k-1'])
  })
})

describe('in a cookie', () => {
  test('it stands beside other cookies, encoded', async () => {
    const { api, given } = staged({ name: 'session', value: 'a;b', in: 'cookie' })
    await api.get('x')
    await api.get('x', { headers: { cookie: 'theme=dark' } })
    const cookies = given.map(({ init }) => new Headers(init.headers).get('cookie'))
    expect(cookies).toEqual(['session=a%3Bb', 'theme=dark; session=a%3Bb'])
  })
})

describe('in the body', () => {
  const inBody = { name: 'api_key', value: 'k"1', in: 'body' } as const

  test('it is written into JSON without parsing it, so that large numbers survive', async () => {
    const { api, sent } = staged(inBody)
    const text = '{ "id": 9007199254740993, "price": 1.10 }'
    await api.post('x', { json: { a: [1, { b: 2 }] } })
    await api.post('x', { json: {} })
    expect(await sent[0]?.json()).toEqual({ api_key: 'k"1', a: [1, { b: 2 }] })
    expect(await sent[1]?.text()).toBe('{"api_key":"k\\"1"}')

    const exact = stage(undefined, { auth: apiKey(inBody), stringifyJson: () => text })
    await exact.api.post('x', { json: 1 })
    const written = (await exact.sent[0]?.text()) ?? ''
    expect(written).toContain('9007199254740993')
    expect(written).toContain('1.10')
    expect(JSON.parse(written)).toMatchObject({ api_key: 'k"1' })
  })

  test('it is added to a form', async () => {
    const { api, sent } = staged(inBody)
    await api.post('x', { form: { a: 1 } })
    await api.post('x', { form: {} })
    await api.post('x', { body: new URLSearchParams({ b: '2' }) })
    const bodies = await Promise.all(sent.map((request) => request.text()))
    expect(bodies).toEqual(['a=1&api_key=k%221', 'api_key=k%221', 'b=2&api_key=k%221'])
  })

  test('it is there once, however many attempts there are', async () => {
    const { api, clock, sent } = stage(
      (_, nth) => (nth < 2 ? new Response('', { status: 500 }) : Response.json(1)),
      { auth: apiKey(inBody), retry: 1 },
    )
    const call = api.put('x', { json: { a: 1 } })
    await clock.advance(60_000)
    await call
    const bodies = await Promise.all(sent.map((request) => request.text()))
    expect(bodies).toEqual(Array(2).fill('{"api_key":"k\\"1","a":1}'))
  })

  test('it is written into JSON that another library has made', async () => {
    const { api, sent } = staged(inBody)
    await api.fetch('x', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"a":1}',
    })
    expect(await sent[0]?.json()).toEqual({ api_key: 'k"1', a: 1 })
  })

  test.each([
    ['no body', {}],
    ['a list', { json: [1] }],
    ['a JSON text', { json: 'text' }],
    ['plain text', { body: 'text' }],
    ['bytes', { body: new Uint8Array(2) }],
    ['FormData', { body: new FormData() }],
    ['a stream', { body: new ReadableStream() }],
  ])('it does not fit into %s, which rejects and sends nothing', async (_, body) => {
    const { api, sent } = staged(inBody)
    const error = await rejection(api.post('x', body))
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toContain("'api_key'")
    expect(error.message).not.toContain('k"1')
    expect(sent).toHaveLength(0)
  })
})
