import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ConfigError } from '../../../src/index'
import { requestFor } from '../../../src/openapi/encode/request'
import type { OperationSpec } from '../../../src/openapi/OperationSpec'
import { thrown } from '../../stage'
import { bodyOf, inCookie, inHeader, inPath, inQuery, operation } from './operation'

const issues = operation('GET /repos/{owner}/{repo}/issues', {
  id: 'repos.listIssues',
  parameters: [
    inPath('owner'),
    inPath('repo'),
    inQuery('state'),
    inQuery('per_page'),
    inQuery('sortBy'),
    inHeader('X-Trace-Id'),
    inCookie('session_id'),
  ],
})

const sent = (spec: OperationSpec, ...args: unknown[]) => requestFor(spec, args, {})
const refusal = (spec: OperationSpec, ...args: unknown[]): string => {
  const error = thrown(() => sent(spec, ...args))
  expect(error).toBeInstanceOf(ConfigError)
  expect(error.message).toContain(spec.id)
  return error.message
}

describe('values of the path', () => {
  const base = '/repos/unjs/ofetch/issues'

  test('come first, in its order, then the options', () => {
    expect(sent(issues, 'unjs', 'ofetch').path).toBe(base)
    expect(sent(issues, 'unjs', 'ofetch', { state: 'open' }).path).toBe(`${base}?state=open`)
    expect(sent(issues, 'unjs', 'ofetch', undefined).path).toBe(base)
    expect(sent(issues, 'unjs', 'ofetch', {}).method).toBe('GET')
  })

  test('may come by their names, all of them or the rest', () => {
    expect(sent(issues, { owner: 'unjs', repo: 'ofetch' }).path).toBe(base)
    expect(sent(issues, 'unjs', { repo: 'ofetch', state: 'open' }).path).toBe(`${base}?state=open`)
  })

  test('come in the order of the path whatever the order of the document, and once for both places', () => {
    const spec = operation('GET /{a}/x-{b}.json/{a}', { parameters: [inPath('b'), inPath('a')] })
    expect(sent(spec, 1, 2).path).toBe('/1/x-2.json/1')
  })

  test('are taken for names that the document forgot, and not for those it has too many', () => {
    const spec = operation('GET /things/{id}', { parameters: [inPath('other')] })
    expect(sent(spec, 'a b').path).toBe('/things/a%20b')
    expect(
      refusal(operation('GET /things', { parameters: [inPath('other')] }), { other: 1 }),
    ).toMatch(/other/)
  })

  test.each([undefined, null, ''])('cannot be %s: it would lead elsewhere', (value) => {
    expect(refusal(issues, value)).toContain('owner')
    expect(refusal(issues, 'unjs', value)).toContain('repo')
    // Not even where a name says what was meant: it was meant twice.
    expect(refusal(issues, value, 'ofetch', { owner: 'unjs' })).toContain('owner')
    expect(refusal(issues, 'unjs', value, {})).toContain('repo')
    if (value !== undefined) expect(refusal(issues, 'unjs', { repo: value })).toContain('repo')
  })

  test('cannot be an object unless by name', () => {
    expect(refusal(issues, { owner: 'unjs' }, {})).toContain('owner')
    const spec = operation('GET /{where}', { parameters: [inPath('where', { style: 'matrix' })] })
    expect(sent(spec, { where: { x: 1, y: 2 } }).path).toBe('/;where=x,1,y,2')
  })

  test('may be arrays', () => {
    const spec = operation('GET /{ids}', { parameters: [inPath('ids')] })
    expect(sent(spec, [1, 'a,b']).path).toBe('/1,a%2Cb')
    expect(refusal(spec, [])).toContain('ids')
    expect(refusal(spec, [''])).toContain('ids')
  })

  test('that are missing are named', () => {
    expect(refusal(issues)).toContain('owner')
    expect(refusal(issues, 'unjs')).toMatch(/repo.*path/)
    expect(refusal(issues, 'unjs', { state: 'open' })).toContain('repo')
  })

  test('that are too many, or in the place of the options, are refused', () => {
    expect(refusal(issues, 'unjs', 'ofetch', 'open')).toMatch(/owner, repo, then one object/)
    expect(refusal(issues, 'unjs', 'ofetch', null)).toMatch(/one object of options/)
    expect(refusal(issues, 'unjs', 'ofetch', {}, {})).toMatch(/repo|one object of options/)
    expect(refusal(issues, 'unjs', 'ofetch', new Date(0))).toMatch(/one object of options/)
    expect(refusal(operation('GET /things'), 7)).toMatch(/one object of options, and nothing more/)
  })

  test('cannot come by position and by name', () => {
    expect(refusal(issues, 'unjs', 'ofetch', { repo: 'nitro' })).toMatch(/repo must be given once/)
  })

  test.each(['.', '..'])('cannot make a segment %s', (dots) => {
    expect(refusal(issues, dots, 'ofetch')).toMatch(/segments/)
    expect(refusal(issues, 'unjs', { repo: dots })).toMatch(/segments/)
  })

  test('cannot make one together with the text beside them', () => {
    const file = operation('GET /files/.{ext}', { parameters: [inPath('ext')] })
    const coded = operation('GET /files/%2E{ext}', { parameters: [inPath('ext')] })
    const pair = operation('GET /files/{a}{b}', { parameters: [inPath('a'), inPath('b')] })
    const label = operation('GET /files/{a}', { parameters: [inPath('a', { style: 'label' })] })
    expect(refusal(file, '.')).toMatch(/segments/)
    expect(refusal(coded, '.')).toMatch(/segments/)
    expect(refusal(pair, '.', '.')).toMatch(/segments/)
    expect(refusal(label, '.')).toMatch(/segments/)
    expect(sent(file, 'json').path).toBe('/files/.json')
    expect(sent(pair, '.', 'a').path).toBe('/files/.a')
    expect(sent(issues, '...', '%2e%2e').path).toBe('/repos/.../%252e%252e/issues')
  })
})

