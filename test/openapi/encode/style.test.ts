import { describe, expect, test } from 'vitest'
import { ConfigError } from '../../../src/index'
import { requestFor } from '../../../src/openapi/encode/request'
import type { ParameterSpec, Style } from '../../../src/openapi/OperationSpec'
import { thrown } from '../../stage'
import { inCookie, inHeader, inPath, inQuery, operation } from './operation'

// OpenAPI 3.1, 4.8.12.6: the values of its style table.
const text = 'blue'
const array = ['blue', 'black', 'brown']
const object = { R: 100, G: 200, B: 150 }

/** Everything after the base, as it is sent. */
function sent(spec: ParameterSpec, value: unknown, nested = false): string | undefined {
  const line = spec.in === 'path' ? `GET /${'{'}${spec.name}}` : 'GET /'
  const called = operation(line, { parameters: [spec] })
  const { path, options } = requestFor(called, [{ [spec.name]: value }], { nested })
  if (spec.in === 'path' || spec.in === 'query') return path.slice(1)
  const pairs = (options.headers ?? []) as [string, string][]
  return pairs.map((pair) => pair.join(': ')).join('\n')
}

describe('the style table of OpenAPI 3.1, 4.8.12.6', () => {
  type Row = [Style, boolean, string | undefined, string | undefined, string | undefined]

  test.each<Row>([
    ['matrix', false, ';color=blue', ';color=blue,black,brown', ';color=R,100,G,200,B,150'],
    ['matrix', true, ';color=blue', ';color=blue;color=black;color=brown', ';R=100;G=200;B=150'],
    ['label', false, '.blue', '.blue,black,brown', '.R,100,G,200,B,150'],
    ['label', true, '.blue', '.blue.black.brown', '.R=100.G=200.B=150'],
    ['simple', false, 'blue', 'blue,black,brown', 'R,100,G,200,B,150'],
    ['simple', true, 'blue', 'blue,black,brown', 'R=100,G=200,B=150'],
  ])('in a path, %s with explode %s', (style, explode, one, many, parts) => {
    const spec = inPath('color', { style, explode })
    expect([sent(spec, text), sent(spec, array), sent(spec, object)]).toEqual([one, many, parts])
  })

  test.each<Row>([
    ['form', false, 'color=blue', 'color=blue,black,brown', 'color=R,100,G,200,B,150'],
    ['form', true, 'color=blue', 'color=blue&color=black&color=brown', 'R=100&G=200&B=150'],
    [
      'spaceDelimited',
      false,
      'color=blue',
      'color=blue%20black%20brown',
      'color=R%20100%20G%20200%20B%20150',
    ],
    [
      'pipeDelimited',
      false,
      'color=blue',
      'color=blue%7Cblack%7Cbrown',
      'color=R%7C100%7CG%7C200%7CB%7C150',
    ],
    [
      'deepObject',
      true,
      'color=blue',
      undefined,
      'color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150',
    ],
    // Not in the table, where the document may still say so: like form.
    [
      'spaceDelimited',
      true,
      'color=blue',
      'color=blue&color=black&color=brown',
      'R=100&G=200&B=150',
    ],
    // Swagger 2.0, collectionFormat tsv.
    [
      'tabDelimited',
      false,
      'color=blue',
      'color=blue%09black%09brown',
      'color=R%09100%09G%09200%09B%09150',
    ],
    [
      'brackets',
      false,
      'color=blue',
      'color%5B%5D=blue&color%5B%5D=black&color%5B%5D=brown',
      'color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150',
    ],
  ])('in a query, %s with explode %s', (style, explode, one, many, parts) => {
    const spec = inQuery('color', { style, explode })
    const got = (value: unknown): string | undefined => {
      try {
        return sent(spec, value)
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigError)
        return undefined
      }
    }
    const whole = (query: string | undefined): string | undefined => query && `?${query}`
    expect([got(text), got(array), got(object)]).toEqual([one, many, parts].map(whole))
  })

  test.each<[boolean, string, string, string]>([
    [false, 'blue', 'blue,black,brown', 'R,100,G,200,B,150'],
    [true, 'blue', 'blue,black,brown', 'R=100,G=200,B=150'],
  ])('in a header, simple with explode %s', (explode, one, many, parts) => {
    const spec = inHeader('color', { explode })
    const values = [sent(spec, text), sent(spec, array), sent(spec, object)]
    expect(values).toEqual([one, many, parts].map((value) => `color: ${value}`))
  })

  test.each<[boolean, string, string, string]>([
    [false, 'color=blue', 'color=blue,black,brown', 'color=R,100,G,200,B,150'],
    // With the separator that cookies have (RFC 6265, 4.2.1), not the one of queries.
    [true, 'color=blue', 'color=blue; color=black; color=brown', 'R=100; G=200; B=150'],
  ])('in a cookie, form with explode %s', (explode, one, many, parts) => {
    const spec = inCookie('color', { explode })
    const values = [sent(spec, text), sent(spec, array), sent(spec, object)]
    expect(values).toEqual([one, many, parts].map((value) => `cookie: ${value}`))
  })

  test('has an empty text everywhere but in a path', () => {
    expect(sent(inQuery('color'), '')).toBe('?color=')
    expect(sent(inHeader('color'), '')).toBe('color: ')
    expect(sent(inCookie('color'), '')).toBe('cookie: color=')
    expect(() => sent(inPath('color'), '')).toThrow(ConfigError)
  })

  test('says nothing of an empty array and an empty object (RFC 6570, 2.3)', () => {
    for (const explode of [true, false]) {
      expect(sent(inQuery('color', { explode }), [])).toBe('')
      expect(sent(inQuery('color', { explode }), {})).toBe('')
    }
  })
})

