import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { createKnowi, type Knowi, type KnowiOptions } from '../../src/apis/knowi/index'
import { requestTimeoutInMs } from '../../src/apis/knowi/timeout'
import { ParseError } from '../../src/index'

/**
 * Holds the client against recorded transcripts of the Python client. ORACLES names the folder with
 * them; without it there is nothing to check against, and that is said aloud.
 */
const folder = process.env.ORACLES

interface Sent {
  method: string
  target: string
  headers: Record<string, string>
  body: string
}

interface Recording {
  label: string
  timeout: number | string
  requests: Sent[]
  result?: unknown
  raised?: { type: string }
}

/** What the server behind the recordings answered, told by the label. */
type Answer = (path: string, visit: number) => Response

const list = { list: [{ id: 1 }, { id: 2 }] }
const json = (data: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(data), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  })
const entries = {
  type: 'error.list',
  errors: [
    { code: 'c1', message: 'm1' },
    { code: 'c2', message: 'm2' },
  ],
}

/** Names of the classes that the contract calls correct. */
const classes: Record<string, string> = {
  400: 'KnowiBadRequestError',
  401: 'KnowiUnauthorizedError',
  402: 'KnowiPaymentRequiredError',
  403: 'KnowiForbiddenError',
  404: 'KnowiNotFoundError',
  405: 'KnowiMethodNotAllowedError',
  406: 'KnowiNotAcceptableError',
  408: 'KnowiRequestTimeoutError',
  409: 'KnowiUserConflictError',
  415: 'KnowiUnsupportedMediaTypeError',
  418: 'KnowiError',
  422: 'KnowiUnprocessableEntityError',
  423: 'KnowiScrollExistsError',
  429: 'KnowiServer429Error',
  500: 'KnowiInternalServiceError',
  502: 'KnowiServer5xxError',
  503: 'KnowiServer5xxError',
  504: 'KnowiServer5xxError',
}

interface Case {
  /** Everything but the verification. */
  answer?: Answer
  verification?: () => Response
  options?: Partial<KnowiOptions>
  run: (knowi: Knowi) => Promise<unknown>
  /** What the contract calls correct, where that is not the recorded result. */
  error?: string
  result?: unknown
  /** Requests to leave out of the recording: those that the contract calls a fault. */
  requests?: (sent: Sent[]) => Sent[]
}

const getX = (knowi: Knowi): Promise<unknown> => knowi.get('x')
const all = async (items: AsyncIterable<unknown>): Promise<unknown[]> => {
  const collected: unknown[] = []
  for await (const item of items) collected.push(item)
  return collected
}

function caseFor({ label }: Recording): Case | undefined {
  const status = /^(\d{3})\b/.exec(label)?.[1]
  const error = status && classes[status]
  const fixed: Record<string, Case> = {
    'get, lazily verified': { run: (knowi) => knowi.get('dashboards') },
    'two gets, verified once': {
      run: async (knowi) => [await knowi.get('a'), await knowi.get('b')],
    },
    // Fault 6: the reference goes ahead, and asks again before every call.
    'verification without list: every call verifies again': {
      verification: () => json({ x: 1 }),
      run: (knowi) => knowi.get('a'),
      error: 'KnowiError',
      requests: (sent) => sent.slice(0, 1),
    },
    '400 real Knowi shape': {
      answer: () => json({ message: 'bad id', documentation_url: 'http://d' }, 400),
      run: getX,
      error: 'KnowiBadRequestError',
    },
    '400 JSON list': { answer: () => json([1], 400), run: getX, error: 'KnowiBadRequestError' },
    '400 html': {
      answer: () => new Response('<p>bad</p>', { status: 400 }),
      run: getX,
      error: 'KnowiBadRequestError',
    },
    '204 empty': {
      answer: () => new Response(null, { status: 204 }),
      run: getX,
      result: undefined,
    },
    '201 JSON': {
      answer: () => json({ id: 1 }, 201),
      run: (knowi) => knowi.post('x', { json: { a: 1 } }),
    },
    '200 not JSON': { answer: () => new Response('hello'), run: getX, error: 'ParseError' },
    '500': {
      answer: () => json({ message: 'no' }, 500),
      run: getX,
      error: 'KnowiInternalServiceError',
    },
    '503 Retry-After': {
      answer: () => json({}, 503, { 'retry-after': '1' }),
      run: getX,
      error: 'KnowiServer5xxError',
    },
    // Fault 6 again: a token that the server refuses is no good token.
    'verification 401 empty body': {
      verification: () => new Response(null, { status: 401 }),
      run: getX,
      error: 'KnowiUnauthorizedError',
      requests: (sent) => sent.slice(0, 1),
    },
    'verification 401 empty body, on entry': {
      verification: () => new Response(null, { status: 401 }),
      run: (knowi) => knowi.open(),
      error: 'KnowiUnauthorizedError',
      requests: (sent) => sent.slice(0, 1),
    },
    'verification 401 with body': {
      verification: () => json({ message: 'no' }, 401),
      run: getX,
      error: 'KnowiUnauthorizedError',
    },
    'verification 500': {
      verification: () => json({ message: 'no' }, 500),
      run: getX,
      error: 'KnowiInternalServiceError',
    },
    post: {
      options: { userAgent: 'my-agent' },
      run: (knowi) => knowi.post('x', { json: { a: 1 } }),
    },
    // Fault 7: the reference sends GET for every method but POST in capitals.
    'perform PUT': {
      run: (knowi) => knowi.perform('PUT', 'x'),
      requests: (sent) =>
        sent.map((each, index) => (index === 1 ? { ...each, method: 'PUT' } : each)),
    },
    'perform post lower case': {
      run: (knowi) => knowi.perform('post', 'x'),
      requests: (sent) =>
        sent.map((each, index) =>
          index === 1
            ? {
                ...each,
                method: 'POST',
                headers: { ...each.headers, 'Content-Type': 'application/json' },
              }
            : each,
        ),
    },
    'params and endpoint tag': {
      run: (knowi) =>
        knowi.get('x', { query: { byCategory: '1,2', n: null }, endpoint: 'dashboards' }),
    },
    'absolute url': { run: (knowi) => knowi.request('GET', '', { url: 'http://127.0.0.1/other' }) },
    // Fault 13: exactly one slash.
    'path with a leading slash': {
      run: (knowi) => knowi.get('/x'),
      requests: (sent) =>
        sent.map((each) => ({ ...each, target: each.target.replace('//x', '/x') })),
    },
    'stream dashboards': {
      answer: (path) =>
        json(path.endsWith('/1') ? { id: 1, name: 'a' } : path.endsWith('/2') ? { id: 2 } : list),
      run: (knowi) => all(knowi.dashboards.all()),
    },
    'stream widgets': {
      answer: (path) =>
        json(path.endsWith('/1') ? { id: 1 } : path.endsWith('/2') ? { id: 2 } : list),
      run: (knowi) => all(knowi.widgets.all()),
    },
    // The redirect is followed by fetch itself, below the client.
    '302': { run: getX, result: list, requests: (sent) => sent.slice(0, 2) },
  }
  if (fixed[label]) return fixed[label]
  if (/^\d{3} error\.list$/.test(label) && error) {
    return { answer: () => json(entries, Number(status)), run: getX, error }
  }
  return undefined
}