describe('a path of the document', () => {
  test.each([
    '//evil.example/{id}',
    '/\\evil.example/{id}',
    'things/{id}',
    '@evil.example/{id}',
    '/a\n{id}',
  ])('that leads elsewhere is refused: %j', (template) => {
    expect(refusal({ ...operation('GET /'), template }, 1)).toMatch(/path/)
  })

  test('may have a query of its own, and a fragment that is not sent', () => {
    const parameters = [inPath('id'), inQuery('q')]
    expect(sent(operation('GET /?Action={id}', { parameters }), '.', { q: 1 }).path).toBe(
      '/?Action=.&q=1',
    )
    expect(sent(operation('GET /{id}#x', { parameters }), 1, { q: 1 }).path).toBe('/1?q=1')
  })

  test('may have braces that are no names', () => {
    expect(sent(operation('GET /a}/{{id}', { parameters: [inPath('id')] }), 1).path).toBe(
      '/a%7D/%7B1',
    )
  })
})

describe('flat options', () => {
  const call = (options: object) => sent(issues, 'a', 'b', options)

  test.each(['per_page', 'perPage'])('may be spelled %s', (name) => {
    expect(call({ [name]: 5 }).path).toBe('/repos/a/b/issues?per_page=5')
  })

  test.each(['sortBy', 'sort_by'])('and %s, sent as the document spells it', (name) => {
    expect(call({ [name]: 'x' }).path).toBe('/repos/a/b/issues?sortBy=x')
  })

  test('find headers and cookies too', () => {
    const headers = [
      ['X-Trace-Id', 't1'],
      ['cookie', 'session_id=s1'],
    ]
    expect(call({ xTraceId: 't1', sessionId: 's1' }).options.headers).toEqual(headers)
    expect(call({ 'X-Trace-Id': 't1', session_id: 's1' }).options.headers).toEqual(headers)
    expect(call({ x_trace_id: 't1', session_id: 's1' }).options.headers).toEqual(headers)
  })

  test('keep the order of the document', () => {
    expect(call({ sortBy: 1, perPage: 2, state: 3 }).path).toMatch(/\?state=3&per_page=2&sortBy=1$/)
  })

  test('that are undefined are not there', () => {
    expect(call({ state: undefined, nobody: undefined }).path).toBe('/repos/a/b/issues')
  })

  test('that are unknown are refused, with what was meant', () => {
    expect(refusal(issues, 'a', 'b', { stat: 1 })).toMatch(/'stat'.*Did you mean 'state'/)
    expect(refusal(issues, 'a', 'b', { $timout: 1 })).toMatch(/Did you mean '\$timeout'/)
    expect(refusal(issues, 'a', 'b', { constructor: 1 })).toMatch(/'constructor'/)
    // Its own names, not those that every operation has.
    expect(refusal(issues, 'a', 'b', { nope: 1 })).toMatch(/Known: [^$]*\.$/)
    expect(refusal(operation('GET /'), { nope: 1 })).toMatch(/'nope' must be left out/)
  })

  test('cannot come twice in two spellings', () => {
    expect(refusal(issues, 'a', 'b', { perPage: 1, per_page: 2 })).toMatch(/per_page.*given once/)
  })

  test('of two names that look alike are known only as the document has them', () => {
    const spec = operation('GET /', { parameters: [inQuery('foo-bar'), inQuery('foo.bar')] })
    expect(sent(spec, { 'foo-bar': 1, 'foo.bar': 2 }).path).toBe('/?foo-bar=1&foo.bar=2')
    expect(refusal(spec, { fooBar: 1 })).toMatch(/'fooBar'/)
    const mixed = operation('GET /', { parameters: [inQuery('foo-bar'), inQuery('fooBar')] })
    expect(sent(mixed, { fooBar: 1 }).path).toBe('/?fooBar=1')
  })

  test('mean what the document spells so, whatever else is sent under that name', () => {
    const spec = operation('GET /', { parameters: [inQuery('x'), inQuery('a-b')] })
    const sentAs = (name: string): string => (name === 'x' ? 'a-b' : 'y')
    expect(requestFor(spec, [{ 'a-b': 1 }], { sentAs }).path).toBe('/?y=1')
  })

  test('may leave out the signs that only a document uses', () => {
    const spec = operation('GET /', { parameters: [inQuery('$filter'), inQuery('page[size]')] })
    const expected = '/?%24filter=a&page%5Bsize%5D=2'
    expect(sent(spec, { $filter: 'a', 'page[size]': 2 }).path).toBe(expected)
    expect(sent(spec, { filter: 'a', pageSize: 2 }).path).toBe(expected)
  })

  test('may have names from the prototype of objects', () => {
    const parameters = [inQuery('constructor'), inQuery('__proto__'), inQuery('toString')]
    const options = JSON.parse('{"constructor":1,"__proto__":2,"toString":3}')
    expect(sent(operation('GET /', { parameters }), options).path).toBe(
      '/?constructor=1&__proto__=2&toString=3',
    )
  })

  test('that are required are asked for, by place', () => {
    const spec = operation('GET /', {
      parameters: [inQuery('q', { required: true }), inHeader('x-key', { required: true })],
    })
    expect(refusal(spec)).toMatch(/q must be given.*query/)
    expect(refusal(spec, { q: 1 })).toMatch(/x-key must be given.*header/)
    expect(refusal(spec, { q: 1, $headers: { 'X-Key': undefined } })).toMatch(/x-key/)
    expect(sent(spec, { q: 1, $headers: { 'X-Key': 'k' } }).options.headers).toEqual([
      ['X-Key', 'k'],
    ])
    expect(sent(spec, { $query: { q: 1 }, xKey: 'k' }).path).toBe('/?q=1')
  })
})

