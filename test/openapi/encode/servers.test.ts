import { describe, expect, test } from 'vitest'
import { ConfigError } from '../../../src/index'
import { baseFor, ownServer, type ServerTerms } from '../../../src/openapi/encode/servers'
import { thrown } from '../../stage'

const base = (terms: Partial<ServerTerms>): string => baseFor({ secret: false, ...terms })
const refusal = (terms: Partial<ServerTerms>): string => {
  const error = thrown(() => base(terms))
  expect(error).toBeInstanceOf(ConfigError)
  return error.message
}
const at = (...urls: string[]) => ({ servers: urls.map((url) => ({ url })) })

describe('the base of a client', () => {
  test('is what the user says, whatever the document says', () => {
    const evil = at('https://evil.example')
    expect(base({ ...evil, baseURL: 'https://a.example/v1', secret: true })).toBe(
      'https://a.example/v1',
    )
    expect(base({ ...evil, baseURL: new URL('http://a.example/v1'), secret: true })).toBe(
      'http://a.example/v1',
    )
    expect(base({ ...at('{never}'), baseURL: '/api' })).toBe('/api')
  })

  test('is the first server, without a slash at its end', () => {
    expect(base(at('https://a.example/v1/', 'https://b.example'))).toBe('https://a.example/v1')
    expect(base(at('https://a.example'))).toBe('https://a.example')
  })

  test('is joined to where the document was read', () => {
    const source = 'https://a.example/docs/openapi.json?v=1'
    expect(base({ ...at('/v1'), source })).toBe('https://a.example/v1')
    expect(base({ ...at('v1'), source })).toBe('https://a.example/docs/v1')
    expect(base({ ...at('../v1'), source })).toBe('https://a.example/v1')
    expect(base({ ...at('//b.example/v1'), source })).toBe('https://b.example/v1')
    expect(base({ source })).toBe('https://a.example')
  })

  test('without either is joined to the page', () => {
    expect(base(at('/v1'))).toBe('/v1')
    expect(base(at('v1'))).toBe('/v1')
    expect(base({})).toBe('/')
  })

  test.each([
    'ftp://a.example',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'https://',
    'https://user:pw@a.example',
    'https://a.example?key=1',
    'https://a.example#x',
    '//',
  ])('cannot be %s', (url) => {
    expect(refusal(at(url))).toMatch(/server/i)
  })
})

describe('variables of a server', () => {
  const servers = [
    {
      url: 'https://{region}.example.com:{port}/{path}',
      variables: {
        region: { default: 'eu', enum: ['eu', 'us'] },
        port: { default: '8443' },
        path: { default: 'v1/x' },
      },
    },
  ]

  test('have their defaults', () => {
    expect(base({ servers })).toBe('https://eu.example.com:8443/v1/x')
  })

  test('are the user’s, where they are allowed and harmless', () => {
    const variables = { region: 'us', path: 'v2' }
    expect(base({ servers, variables })).toBe('https://us.example.com:8443/v2')
  })

  test('must be one of those that the document lists', () => {
    expect(refusal({ servers, variables: { region: 'evil' } })).toMatch(
      /region must be one of eu, us/,
    )
  })

  test.each(['evil.test/', 'a/b', 'a?b', 'a#b', 'a@b', 'a:b', '..', '.', '', 'a b', '%2e', 'a\\b'])(
    'cannot bring a host or a path of their own: %j',
    (value) => {
      const host = [{ url: 'https://{h}.example.com/', variables: { h: { default: 'a' } } }]
      expect(refusal({ servers: host, variables: { h: value } })).toMatch(/serverVariables\.h/)
    },
  )

  test('must be there', () => {
    expect(refusal(at('https://{h}.example.com'))).toMatch(/serverVariables\.h must be given/)
    expect(refusal({ servers, variables: { nobody: 'x' } })).toMatch(/nobody must be left out/)
    expect(refusal(at('https://{constructor}.example.com'))).toMatch(/constructor/)
  })
})

describe('a credential', () => {
  const secret = true

  test('does not go to a server that only the document names', () => {
    expect(refusal({ ...at('https://a.example/v1'), secret })).toMatch(
      /baseURL must be given.*https:\/\/a\.example/,
    )
    const source = 'https://raw.example/openapi.json'
    expect(refusal({ ...at('https://a.example/v1'), source, secret })).toMatch(/baseURL/)
  })

  test('goes where the document was read, and to allowed origins', () => {
    const source = 'https://a.example/openapi.json'
    expect(base({ ...at('https://a.example/v1'), source, secret })).toBe('https://a.example/v1')
    const allowedOrigins = ['https://b.example']
    expect(base({ ...at('https://b.example/v1'), allowedOrigins, secret })).toBe(
      'https://b.example/v1',
    )
  })

  test('does not go out unencrypted, but on the own machine and where the user says so', () => {
    const read = (origin: string) => ({ ...at('/v1'), source: `${origin}/openapi.json`, secret })
    expect(refusal(read('http://a.example'))).toMatch(/unencrypted/)
    expect(refusal(read('http://127.0.0.1.evil.example'))).toMatch(/unencrypted/)
    for (const origin of ['http://localhost:3000', 'http://127.0.0.1:1', 'http://[::1]:1']) {
      expect(base(read(origin))).toBe(`${origin}/v1`)
    }
    const allowedOrigins = ['http://a.example']
    expect(base({ ...read('http://a.example'), allowedOrigins })).toBe('http://a.example/v1')
    expect(base({ ...read('http://a.example'), secret: false })).toBe('http://a.example/v1')
  })
})

describe('a server of one operation', () => {
  const own = (url: string, terms: Partial<ServerTerms> = {}, home = 'https://a.example/v1') =>
    ownServer({ id: 'things.call', servers: [{ url }] }, { secret: false, ...terms }, home)

  test('may be another path of the same origin', () => {
    expect(own('https://a.example/v2/')).toBe('https://a.example/v2')
    expect(own('/v2')).toBe('https://a.example/v2')
    expect(own('/v2', { source: 'https://a.example/docs/openapi.json' })).toBe(
      'https://a.example/v2',
    )
    expect(own('https://a.example')).toBe('https://a.example')
  })

  test('may be another origin that the user allows', () => {
    expect(own('https://b.example/v2', { allowedOrigins: ['https://b.example/'] })).toBe(
      'https://b.example/v2',
    )
  })

  test.each(['https://b.example', 'http://a.example/v1', 'https://a.example:444', '//b.example'])(
    'is refused at %s',
    (url) => {
      const error = thrown(() => own(url))
      expect(error).toBeInstanceOf(ConfigError)
      expect(error.message).toMatch(/things\.call.*allowedOrigins/)
    },
  )

  test('gives way to the user’s baseURL', () => {
    expect(own('https://evil.example', { baseURL: 'https://a.example/v1' })).toBeUndefined()
  })

  test('is none where the operation has none', () => {
    expect(ownServer({ id: 'x' }, { secret: false }, '/')).toBeUndefined()
    expect(ownServer({ id: 'x', servers: [] }, { secret: false }, '/')).toBeUndefined()
  })

  test('that is relative needs something to be joined to', () => {
    expect(() => own('/v2', {}, '/api')).toThrow(/baseURL must be given/)
  })

  test('has the same variables', () => {
    const servers = [{ url: 'https://a.example/{v}', variables: { v: { default: '1' } } }]
    const terms = { secret: false, variables: { v: '2', other: '3' } }
    expect(ownServer({ id: 'x', servers }, terms, 'https://a.example')).toBe('https://a.example/2')
  })
})