describe('the characters of a value', () => {
  const wild = 'a/b?c#d[e]@!$&\'()*+,;=% é~-._|"<>\\^`{}'
  const encoded =
    'a%2Fb%3Fc%23d%5Be%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D%25%20%C3%A9~-._%7C%22%3C%3E%5C%5E%60%7B%7D'

  test('are encoded but for the unreserved ones (RFC 3986, 2.3), in every place of the URL', () => {
    expect(sent(inPath('x'), wild)).toBe(encoded)
    expect(sent(inQuery('x'), wild)).toBe(`?x=${encoded}`)
    expect(sent(inQuery('x', { explode: false }), [wild, 'b'])).toBe(`?x=${encoded},b`)
    expect(sent(inQuery('x', { style: 'deepObject' }), { [wild]: wild })).toBe(
      `?x%5B${encoded}%5D=${encoded}`,
    )
    expect(sent(inCookie('x'), wild)).toBe(`cookie: x=${encoded}`)
    expect(sent(inQuery(wild), 1)).toBe(`?${encoded}=1`)
  })

  test('stay reserved ones with allowReserved, but for those that would end the value', () => {
    expect(sent(inQuery('x', { allowReserved: true }), wild)).toBe(
      "?x=a/b?c%23d%5Be%5D@!$%26'()*%2B,;=%25%20%C3%A9~-._%7C%22%3C%3E%5C%5E%60%7B%7D",
    )
  })

  test('with allowReserved keep what is percent-encoded already (RFC 6570, 3.2.3)', () => {
    const spec = inQuery('x', { allowReserved: true })
    expect(sent(spec, 'é%41%2f%zz%')).toBe('?x=%C3%A9%41%2f%25zz%25')
  })

  test('of a name are encoded with allowReserved as well', () => {
    const spec = (over: object) => inQuery('$a[b]', { allowReserved: true, ...over })
    const name = '%24a%5Bb%5D'
    expect(sent(spec({}), '$')).toBe(`?${name}=$`)
    expect(sent(spec({}), ['$'])).toBe(`?${name}=$`)
    expect(sent(spec({ explode: false }), ['$'])).toBe(`?${name}=$`)
    expect(sent(spec({ style: 'deepObject' }), { $c: '$' })).toBe(`?${name}%5B%24c%5D=$`)
    expect(sent(spec({}), { $c: '$' })).toBe('?%24c=$')
  })

  test('are not freed by allowReserved in a path, where they would lead elsewhere', () => {
    expect(sent(inPath('x', { allowReserved: true }), 'a/b')).toBe('a%2Fb')
  })

  test('of the name of a cookie stay where a token may have them: servers do not decode it', () => {
    expect(sent(inCookie('$a.b-c'), '$')).toBe('cookie: $a.b-c=%24')
    expect(sent(inCookie('a[b] c'), '$')).toBe('cookie: a%5Bb%5D%20c=%24')
  })

  test('go into headers as they are', () => {
    expect(sent(inHeader('x'), 'a/b é=%')).toBe('x: a/b é=%')
  })

  test('must be whole: half a surrogate pair has no bytes', () => {
    for (const spec of [inPath('x'), inQuery('x'), inQuery('x', { allowReserved: true })]) {
      expect(() => sent(spec, 'a\ud800')).toThrow(ConfigError)
    }
  })
})

