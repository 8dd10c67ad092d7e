import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { appendQuery, type QueryInput, serializeQuery } from '../../src/call/query'
import { ConfigError, withQuery } from '../../src/index'
import { baseURL, rejection, stage } from '../stage'

describe('a query', () => {
  test('is written in order, encoded, names too', () => {
    expect(serializeQuery({ 'b c': 'x&y=z', a: 'ü ?#+' })).toBe(
      'b%20c=x%26y%3Dz&a=%C3%BC%20%3F%23%2B',
    )
  })

  test('keeps 0, false, empty texts and bigints', () => {
    expect(serializeQuery({ a: 0, b: false, c: '', d: 9007199254740993n, e: -0.5 })).toBe(
      'a=0&b=false&c=&d=9007199254740993&e=-0.5',
    )
  })

  test('drops undefined, in arrays too', () => {
    expect(serializeQuery({ a: undefined, b: [1, undefined, 2], c: [], d: [undefined] })).toBe(
      'b=1&b=2',
    )
  })

  test('repeats arrays', () => {
    expect(serializeQuery({ tag: ['a', 'b', ['c']] })).toBe('tag=a&tag=b&tag=c')
  })

  test('writes dates as ISO 8601, the epoch too', () => {
    expect(serializeQuery({ at: new Date(0), days: [new Date(Date.UTC(2025, 0, 2))] })).toBe(
      'at=1970-01-01T00%3A00%3A00.000Z&days=2025-01-02T00%3A00%3A00.000Z',
    )
  })

  test('takes URLSearchParams, repeated names included', () => {
    const params = new URLSearchParams([
      ['a', '1'],
      ['a', '2 3'],
    ])
    expect(serializeQuery(params)).toBe('a=1&a=2%203')
  })

  test('takes a parameter named entries', () => {
    expect(serializeQuery({ entries: 5 })).toBe('entries=5')
  })

  test.each([
    ['null', null],
    ['NaN', Number.NaN],
    ['infinity', Number.NEGATIVE_INFINITY],
    ['an invalid date', new Date(Number.NaN)],
    ['an object', { b: 1 }],
    ['a map', new Map([['b', 1]])],
    ['a function', () => 1],
    ['a symbol', Symbol('b')],
    ['null in an array', [1, null]],
    ['an object in an array', [{ b: 1 }]],
  ])('refuses %s and names the parameter', (_, value) => {
    const query = { a: value } as unknown as QueryInput
    expect(() => serializeQuery(query)).toThrow(ConfigError)
    expect(() => serializeQuery(query)).toThrow(/query\.a/)
  })

  test('refuses a text that no URL can hold', () => {
    expect(() => serializeQuery({ a: 'half \ud83d' })).toThrow(ConfigError)
  })

  test('of any texts is read back by URLSearchParams', () => {
    const record = fc.dictionary(
      fc.string({ unit: 'binary' }).filter((name) => name !== '__proto__'),
      fc.oneof(fc.string({ unit: 'binary' }), fc.array(fc.string({ unit: 'binary' }))),
    )
    fc.assert(
      fc.property(record, (query) => {
        const pairs = Object.entries(query).flatMap(([name, value]) =>
          [value].flat().map((each) => [name, each]),
        )
        expect([...new URLSearchParams(serializeQuery(query))]).toEqual(pairs)
      }),
      { numRuns: 1000 },
    )
  })

  test('of URLSearchParams says the same as they do', () => {
    const pairs = fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })))
    fc.assert(
      fc.property(pairs, (given) => {
        const params = new URLSearchParams(given)
        expect([...new URLSearchParams(serializeQuery(params))]).toEqual([...params])
      }),
    )
  })
})

describe('adding to a URL', () => {
  test.each([
    ['https://a.example/x', 'https://a.example/x?k=v'],
    ['https://a.example/x?', 'https://a.example/x?k=v'],
    ['https://a.example/x?a=1', 'https://a.example/x?a=1&k=v'],
    ['https://a.example/x?a=1&', 'https://a.example/x?a=1&k=v'],
  ])('%s gives %s', (url, wanted) => {
    expect(appendQuery(url, 'k=v')).toBe(wanted)
    expect(withQuery(url, 'k', 'v')).toBe(wanted)
  })

  test('nothing changes nothing', () => {
    expect(appendQuery('https://a.example/x', '')).toBe('https://a.example/x')
  })

  test('a pair encodes both', () => {
    expect(withQuery('/x', 'a b', 'c&d')).toBe('/x?a%20b=c%26d')
  })
})

describe('the query of a call', () => {
  const urlsOf = ({ sent }: ReturnType<typeof stage>) => sent.map(({ url }) => url)

  test("comes after that of the path and the client's", async () => {
    const set = stage(undefined, { query: { tenant: 7 } })
    await set.api.get('x?a=1', { query: { b: 2 } })
    await set.api.get('x')
    expect(urlsOf(set)).toEqual([`${baseURL}/x?a=1&tenant=7&b=2`, `${baseURL}/x?tenant=7`])
  })

  test('leaves no question mark where nothing is left of it', async () => {
    const set = stage()
    await set.api.get('x', { query: {} })
    await set.api.get('x', { query: { a: undefined, b: [] } })
    expect(set.given.map(({ url }) => url)).toEqual([`${baseURL}/x`, `${baseURL}/x`])
  })

  test('that is wrong rejects and sends nothing', async () => {
    const { api, sent } = stage()
    expect(await rejection(api.get('x', { query: { a: null } as never }))).toBeInstanceOf(
      ConfigError,
    )
    expect(sent).toHaveLength(0)
  })

  test('is written by querySerializer where there is one, for client and call', async () => {
    const set = stage(undefined, {
      query: { c: 1 },
      querySerializer: (query) => `q=${encodeURIComponent(JSON.stringify(query))}`,
    })
    await set.api.get('x', { query: { filter: { a: 1 } } as never })
    const { searchParams } = new URL(urlsOf(set)[0] ?? '')
    expect(searchParams.getAll('q')).toEqual(['{"c":1}', '{"filter":{"a":1}}'])
  })
})
