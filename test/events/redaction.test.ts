import { inspect } from 'node:util'
import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { redactUrl } from '../../src/events/redaction'
import {
  apiKey,
  attachLogger,
  basic,
  bearer,
  type CallFacts,
  type CallOptions,
  type ClientOptions,
  NetworkError,
  type PortolanError,
} from '../../src/index'
import { rejection, stage } from '../stage'

describe('a URL that is shown', () => {
  test.each([
    ['https://api.example.com/v1/x', 'https://api.example.com/v1/x'],
    ['https://a.example/x?key=k-1&page=2', 'https://a.example/x?key=…&page=…'],
    ['https://a.example/x?key=a=b&flag', 'https://a.example/x?key=…&flag'],
    ['https://a.example/x?a=\nb&c=d', 'https://a.example/x?a=…&c=…'],
    ['https://ada:pw@a.example/x', 'https://a.example/x'],
    ['https://ada:p@w@a.example/x@y', 'https://a.example/x@y'],
    ['https://a.example/x#token=k-1', 'https://a.example/x'],
    ['/x?key=k-1#top', '/x?key=…'],
    ['https://a.example/d/eyJhbGciOi.eyJuIjox.c2ln/x?a=b', 'https://a.example/d/…/x?a=…'],
    ['', ''],
  ])('%j is %j', (url, shown) => {
    expect(redactUrl(url)).toBe(shown)
  })

  test('shows no value, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.stringMatching(/^[\w%+]{1,20}$/),
        (path, value) => {
          expect(typeof redactUrl(path)).toBe('string')
          const secret = `<${value}>`
          expect(redactUrl(`https://a.example/${path}?key=${secret}`)).not.toContain(secret)
        },
      ),
      { numRuns: 1000 },
    )
  })

  test('can be shown again without change', () => {
    fc.assert(
      fc.property(fc.oneof(fc.webUrl({ withQueryParameters: true }), fc.string()), (url) => {
        const once = redactUrl(url)
        expect(redactUrl(once)).toBe(once)
      }),
    )
  })
})

/** All that a program would print of a failed call, `data` aside: that is the answer itself. */
function printed(error: PortolanError): string {
  return [
    error.message,
    error.stack,
    String(error),
    JSON.stringify(error),
    inspect(error, { depth: 9 }),
    inspect(error.cause, { depth: 9 }),
  ].join('\n')
}

interface Case {
  client?: ClientOptions
  call?: CallOptions
  method?: string
  secret: string
  /** A part of the secret that tells enough. */
  telling?: string
}

