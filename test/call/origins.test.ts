import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type ClientOptions, ConfigError, createClient } from '../../src/index'
import { rejection, stage, thrown } from '../stage'

afterEach(() => {
  vi.unstubAllGlobals()
})

const onPage = (href: string) => vi.stubGlobal('location', { href })

async function urlOf(path: string | URL, options: ClientOptions = {}): Promise<string | undefined> {
  const { api, given } = stage(undefined, options)
  await api.get(path)
  return given[0]?.url
}

describe('joining a path', () => {
  test.each([
    ['https://api.example.com/v1', 'users', 'https://api.example.com/v1/users'],
    ['https://api.example.com/v1/', 'users', 'https://api.example.com/v1/users'],
    ['https://api.example.com/v1', '/users', 'https://api.example.com/v1/users'],
    ['https://api.example.com/v1//', '//users', 'https://api.example.com/v1/users'],
    ['https://api.example.com', 'users', 'https://api.example.com/users'],
    ['https://api.example.com/', '/users/', 'https://api.example.com/users/'],
    ['https://api.example.com/v1', '', 'https://api.example.com/v1'],
    ['https://api.example.com/v1/', '/', 'https://api.example.com/v1'],
    ['https://api.example.com/v1', '?a=1', 'https://api.example.com/v1?a=1'],
    ['HTTPS://API.example.com:443/V1', 'users', 'https://api.example.com/V1/users'],
    ['http://127.0.0.1:8080/api', 'a//b', 'http://127.0.0.1:8080/api/a//b'],
  ])('%s and %j give %s', async (baseURL, path, url) => {
    expect(await urlOf(path, { baseURL })).toBe(url)
    expect(await urlOf(path, { baseURL: new URL(baseURL) })).toBe(url)
  })

  test('drops a fragment', async () => {
    expect(await urlOf('users#top')).toBe('https://api.example.com/v1/users')
    expect(await urlOf('users#top\n?x')).toBe('https://api.example.com/v1/users')
  })

  test('never leads to another origin, whatever the path', async () => {
    const tricky = fc.stringMatching(/^[/\\@:?.a-z#%\t\n]{0,12}$/)
    await fc.assert(
      fc.asyncProperty(fc.oneof(tricky, fc.string({ unit: 'binary' })), async (path) => {
        const { api, given } = stage(undefined, { baseURL: 'https://api.example.com' })
        await api.get(path).catch((error) => expect(error).toBeInstanceOf(ConfigError))
        for (const { url } of given) expect(new URL(url).origin).toBe('https://api.example.com')
      }),
    )
  })
})

describe('a whole URL', () => {
  test('of the own origin may be called, beside the path of baseURL too', async () => {
    for (const url of ['https://api.example.com/v2/x?a=1', new URL('https://api.example.com/v2')]) {
      expect(await urlOf(url)).toBe(String(url))
    }
    expect(await urlOf('HTTPS://API.EXAMPLE.COM:443/v2')).toBe('https://api.example.com/v2')
  })

  test.each([
    'https://other.example.com/v1/x',
    'http://api.example.com/v1/x',
    'https://api.example.com:444/v1/x',
    'https://api.example.com.evil.example/v1/x',
    'HTTPS://EVIL.example/v1/x',
  ])('of another origin is refused: %s', async (url) => {
    const { api, sent } = stage()
    const error = await rejection(api.get(url))
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toContain('allowedOrigins')
    expect(sent).toHaveLength(0)
  })

  test('of another origin may be called where allowedOrigins names it', async () => {
    const allowedOrigins = ['https://files.example.com/any/path', 'http://127.0.0.1:8080']
    expect(await urlOf('https://files.example.com/x', { allowedOrigins })).toBe(
      'https://files.example.com/x',
    )
    expect(await urlOf('http://127.0.0.1:8080/x', { allowedOrigins })).toBe(
      'http://127.0.0.1:8080/x',
    )
    const { api } = stage(undefined, { allowedOrigins })
    expect(await rejection(api.get('http://files.example.com/x'))).toBeInstanceOf(ConfigError)
  })

  test.each(['https://ada:pw-778@api.example.com/x', 'https://ada@api.example.com/x'])(
    'with a user name is refused, and the password is not told: %s',
    async (url) => {
      const { api, sent } = stage()
      for (const call of [api.get(url), api.fetch(url)]) {
        const error = await rejection(call)
        expect(error).toBeInstanceOf(ConfigError)
        expect(error.message).not.toContain('pw-778')
      }
      expect(sent).toHaveLength(0)
    },
  )

  test.each(['ftp://api.example.com/x', 'file:///etc/passwd', 'https://', 'https://a b/'])(
    'that fetch cannot go to is refused: %s',
    async (url) => {
      const { api, sent } = stage()
      expect(await rejection(api.get(url))).toBeInstanceOf(ConfigError)
      expect(sent).toHaveLength(0)
    },
  )
})

describe('baseURL', () => {
  test.each([
    'api.example.com',
    'localhost:3000/api',
    '//api.example.com',
    'ftp://api.example.com',
    'https://',
    'https://ada:pw-778@api.example.com',
    'https://api.example.com?key=k-1',
    'https://api.example.com/#top',
  ])('cannot be %s', (baseURL) => {
    const error = thrown(() => createClient({ baseURL }))
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toContain('baseURL')
    expect(error.message).not.toMatch(/pw-778|k-1/)
  })

  test('may be left out where whole URLs are called without a credential', async () => {
    const options = { baseURL: undefined } as ClientOptions
    expect(await urlOf('https://any.example/x', options)).toBe('https://any.example/x')
    const { api, sent } = stage(undefined, options)
    expect(await rejection(api.get('x'))).toBeInstanceOf(ConfigError)
    expect(sent).toHaveLength(0)
  })
})

describe('allowedOrigins', () => {
  test.each(['files.example.com', '*', '', 'ftp://files.example.com'])('cannot be %j', (origin) => {
    expect(() => createClient({ allowedOrigins: [origin] })).toThrow(ConfigError)
  })
})

describe('a relative baseURL', () => {
  test.each([
    ['/api', 'https://app.example.com/api/x'],
    ['/api/', 'https://app.example.com/api/x'],
    ['/', 'https://app.example.com/x'],
    ['./api', 'https://app.example.com/deep/api/x'],
    ['../api', 'https://app.example.com/api/x'],
  ])('%s is joined to the page', async (baseURL, url) => {
    onPage('https://app.example.com/deep/page?secret=1#top')
    expect(await urlOf('x', { baseURL })).toBe(url)
  })

  test('is joined at the call, to the page of the moment', async () => {
    const { api, given } = stage(undefined, { baseURL: '/api' })
    onPage('https://one.example/')
    await api.get('x')
    onPage('https://two.example/')
    await api.get('x')
    expect(given.map(({ url }) => url)).toEqual([
      'https://one.example/api/x',
      'https://two.example/api/x',
    ])
  })

  test.each([undefined, { href: 'about:blank' }, { href: 'blob:null/1' }])(
    'without a page to join it to rejects the call, not the client: %j',
    async (location) => {
      vi.stubGlobal('location', location)
      const { api, sent } = stage(undefined, { baseURL: '/api' })
      const error = await rejection(api.get('x'))
      expect(error).toBeInstanceOf(ConfigError)
      expect(error.message).toContain('baseURL')
      expect(sent).toHaveLength(0)
    },
  )

  test("makes the page's origin the own one", async () => {
    onPage('https://app.example.com/')
    const { api } = stage(undefined, { baseURL: '/api' })
    await api.get('https://app.example.com/other')
    expect(await rejection(api.get('https://evil.example/'))).toBeInstanceOf(ConfigError)
  })

  test('takes no query either', async () => {
    onPage('https://app.example.com/')
    const made = (async () => urlOf('x', { baseURL: '/api?key=1' }))()
    expect(await rejection(made)).toBeInstanceOf(ConfigError)
  })

  test.each([undefined, ''])('that is %j is the root of the page', async (baseURL) => {
    onPage('https://app.example.com/deep/page?secret=1')
    expect(await urlOf('x', { baseURL } as ClientOptions)).toBe('https://app.example.com/x')
  })
})