describe('a name in several places', () => {
  const clash = operation('PUT /things/{id}', {
    parameters: [inPath('id'), inQuery('name'), inHeader('name'), inCookie('name'), inQuery('id')],
    bodies: [bodyOf(['name', 'id', 'other'])],
  })

  test('means the query', () => {
    expect(sent(clash, 1, { name: 'a' })).toEqual({
      method: 'PUT',
      path: '/things/1?name=a',
      options: {},
    })
  })

  test('means the path only where its value did not come before', () => {
    expect(sent(clash, { id: 1 }).path).toBe('/things/1')
    expect(sent(clash, 1, { id: 2 }).path).toBe('/things/1?id=2')
  })

  test('is told apart by $query, $headers, $cookies and $body', () => {
    const got = sent(clash, 1, {
      $query: { name: 'q', id: 2 },
      $headers: { name: 'h' },
      $cookies: { name: 'c' },
      $body: { name: 'b' },
      other: 3,
    })
    expect(got.path).toBe('/things/1?name=q&id=2')
    expect(got.options).toEqual({
      headers: [
        ['cookie', 'name=c'],
        ['name', 'h'],
      ],
      json: { name: 'b', other: 3 },
    })
  })

  test('cannot be given twice in one', () => {
    expect(refusal(clash, 1, { name: 'a', $query: { name: 'b' } })).toMatch(
      /name must be given once/,
    )
    expect(refusal(clash, 1, { other: 1, $body: { other: 2 } })).toMatch(/other must be given once/)
  })

  test('means the body where it is nowhere else', () => {
    expect(sent(clash, 1, { other: null }).options).toEqual({ json: { other: null } })
  })
})