const cases: [string, Case][] = [
  ['a bearer token', { client: { auth: bearer('tok-5f2d9') }, secret: 'tok-5f2d9' }],
  [
    'a bearer token of a function',
    { client: { auth: bearer(async () => 'tok-5f2d9') }, secret: 'tok-5f2d9' },
  ],
  ['a password', { client: { auth: basic('ada', 'pw-77812') }, secret: 'pw-77812' }],
  ['a user name', { client: { auth: basic('ada-lovelace', 'pw-77812') }, secret: 'ada-lovelace' }],
  [
    'a password with the user name in it',
    { client: { auth: basic('ada', 'ada-77812') }, secret: 'ada-77812', telling: '77812' },
  ],
  [
    'a password in any letters',
    { client: { auth: basic('ada', 'pässwörd-密') }, secret: 'pässwörd-密' },
  ],
  ['a password with colons', { client: { auth: basic('ada', 'p1:x9:q7') }, secret: 'p1:x9:q7' }],
  [
    'an encoded basic credential',
    { client: { auth: basic('ada', 'pw-77812') }, secret: btoa('ada:pw-77812') },
  ],
  [
    'a key in a header',
    { client: { auth: apiKey({ name: 'X-Own-Key', value: 'k-5f2d9' }) }, secret: 'k-5f2d9' },
  ],
  [
    'a key with spaces in a header',
    { client: { auth: apiKey({ name: 'X-Own-Key', value: 'k 5f 2d9' }) }, secret: 'k 5f 2d9' },
  ],
  [
    'a key in the query',
    {
      client: { auth: apiKey({ name: 'own_key', value: 'k-5f2d9', in: 'query' }) },
      secret: 'k-5f2d9',
    },
  ],
  [
    'a key that stands behind others in the query',
    {
      client: { auth: apiKey({ name: 'own_key', value: 'k/5f=2d9', in: 'query' }) },
      call: { query: { page: 2 } },
      secret: 'k/5f=2d9',
    },
  ],
  [
    'a key with a name that has to be encoded',
    {
      client: { auth: apiKey({ name: 'own key', value: 'k-5f2d9', in: 'query' }) },
      secret: 'k-5f2d9',
    },
  ],
  [
    'a key in a cookie',
    {
      client: { auth: apiKey({ name: 'sid', value: 'k 5f;2d9', in: 'cookie' }) },
      secret: 'k 5f;2d9',
    },
  ],
  [
    'a cookie of the call',
    { call: { headers: { cookie: 'theme=dark; sid=c-5f2d9' } }, secret: 'c-5f2d9' },
  ],
  [
    'a key in a JSON body',
    {
      client: { auth: apiKey({ name: 'own_key', value: 'k-5f2d9', in: 'body' }) },
      call: { json: { a: 1 } },
      method: 'POST',
      secret: 'k-5f2d9',
    },
  ],
  [
    'a key in a form',
    {
      client: { auth: apiKey({ name: 'own_key', value: 'k 5f+2d9', in: 'body' }) },
      call: { form: { a: 1 } },
      method: 'POST',
      secret: 'k 5f+2d9',
    },
  ],
  [
    "a call's own Authorization",
    { call: { headers: { Authorization: 'Token own-5f2d9' } }, secret: 'own-5f2d9' },
  ],
  ['a well-known header', { call: { headers: { 'X-Api-Key': 'k-5f2d9' } }, secret: 'k-5f2d9' }],
  [
    'a header that redact names',
    {
      client: { redact: ['X-Tenant-Secret'] },
      call: { headers: { 'x-tenant-secret': 'ten-5f2d9' } },
      secret: 'ten-5f2d9',
    },
  ],
  [
    'a query parameter that redact names',
    { client: { redact: ['sig'] }, call: { query: { SIG: 's-5f2d9' } }, secret: 's-5f2d9' },
  ],
  [
    "the first of a client's query parameters",
    { client: { redact: ['sig'], query: { sig: 's-5f2d9' } }, secret: 's-5f2d9' },
  ],
  [
    'a body property that redact names',
    {
      client: { redact: ['password'] },
      call: { json: { user: { password: 'pw-77812' } } },
      method: 'POST',
      secret: 'pw-77812',
    },
  ],
  [
    'a body property with letters that JSON escapes',
    {
      client: { redact: ['password'] },
      call: { json: { password: 'pw"77\\812' } },
      method: 'POST',
      secret: 'pw"77\\812',
    },
  ],
  [
    'a number that redact names',
    {
      client: { redact: ['pin'] },
      call: { json: { pin: 778123 } },
      method: 'POST',
      secret: '778123',
    },
  ],
  [
    'a list that redact names',
    {
      client: { redact: ['codes'] },
      call: { json: { codes: ['c-11111', 'c-77812'] } },
      method: 'POST',
      secret: 'c-77812',
    },
  ],
  [
    'a form field that redact names',
    {
      client: { redact: ['password'] },
      call: { form: { user: 'ada', password: 'pw 77&812' } },
      method: 'POST',
      secret: 'pw 77&812',
    },
  ],
]

const echoIn = ({ secret }: Case) => ({
  message: `bad credential ${secret}`,
  seen: [secret, { [secret]: secret }],
})

