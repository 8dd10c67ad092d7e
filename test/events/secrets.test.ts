import { inspect } from 'node:util'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import {
  apiKey,
  attachLogger,
  basic,
  bearer,
  type CallOptions,
  type Client,
  type ClientOptions,
  createClient,
  type EventName,
  PortolanError,
} from '../../src/index'
import { rejection, stage, thrown, watchedClock } from '../stage'

const secret = 'k 5f/2d9+é'
const ascii = 'k 5f/2d9+'

interface Place {
  client: ClientOptions
  call?: CallOptions
  secret: string
}

/** Every place in which a request can carry a secret. */
const places: [string, Place][] = [
  ['Authorization', { client: { auth: bearer('tok-5f2d9') }, secret: 'tok-5f2d9' }],
  ['a password', { client: { auth: basic('ada', secret) }, secret }],
  ['a header', { client: { auth: apiKey({ name: 'X-Own', value: ascii }) }, secret: ascii }],
  ['the query', { client: { auth: apiKey({ name: 'own', value: secret, in: 'query' }) }, secret }],
  [
    'a JSON body',
    {
      client: { auth: apiKey({ name: 'own', value: secret, in: 'body' }) },
      call: { json: { a: 1 } },
      secret,
    },
  ],
  [
    'a form',
    {
      client: { auth: apiKey({ name: 'own', value: secret, in: 'body' }) },
      call: { form: { a: 1 } },
      secret,
    },
  ],
  ['a cookie', { client: { auth: apiKey({ name: 'own', value: secret, in: 'cookie' }) }, secret }],
  [
    "a call's own header, query and body",
    {
      client: { redact: ['x-team', 'sig', 'pin'] },
      call: { headers: { 'X-Team': ascii }, query: { sig: ascii }, json: { pin: ascii } },
      secret: ascii,
    },
  ],
]

/** What a server or a runtime may repeat of a request: all of it, in whatever form. */
async function echoOf(request: Request): Promise<string> {
  const body = await request.clone().text()
  const headers = [...request.headers].map((pair) => pair.join(': ')).join('\n')
  return [request.url, decodeURIComponent(request.url.replaceAll('+', ' ')), headers, body].join(
    '\n',
  )
}

type Failing = (request: Request, secret: string) => Response | Promise<Response>

const json = (text: string) =>
  new Response(text, { headers: { 'content-type': 'application/json' } })

const stalled = () => new ReadableStream({ pull: () => new Promise(() => {}) })

/** Every way in which a call can fail once its request was made. */
const failures: [string, Failing, (CallOptions & ClientOptions)?][] = [
  [
    'an error status with JSON',
    async (request, given) =>
      Response.json(
        { message: `${given}: ${await echoOf(request)}`, [given]: given },
        { status: 403, headers: { 'x-echo': encodeURIComponent(given) } },
      ),
  ],
  [
    'an error status with text',
    async (request, given) => new Response(`${given}: ${await echoOf(request)}`, { status: 500 }),
  ],
  [
    'no answer',
    async (request, given) => {
      const cause = new Error(`connect ${given}`)
      throw Object.assign(new TypeError(`cannot fetch ${await echoOf(request)}`, { cause }), {
        code: 'E',
      })
    },
  ],
  [
    'a body that broke off',
    async (request, given) => {
      const error = new TypeError(`cut ${given} ${await echoOf(request)}`)
      return new Response(new ReadableStream({ start: (source) => source.error(error) }))
    },
  ],
  [
    'no JSON',
    async (request, given) =>
      new Response(`${given} ${await echoOf(request)}`, {
        headers: { 'content-type': 'application/json' },
      }),
  ],
  [
    'a schema',
    async (_, given) => Response.json({ id: given }),
    { schema: v.object({ id: v.literal(1) }) },
  ],
  ['a timeout before the headers', () => new Promise(() => {}), { timeout: 50 }],
  ['a timeout in the body', () => new Response(stalled()), { timeout: 50 }],
  ['a chunk that does not come', () => new Response(stalled()), { idleTimeout: 50 }],
  [
    'a redirect that cannot be followed',
    (request) =>
      new Response('', {
        status: 302,
        headers: { location: `ftp://x/${encodeURIComponent(request.url)}` },
      }),
  ],
  [
    'a quota that is paused',
    (_, given) =>
      Response.json({ message: given }, { status: 429, headers: { 'retry-after': '3600' } }),
  ],
]

const names: EventName[] = [
  'request',
  'response',
  'attempt',
  'wait',
  'retry',
  'throttled',
  'renew',
  'error',
]

