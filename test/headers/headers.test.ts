import { describe, expect, test } from 'vitest'
import { checkHeader, type HeadersInput, mergeHeaders } from '../../src/headers/headers'
import { ConfigError } from '../../src/index'
import { rejection, stage, thrown } from '../stage'

function merged(into: Record<string, string>, input: HeadersInput | undefined) {
  mergeHeaders(into, input)
  return into
}

describe('merging', () => {
  test('goes by name, whatever its letter case', () => {
    expect(merged({ 'x-one': 'old', 'x-two': '2' }, { 'X-One': 'new', 'X-Three': '3' })).toEqual({
      'x-one': 'new',
      'x-two': '2',
      'x-three': '3',
    })
  })

  test('skips undefined and deletes for null', () => {
    expect(merged({ a: '1', b: '2' }, { A: undefined, B: null, C: undefined })).toEqual({ a: '1' })
  })

  test('writes numbers and booleans out', () => {
    expect(merged({}, { n: 7, zero: 0, yes: true, no: false, empty: '' })).toEqual({
      n: '7',
      zero: '0',
      yes: 'true',
      no: 'false',
      empty: '',
    })
  })

  test.each([
    ['an object', { 'X-A': '1' }],
    ['pairs', [['X-A', '1']] as const],
    ['Headers', new Headers({ 'X-A': '1' })],
  ])('takes %s', (_, input) => {
    expect(merged({}, input)).toEqual({ 'x-a': '1' })
  })

  test('takes an object with a header named entries', () => {
    expect(merged({}, { entries: '5' })).toEqual({ entries: '5' })
  })

  test('of nothing changes nothing', () => {
    expect(merged({ a: '1' }, undefined)).toEqual({ a: '1' })
  })

  test.each([null, 'accept: x', 7])('refuses %j', (input) => {
    expect(() => merged({}, input as never)).toThrow(ConfigError)
  })
})

describe('a header', () => {
  test.each(['', 'a b', 'a:b', 'ä', 'a\n', 'a\r\nx'])('cannot be named %j', (name) => {
    expect(() => checkHeader(name, 'x')).toThrow(ConfigError)
  })

  test.each(['a\r\nx-evil: 1', 'a\nb', 'a\rb', 'a\0b', '\u{1F600}', 'Ω', '\x7f'])(
    'cannot hold %j, which the error does not repeat',
    (value) => {
      const error = thrown(() => checkHeader('x-a', value))
      expect(error).toBeInstanceOf(ConfigError)
      expect(error.message).toContain('headers.x-a')
      expect(error.message).not.toContain(value)
    },
  )

  test.each(['', 'plain', 'tab\there', 'caf\xe9', '~!@#$%^&*()'])('can hold %j', (value) => {
    expect(checkHeader('x-a', value)).toBe(value)
    expect(() => new Headers({ 'x-a': value })).not.toThrow()
  })

  test('that nobody could send rejects the call and sends nothing', async () => {
    const { api, sent } = stage()
    const error = await rejection(api.get('x', { headers: { 'x-a': 'a\r\nb: c' } }))
    expect(error).toBeInstanceOf(ConfigError)
    expect(sent).toHaveLength(0)
  })
})

describe('the headers of a call', () => {
  test('go over those of the client, and null takes one of these away', async () => {
    const { api, sent } = stage(undefined, { headers: { 'X-A': '1', 'X-B': '2', 'X-C': '3' } })
    await api.get('x', { headers: { 'x-a': 'one', 'x-b': null, 'x-c': undefined } })
    const [request] = sent
    expect(request?.headers.get('x-a')).toBe('one')
    expect(request?.headers.has('x-b')).toBe(false)
    expect(request?.headers.get('x-c')).toBe('3')
  })

  test('ask for JSON unless told otherwise', async () => {
    const { api, sent } = stage()
    await api.get('x')
    await api.get('x', { headers: { Accept: 'text/csv' } })
    await api.get('x', { headers: { accept: null } })
    const accepted = sent.map((request) => request.headers.get('accept'))
    expect(accepted[0]).toMatch(/^application\/json/)
    expect(accepted[1]).toBe('text/csv')
    expect(accepted[2] ?? '').not.toContain('json')
  })

  test('stay those of their call', async () => {
    const { api, sent } = stage(undefined, { headers: { 'x-a': '1' } })
    await api.get('x', { headers: { 'x-a': 'other', 'x-b': '2' } })
    await api.get('x')
    expect(sent[1]?.headers.get('x-a')).toBe('1')
    expect(sent[1]?.headers.has('x-b')).toBe(false)
  })
})