/** The recording's origin and the headers that its client's HTTP library adds by itself. */
function normal({ method, target, headers }: Sent): unknown {
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (!value.startsWith('python-requests/')) kept[name.toLowerCase()] = value
  }
  return { method, target, headers: kept }
}

const recordings: Recording[] = folder
  ? (JSON.parse(readFileSync(`${folder}/knowi-wire.json`, 'utf8')) as { calls: Recording[] }).calls
  : []
if (!folder) console.warn('!!! ORACLES IS NOT SET: the recorded transcripts are not checked')

describe.runIf(folder)('the transcripts of the Python client', () => {
  const unknown: string[] = []
  for (const recording of recordings) {
    const { label } = recording
    const timeout = /^timeout (.+)$/.exec(label)?.[1]
    if (timeout !== undefined) {
      it(`takes ${label} as the contract says`, () => {
        const text =
          { False: false, True: true }[timeout] ??
          (/^'/.test(timeout) ? timeout.slice(1, -1) : Number(timeout))
        const given = timeout === 'None' ? undefined : text
        const { timeout: seconds } = recording as { timeout?: unknown }
        // What the reference takes, although no time is like it, is refused.
        if (given === true || !(typeof seconds === 'number' && seconds > 0)) {
          expect(() => requestTimeoutInMs(given)).toThrow('requestTimeout')
        } else {
          expect((requestTimeoutInMs(given) ?? 300_000) / 1000).toBe(recording.timeout)
        }
      })
      continue
    }
    const known = caseFor(recording)
    if (!known) {
      unknown.push(label)
      continue
    }
    it(`${label}: the same requests, and what the contract calls the right end`, async () => {
      const sent: Sent[] = []
      let visits = 0
      const fetch = (async (url: string, init: RequestInit) => {
        const { pathname, search } = new URL(url)
        sent.push({
          method: init.method ?? '',
          target: pathname + search,
          headers: init.headers as Record<string, string>,
          body: '',
        })
        visits += 1
        if (visits === 1) return known.verification?.() ?? json(list)
        return known.answer?.(pathname, visits) ?? json(list)
      }) as typeof globalThis.fetch
      const knowi = createKnowi({
        accessToken: 'tok',
        baseURL: 'http://127.0.0.1/api/1.0',
        retry: false,
        fetch,
        ...known.options,
      })
      const end = await known.run(knowi).then(
        (result) => ({ result }),
        (error: Error) => ({ error: error.name, isParse: error instanceof ParseError }),
      )
      const expected = (known.requests?.(recording.requests) ?? recording.requests).map(normal)
      expect(sent.map(normal)).toEqual(expected)
      if (known.error) expect(end).toMatchObject({ error: known.error })
      else expect(end).toEqual({ result: 'result' in known ? known.result : recording.result })
    })
  }
  afterAll(() => {
    if (unknown.length > 0)
      console.warn(`!!! NOT CHECKED, since their answers are not known here: ${unknown.join('; ')}`)
  })
})
