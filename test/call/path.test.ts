import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fillPath, type PathParams } from '../../src/call/path'
import { ConfigError } from '../../src/index'
import { baseURL, rejection, stage } from '../stage'

describe('the names of a path', () => {
  test('are filled with encoded values', () => {
    expect(fillPath('users/{id}/files/{file name}', { id: 7, 'file name': 'a/b ?#.txt' })).toBe(
      'users/7/files/a%2Fb%20%3F%23.txt',
    )
  })

  test('may be numbers, bigints and booleans, 0 and false included', () => {
    expect(fillPath('{a}/{b}/{c}/{d}', { a: 0, b: 9007199254740993n, c: false, d: -1.5 })).toBe(
      '0/9007199254740993/false/-1.5',
    )
  })

  test('may come twice', () => {
    expect(fillPath('{a}/x-{a}.json', { a: 'b' })).toBe('b/x-b.json')
  })

  test('are not looked for in values', () => {
    expect(fillPath('{a}/{b}', { a: '{b}', b: '$&' })).toBe('%7Bb%7D/%24%26')
  })

  test.each([
    '',
    '.',
    '..',
    undefined,
    null,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    {},
    [1],
    new Date(0),
  ])('cannot be %s', (id) => {
    expect(() => fillPath('users/{id}', { id } as PathParams)).toThrow(ConfigError)
    expect(() => fillPath('users/{id}', { id } as PathParams)).toThrow(/params\.id/)
  })

  test('need a value of their own, not one of every object', () => {
    expect(() => fillPath('users/{id}', undefined)).toThrow(/params\.id/)
    expect(() => fillPath('users/{id}', {})).toThrow(/params\.id/)
    expect(() => fillPath('users/{toString}', {})).toThrow(/params\.toString/)
    expect(() => fillPath('users/{constructor}', {})).toThrow(/params\.constructor/)
  })

  test('must take up every value', () => {
    expect(() => fillPath('users/{id}', { id: 7, page: 2 })).toThrow(/params\.page/)
    expect(() => fillPath('users', { id: 7 })).toThrow(ConfigError)
  })

  test('that no URL can hold are refused', () => {
    expect(() => fillPath('users/{id}', { id: 'half \ud83d' })).toThrow(ConfigError)
  })
})

describe('a path without names', () => {
  test.each(['', 'users', '/users/%2F', 'a b', 'x?y={', 'x}'])('stays as it is: %j', (path) => {
    expect(fillPath(path, undefined)).toBe(path)
    expect(fillPath(path, {})).toBe(path)
  })
})

describe('any value', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1 }),
    fc.stringMatching(/^[./\\%?#{}:@~]{1,6}$/),
  )

  test('is encoded, and never changes where the path leads', () => {
    fc.assert(
      fc.property(anything, (id) => {
        const filled = filledOrRefused('v1/users/{id}/files', id)
        if (filled === undefined) return
        const { pathname, search, hash, host } = new URL(`https://api.example.com/${filled}`)
        const segments = pathname.split('/')
        expect(segments).toHaveLength(5)
        expect([segments[2], segments[4], search, hash, host]).toEqual([
          'users',
          'files',
          '',
          '',
          'api.example.com',
        ])
        expect(decodeURIComponent(segments[3] ?? '')).toBe(id)
      }),
      { numRuns: 2000 },
    )
  })

  test('beside another never adds up to a step upwards', () => {
    const part = fc.constantFrom('.', '..', 'a', '%2e', '.a')
    fc.assert(
      fc.property(part, part, (a, b) => {
        const filled = filledOrRefused('v1/{a}{b}/x', a, b)
        if (filled === undefined) return
        expect(new URL(`https://api.example.com/${filled}`).pathname.split('/')).toHaveLength(4)
      }),
    )
  })

  test('within a segment never adds up to a step upwards', () => {
    fc.assert(
      fc.property(fc.constantFrom('a', '%2e', '.a', '..'), (a) => {
        const filled = filledOrRefused('v1/.{a}/x', a)
        if (filled === undefined) return
        expect(new URL(`https://api.example.com/${filled}`).pathname.split('/')).toHaveLength(4)
      }),
    )
  })

  function filledOrRefused(path: string, ...values: string[]): string | undefined {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    try {
      return fillPath(path, Object.fromEntries(names.map((name, nth) => [name, values[nth] ?? ''])))
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError)
      return undefined
    }
  }
})

describe('a call', () => {
  test('goes to the filled path', async () => {
    const { api, sent } = stage()
    await api.get('users/{id}', { params: { id: 'a/b' } })
    expect(sent[0]?.url).toBe(`${baseURL}/users/a%2Fb`)
  })

  test('with a value missing rejects and sends nothing', async () => {
    const { api, sent } = stage()
    expect(await rejection(api.get('users/{id}'))).toBeInstanceOf(ConfigError)
    expect(sent).toHaveLength(0)
  })
})