describe('a value', () => {
  const day = new Date('2026-02-03T04:05:06.007Z')

  test.each<[string, unknown, string]>([
    ['a whole number', 7, '7'],
    ['zero', 0, '0'],
    ['a fraction', -1.5, '-1.5'],
    ['a bigint', 9007199254740993n, '9007199254740993'],
    ['true', true, 'true'],
    ['false', false, 'false'],
    ['a date', day, '2026-02-03T04%3A05%3A06.007Z'],
    ['an array of all kinds', [1, 2n, true, day], '1,2,true,2026-02-03T04%3A05%3A06.007Z'],
    ['an array with undefined', ['a', undefined, 'b'], 'a,b'],
    ['an object with undefined', { a: 1, b: undefined }, 'a,1'],
  ])('may be %s', (_, value, expected) => {
    expect(sent(inPath('x'), value)).toBe(expected)
    expect(sent(inQuery('x', { explode: false }), value)).toBe(`?x=${expected}`)
  })

  test.each<[string, unknown]>([
    ['null', null],
    ['NaN', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['a date that is none', new Date(Number.NaN)],
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['a Map', new Map()],
    ['null in an array', ['a', null]],
    ['null in an object', { a: null }],
    ['an array in an array', [['a']]],
    ['an object in an object', { a: { b: 1 } }],
    ['an object in an array', [{ a: 1 }]],
  ])('cannot be %s', (_, value) => {
    for (const spec of [inPath('x'), inQuery('x'), inHeader('x'), inCookie('x')]) {
      const error = thrown(() => sent(spec, value))
      expect(error).toBeInstanceOf(ConfigError)
      expect(error.message).toContain('things.call: x')
    }
  })

  test.each<[ParameterSpec, unknown]>([
    [inQuery('x', { style: 'pipeDelimited' }), ['a|b', 'c']],
    [inQuery('x', { style: 'spaceDelimited' }), ['a b']],
    [inQuery('x', { style: 'tabDelimited' }), { 'a\tb': 1 }],
    [inHeader('x'), ['a,b', 'c']],
    [inPath('x', { style: 'label', explode: true }), [1.5, 2]],
  ])('cannot hold what stands between values: %o', (spec, value) => {
    expect(() => sent(spec, value)).toThrow(/stands between them/)
  })
})

describe('deepObject', () => {
  const spec = inQuery('x', { style: 'deepObject', explode: true })

  test('goes one level deep', () => {
    expect(sent(spec, { a: 1, b: undefined, c: new Date(0) })).toBe(
      '?x%5Ba%5D=1&x%5Bc%5D=1970-01-01T00%3A00%3A00.000Z',
    )
    expect(thrown(() => sent(spec, { a: { b: 1 } })).message).toMatch(
      /things\.call: x\[a\].*nested/,
    )
    expect(() => sent(spec, { a: [1] })).toThrow(/nested/)
    expect(() => sent(spec, [1])).toThrow(/nested/)
  })

  test('goes deeper where that is asked for', () => {
    expect(decodeURIComponent(sent(spec, { a: { b: [1, { c: 2 }] } }, true) ?? '')).toBe(
      '?x[a][b][0]=1&x[a][b][1][c]=2',
    )
    expect(decodeURIComponent(sent(spec, ['a', 'b'], true) ?? '')).toBe('?x[0]=a&x[1]=b')
  })
})

describe('a parameter given by content', () => {
  const json = { content: 'application/json' }
  const value = { a: [1, 'é'] }
  const encoded = '%7B%22a%22%3A%5B1%2C%22%C3%A9%22%5D%7D'

  test('is JSON in its place', () => {
    expect(sent(inPath('x', json), value)).toBe(encoded)
    expect(sent(inQuery('x', json), value)).toBe(`?x=${encoded}`)
    expect(sent(inQuery('x', json), 'é')).toBe('?x=%22%C3%A9%22')
    expect(sent(inCookie('x', json), value)).toBe(`cookie: x=${encoded}`)
  })

  test('is JSON in a header, in characters that a header may have', () => {
    expect(sent(inHeader('x', json), value)).toBe('x: {"a":[1,"\\u00e9"]}')
  })

  test('is text where its type is no JSON', () => {
    expect(sent(inQuery('x', { content: 'text/plain' }), 'a b')).toBe('?x=a%20b')
    expect(() => sent(inQuery('x', { content: 'text/plain' }), { a: 1 })).toThrow(ConfigError)
  })

  test('is text in a cookie as its user encoded it, as long as it stays in its cookie', () => {
    const spec = inCookie('x', { content: 'text/plain' })
    expect(sent(spec, 'a=b,"c"%20')).toBe('cookie: x=a=b,"c"%20')
    expect(() => sent(spec, 'a; admin=1')).toThrow(/things\.call: x/)
    expect(() => sent(spec, 'a b')).toThrow(ConfigError)
  })

  test('must be what JSON can write', () => {
    const cycle: Record<string, unknown> = {}
    cycle.self = cycle
    expect(thrown(() => sent(inQuery('x', json), cycle)).message).toContain('things.call: x')
    expect(() => sent(inQuery('x', json), 1n)).toThrow(ConfigError)
  })
})