describe('the places by name', () => {
  test('$query takes what the document does not know, and knows what it does', () => {
    const spec = operation('GET /', { parameters: [inQuery('ids', { explode: false })] })
    expect(sent(spec, { $query: { ids: [1, 2], more: ['a', 'b'], gone: undefined } }).path).toBe(
      '/?ids=1,2&more=a&more=b',
    )
    expect(refusal(spec, { $query: 'ids=1' })).toContain('$query')
    expect(refusal(spec, { $query: { more: null } })).toContain('query.more')
  })

  test('$cookies are encoded', () => {
    const spec = operation('GET /', { parameters: [inCookie('a')] })
    expect(sent(spec, { $cookies: { b: 'x; y', a: 1 } }).options.headers).toEqual([
      ['cookie', 'a=1; b=x%3B%20y'],
    ])
  })

  test('$headers go over those of the document, in any form that the core takes', () => {
    const spec = operation('GET /', { parameters: [inHeader('X-A')] })
    for (const $headers of [{ 'x-a': '2' }, [['X-a', '2']], new Headers({ 'x-a': '2' })]) {
      const { headers } = sent(spec, { xA: '1', $headers }).options
      expect([...new Headers(headers as [string, string][])]).toEqual([['x-a', '2']])
    }
    expect(refusal({ ...spec, id: 'headers' }, { $headers: 'x' })).toMatch(/headers/)
  })

  test('headers that a document may not set are no parameters', () => {
    const spec = operation('GET /', {
      parameters: [
        inHeader('Authorization', { required: true }),
        inHeader('Accept'),
        inHeader('Host'),
      ],
    })
    expect(sent(spec).options).toEqual({})
    expect(refusal(spec, { accept: 'text/plain' })).toMatch(/'accept'/)
  })
})

describe('options of the core', () => {
  test('have a $ before their names and pass as they are', () => {
    const { signal } = new AbortController()
    const $schema = {}
    const given = {
      $signal: signal,
      $timeout: 5,
      $totalTimeout: false,
      $retry: 3,
      $priority: 'high',
      $cost: 2,
      $meta: { a: 1 },
      $parseAs: 'text',
      $schema,
      $idempotencyKey: true,
      $fetchOptions: { cache: 'no-store' },
      $cookies: undefined,
    }
    expect(sent(operation('GET /'), given).options).toEqual({
      signal,
      timeout: 5,
      totalTimeout: false,
      retry: 3,
      priority: 'high',
      cost: 2,
      meta: { a: 1 },
      parseAs: 'text',
      schema: $schema,
      idempotencyKey: true,
      fetchOptions: { cache: 'no-store' },
    })
  })

  test('leave their plain names to the document', () => {
    const parameters = ['signal', 'timeout', 'headers', 'body', 'query'].map((name) =>
      inQuery(name),
    )
    const spec = operation('GET /', { parameters })
    expect(sent(spec, { signal: 1, timeout: 2, headers: 3, body: 4, query: 5 }).path).toBe(
      '/?signal=1&timeout=2&headers=3&body=4&query=5',
    )
  })

  test('win over parameters of the same name, which $query still reaches', () => {
    const spec = operation('GET /', { parameters: [inQuery('$timeout')] })
    expect(sent(spec, { $timeout: 5, $query: { $timeout: 6 } })).toEqual({
      method: 'GET',
      path: '/?%24timeout=6',
      options: { timeout: 5 },
    })
  })
})

describe('whatever the values are', () => {
  const spec = operation('GET /a/{one}/b-{two}.json', {
    parameters: [inPath('one'), inPath('two'), inQuery('q')],
  })

  test('the path keeps its segments, and the values come back as they were', () => {
    const text = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((value) => !/^\.{1,2}$/.test(value))
    fc.assert(
      fc.property(text, text, fc.string({ unit: 'grapheme' }), (one, two, q) => {
        const url = new URL(`https://a.example${sent(spec, one, two, { q }).path}`)
        const segments = url.pathname.split('/').map(decodeURIComponent)
        expect(segments).toEqual(['', 'a', one, `b-${two}.json`])
        expect([...url.searchParams]).toEqual([['q', q]])
        expect(url.hash).toBe('')
      }),
    )
  })
})