/** Everything that a program could print of a client's life: its events and its log. */
function overheard(api: Client): string[] {
  const heard: string[] = []
  for (const name of names) {
    api.on(name, (event) => {
      heard.push(JSON.stringify(event), inspect(event, { depth: 9 }))
    })
  }
  const log = (line: string) => void heard.push(line)
  attachLogger(api, { info: log, error: log })
  return heard
}

const printed = (error: PortolanError): string[] => [
  error.message,
  String(error.stack),
  String(error),
  JSON.stringify(error),
  JSON.stringify(error.toJSON()),
  inspect(error, { depth: 9 }),
  inspect(error.cause, { depth: 9, showHidden: true }),
  String((error.cause as Error | undefined)?.stack),
]

/** The forms in which a secret may stand in a text. */
const formsOf = (text: string): string[] => [
  text,
  encodeURIComponent(text),
  new URLSearchParams({ a: text }).toString().slice(2),
  btoa(String.fromCharCode(...new TextEncoder().encode(`ada:${text}`))),
]

describe.each(places)('a secret in %s', (_, place) => {
  test.each(failures)('appears in no output after %s', async (_, failing, over = {}) => {
    const clock = watchedClock()
    const { api } = stage((request) => failing(request, place.secret), {
      ...place.client,
      clock,
      retry: { maxRetries: 0, maxThrottles: 0 },
    })
    const heard = overheard(api)
    const call = rejection<PortolanError>(api.post('x', { ...place.call, ...over }))
    await clock.advance(100)
    const error = await call
    expect(error).toBeInstanceOf(PortolanError)
    expect(heard.length).toBeGreaterThan(3)
    const all = [...printed(error), ...heard].join('\n')
    for (const form of formsOf(place.secret)) expect(all).not.toContain(form)
  })

  test('appears in no output of a call that is refused while the quota is paused', async () => {
    const busy = () => new Response('', { status: 429, headers: { 'retry-after': '3600' } })
    const { api } = stage(busy, { ...place.client, retry: { maxThrottles: 0 } })
    const heard = overheard(api)
    await rejection(api.post('x', place.call))
    const error = await rejection<PortolanError>(api.post('x', place.call))
    expect(error.name).toBe('QuotaError')
    const all = [...printed(error), ...heard].join('\n')
    for (const form of formsOf(place.secret)) expect(all).not.toContain(form)
  })
})

describe('a piece of a secret', () => {
  const token = 'Qx7-long-token-of-forty-characters-in-all'
  const refusal = { status: 403, headers: { 'content-type': 'application/json' } }

  test.each([
    ['where a body that is no JSON is cut', 80, (text: string) => json(text)],
    ['where a message is cut', 300, (message: string) => Response.json({ message }, refusal)],
  ])('appears in no output %s', async (_, length, answer) => {
    for (let before = length - token.length; before < length; before += 1) {
      const { api } = stage(() => answer('.'.repeat(before) + token), { auth: bearer(token) })
      const error = await rejection<PortolanError>(api.get('x'))
      expect(printed(error).join('\n')).not.toContain('Qx7')
    }
  })

  test('appears in no output where the engine quotes what does not parse', async () => {
    for (const text of [token, `{"a":${token}}`, `[1,2,${token},${token}`]) {
      const { api } = stage(() => json(text), { auth: bearer(token) })
      const error = await rejection<PortolanError>(api.get('x'))
      const cause = error.cause as Error
      expect(cause.message).toContain('Unexpected token')
      expect(`${cause.stack}${printed(error)}`).not.toContain('Qx7')
    }
  })
})

describe('a password in a URL', () => {
  const url = 'https://ada:pw-77812@api.example.com/v1/x'

  test('appears in no output, wherever it is refused', async () => {
    const { api, sent } = stage()
    const errors = [
      thrown<PortolanError>(() => createClient({ baseURL: url })),
      thrown<PortolanError>(() => createClient({ allowedOrigins: [url] })),
      await rejection<PortolanError>(api.get(url)),
      await rejection<PortolanError>(api.fetch(url)),
    ]
    for (const error of errors) {
      expect(error.name).toBe('ConfigError')
      expect(printed(error).join('\n')).not.toContain('77812')
    }
    expect(sent).toHaveLength(0)
  })

  test('appears in no output where a runtime names it', async () => {
    const fetch = () => Promise.reject(new TypeError(`error sending request for url (${url})`))
    const { api } = stage(undefined, { fetch })
    const error = await rejection<PortolanError>(api.get('x'))
    expect(printed(error).join('\n')).not.toContain('77812')
  })
})