describe('a secret that the server echoes', () => {
  test.each(cases)('appears in no output: %s', async (_, each) => {
    const { client, call, method = 'GET', secret, telling = secret } = each
    const { api } = stage(() => Response.json(echoIn(each), { status: 403 }), client)
    const error = await rejection<PortolanError>(api.request(method, 'x', call))
    expect(error).toMatchObject({ status: 403 })
    expect(printed(error)).not.toContain(telling)
    expect(error.message).toMatch(/: bad credential \[redacted\]$/)
    expect(error.toJSON().data).toMatchObject({ message: 'bad credential [redacted]' })
  })
})

describe.each(cases.slice(0, 3))('%s', (_, each) => {
  const { client, secret } = each

  test('appears in no output when the server echoes it as text or as broken JSON', async () => {
    const texts = [
      new Response(`bad ${secret}`, { status: 500 }),
      new Response(`bad ${secret}`, { headers: { 'content-type': 'application/json' } }),
    ]
    const { api } = stage((_, nth) => texts[nth - 1] as Response, client)
    for (const name of ['InternalServerError', 'ParseError']) {
      const error = await rejection<PortolanError>(api.get('x'))
      expect(error.name).toBe(name)
      expect(printed(error)).not.toContain(secret)
    }
  })

  test('appears in no output when the runtime names it in its own error', async () => {
    const fetch = async () => {
      throw Object.assign(new TypeError(`cannot send ${secret}`), { code: 'E_SEND' })
    }
    const { api } = stage(undefined, { ...client, fetch })
    const error = await rejection<PortolanError>(api.get('x'))
    expect(error).toBeInstanceOf(NetworkError)
    expect(error.cause).toMatchObject({ message: 'cannot send [redacted]', code: 'E_SEND' })
    expect(printed(error)).not.toContain(secret)
  })

  test('appears in no event and no log', async () => {
    const { api } = stage(() => Response.json(echoIn(each), { status: 403 }), client)
    const seen: string[] = []
    // The headers of an answer are the answer itself, like an error's data.
    const note = ({ headers, ...event }: CallFacts & { headers?: Headers }) =>
      seen.push(JSON.stringify(event), inspect(event, { depth: 9 }))
    for (const name of ['request', 'response', 'attempt', 'error'] as const) api.on(name, note)
    const log = (line: string) => void seen.push(line)
    attachLogger(api, { info: log, error: log })
    await rejection(api.get('x'))
    expect(seen).toHaveLength(4 * 2 + 2)
    expect(seen.join('\n')).not.toContain(secret)
  })
})

test('a secret appears in no output when an answer that repeats it does not fit the schema', async () => {
  const { api } = stage(() => Response.json({ id: 'tok-5f2d9' }), { auth: bearer('tok-5f2d9') })
  const schema = v.object({ id: v.number() })
  const error = await rejection<PortolanError>(api.get('x', { schema }))
  expect(error.name).toBe('ValidationError')
  expect(printed(error)).not.toContain('tok-5f2d9')
})

describe('what is no secret', () => {
  test('stays readable', async () => {
    const body = { message: 'The field name is too short.', id: 12 }
    const auth = bearer('tok-5f2d9')
    const { api } = stage(() => Response.json(body, { status: 422 }), { auth })
    const error = await rejection<PortolanError>(api.post('x', { json: { name: 'a' } }))
    expect(error.message).toContain('The field name is too short.')
    expect(error.toJSON().data).toEqual(body)
  })

  test('is not garbled by a secret of a letter or two', async () => {
    const { api } = stage(() => Response.json({ message: 'a bad day' }, { status: 400 }), {
      auth: basic('a', 'd'),
    })
    expect((await rejection(api.get('x'))).message).toContain('a bad day')
  })

  test('keeps the names in a URL', async () => {
    const { api } = stage(() => new Response('', { status: 404 }))
    const error = await rejection<PortolanError>(api.get('x', { query: { page: 'p-778' } }))
    expect(error.url).toBe('https://api.example.com/v1/x?page=…')
    expect(printed(error)).not.toContain('p-778')
  })
})
