import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  type Auth,
  AuthError,
  bearer,
  type ClientOptions,
  ClosedError,
  ConfigError,
  createClient,
  InternalServerError,
  NetworkError,
  NotFoundError,
  ParseError,
  QuotaError,
  rateLimit,
  ServiceUnavailableError,
  TooManyRequestsError,
} from '../../src/index'
import { type FakeClock, fakeClock } from '../../src/testing/index'

type Answer =
  | Response
  | Error
  | ((init: RequestInit & { url: string }) => Response | Promise<Response>)

let clock: FakeClock
beforeEach(() => {
  clock = fakeClock()
})
afterEach(() => {
  expect(clock.pending).toBe(0)
})

/** A client whose fetch gives these answers in turn, the last one over and over. */
function clientOf(answers: Answer[], options: ClientOptions = {}) {
  const sent: { url: string; init: RequestInit; at: number }[] = []
  const fetch = (async (url: string, init: RequestInit) => {
    const answer = answers[Math.min(sent.length, answers.length - 1)] as Answer
    sent.push({ url, init, at: clock.now() })
    if (answer instanceof Error) throw answer
    if (answer instanceof Response) return answer.clone()
    return answer({ ...init, url })
  }) as typeof globalThis.fetch
  const client = createClient({ baseURL: 'https://api.test/v1', clock, fetch, ...options })
  return { client, sent }
}

const json = (data: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(data), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  })
/** An answer that never comes; its promise settles only when the request is aborted. */
const never = ({ signal }: RequestInit): Promise<Response> =>
  new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
/** As a fetch that does not know its signal would behave. */
const deaf = (): Promise<Response> => new Promise(() => {})
const stalledBody = (): Response => new Response(new ReadableStream({ start() {} }))

async function settled(promise: Promise<unknown>): Promise<{ value?: unknown; error?: unknown }> {
  return promise.then(
    (value) => ({ value }),
    (error) => ({ error }),
  )
}

describe('a call on its way', () => {
  it('sends nothing before the next microtask', async () => {
    const { client, sent } = clientOf([json({ ok: true })])
    const call = client.get('things')
    expect(sent).toHaveLength(0)
    expect(await call).toEqual({ ok: true })
    expect(sent).toHaveLength(1)
  })

  it('tells the attempts and the request id of its answer', async () => {
    const { client } = clientOf([json({}, 503), json({ ok: 1 }, 200, { 'x-request-id': 'r-7' })])
    const call = client.get('things').withResponse()
    await clock.advance(1000)
    const { data, attempts, requestId, response } = await call
    expect({ data, attempts, requestId, status: response.status }).toEqual({
      data: { ok: 1 },
      attempts: 2,
      requestId: 'r-7',
      status: 200,
    })
  })

  it('sends the same bytes and fresh headers at each attempt', async () => {
    const { client, sent } = clientOf([json({}, 500), json({ ok: 1 })], {
      beforeAttempt: (request) => {
        request.headers['x-attempt'] = `${request.headers['x-attempt'] ?? ''}${request.attempt}`
      },
    })
    const call = client.put('things/1', { json: { a: 1 } })
    await clock.advance(1000)
    await call
    expect(sent.map(({ init }) => init.body)).toEqual(['{"a":1}', '{"a":1}'])
    expect(sent.map(({ init }) => (init.headers as Record<string, string>)['x-attempt'])).toEqual([
      '1',
      '2',
    ])
  })

  it('gives beforeAttempt the credential and the meta, and keeps its URL at its origin', async () => {
    const seen: unknown[] = []
    const { client } = clientOf([json({})], {
      auth: bearer('token-1'),
      beforeAttempt: async (request) => {
        seen.push([request.headers.authorization, request.meta])
        if (request.method === 'DELETE') request.url = 'https://api.test.evil.example/'
      },
    })
    await client.get('things', { meta: { trace: 1 } })
    expect(seen).toEqual([['Bearer token-1', { trace: 1 }]])
    await expect(client.delete('things')).rejects.toThrow(ConfigError)
  })

  it('lets what beforeAttempt throws through, unchanged', async () => {
    const veto = { because: 'maintenance' }
    const { client, sent } = clientOf([json({})], {
      beforeAttempt: () => {
        throw veto
      },
    })
    expect(await settled(client.get('things'))).toEqual({ error: veto })
    expect(sent).toHaveLength(0)
  })
})

describe('retries', () => {
  it('come with full jitter after a failure that may pass', async () => {
    const { client, sent } = clientOf([json({}, 500), new TypeError('reset'), json({ ok: 1 })])
    clock.random = 0.5
    const call = client.get('things')
    await clock.advance(299)
    expect(sent.map(({ at }) => at)).toEqual([0, 100])
    await clock.advance(1)
    expect(await call).toEqual({ ok: 1 })
    expect(sent.map(({ at }) => at)).toEqual([0, 100, 300])
  })

  it('end after two, with the last error', async () => {
    const { client, sent } = clientOf([json({ message: 'boom' }, 500)])
    const call = settled(client.get('things'))
    await clock.advance(5000)
    const { error } = await call
    expect(error).toBeInstanceOf(InternalServerError)
    expect(error).toMatchObject({ attempts: 3, status: 500, data: { message: 'boom' } })
    expect((error as Error).message).toContain('boom')
    expect(sent).toHaveLength(3)
  })

  it.each(['POST', 'PATCH'])('never repeat a %s that may have been carried out', async (method) => {
    for (const answer of [json({}, 500), json({}, 503), json({}, 408), new TypeError('reset')]) {
      const { client, sent } = clientOf([answer])
      await expect(client.request(method, 'things', { json: {} })).rejects.toThrow()
      expect(sent).toHaveLength(1)
    }
  })

  it.each([
    [429, {}],
    [503, { 'retry-after': '1' }],
    [413, { 'retry-after': '1' }],
  ])('repeat a POST that the server refused with %i', async (status, headers) => {
    const { client, sent } = clientOf([
      json({}, status, headers as Record<string, string>),
      json({ ok: 1 }),
    ])
    const call = client.post('things', { json: {} })
    await clock.advance(5000)
    expect(await call).toEqual({ ok: 1 })
    expect(sent).toHaveLength(2)
  })

  it('wait as long as Retry-After says and never less', async () => {
    const { client, sent } = clientOf([json({}, 503, { 'retry-after': '3' }), json({ ok: 1 })])
    clock.random = 0
    const call = client.get('things')
    await clock.advance(2999)
    expect(sent).toHaveLength(1)
    await clock.advance(1)
    expect(await call).toEqual({ ok: 1 })
  })

  it('are not made after a Retry-After beyond the cap, which the error tells', async () => {
    const { client, sent } = clientOf([json({}, 503, { 'retry-after': '3600' })])
    const { error } = await settled(client.get('things'))
    expect(error).toBeInstanceOf(ServiceUnavailableError)
    expect(error).toMatchObject({ retryAfter: 3_600_000, attempts: 1 })
    expect(sent).toHaveLength(1)
  })

  it('send a stream once and say so', async () => {
    const { client, sent } = clientOf([json({}, 500)])
    const body = new ReadableStream({ start: (controller) => controller.close() })
    const { error } = await settled(client.put('things', { body }))
    expect((error as Error).message).toContain('stream')
    expect(sent).toHaveLength(1)
    expect(sent[0]?.init).toMatchObject({ duplex: 'half' })
  })

  it('make a body anew by the function that was given', async () => {
    let made = 0
    const { client } = clientOf([json({}, 500), json({ ok: 1 })])
    const call = client.put('things', {
      body: () => {
        made += 1
        return new Blob(['x'])
      },
    })
    await clock.advance(1000)
    await call
    expect(made).toBe(2)
  })

  it('are not made for a body that does not parse', async () => {
    const { client, sent } = clientOf([
      new Response('{"a":', { headers: { 'content-type': 'application/json' } }),
    ])
    const { error } = await settled(client.get('things'))
    expect(error).toBeInstanceOf(ParseError)
    expect(error).toMatchObject({ data: '{"a":' })
    expect(sent).toHaveLength(1)
  })

  it('follow a body that broke off', async () => {
    const cut = () =>
      new Response(
        new ReadableStream({
          start(controller) {
            controller.enqueue(new TextEncoder().encode('{"a"'))
            controller.error(new TypeError('terminated'))
          },
        }),
        { headers: { 'content-type': 'application/json' } },
      )
    const { client, sent } = clientOf([cut, json({ ok: 1 })])
    const call = client.get('things')
    await clock.advance(1000)
    expect(await call).toEqual({ ok: 1 })
    expect(sent).toHaveLength(2)
    const { error } = await settled(clientOf([cut]).client.post('things'))
    expect(error).toBeInstanceOf(NetworkError)
  })

  it('obey a policy of the caller', async () => {
    const failures: unknown[] = []
    const { client, sent } = clientOf([json({}, 404)], {
      retry: {
        next({ cause, status, attempt, retries, elapsed }) {
          failures.push({ cause, status, attempt, retries, elapsed })
          return attempt < 3 && { delay: 1000 }
        },
      },
    })
    const call = settled(client.get('things'))
    await clock.advance(2000)
    expect((await call).error).toBeInstanceOf(NotFoundError)
    expect(sent.map(({ at }) => at)).toEqual([0, 1000, 2000])
    expect(failures).toEqual([
      { cause: 'status', status: 404, attempt: 1, retries: 0, elapsed: 0 },
      { cause: 'status', status: 404, attempt: 2, retries: 1, elapsed: 1000 },
      { cause: 'status', status: 404, attempt: 3, retries: 2, elapsed: 2000 },
    ])
  })

  it('cancel the body of the answer that they leave behind', async () => {
    let cancelled = false
    const open = () =>
      new Response(
        new ReadableStream({
          cancel() {
            cancelled = true
          },
        }),
        { status: 503 },
      )
    const { client } = clientOf([open, json({ ok: 1 })])
    const call = client.fetch('https://api.test/v1/things')
    await clock.advance(1000)
    await call
    expect(cancelled).toBe(true)
  })
})

describe('a throttled quota', () => {
  it('pauses every call on it and spends no retry', async () => {
    const throttled = json({}, 429, { 'retry-after': '2' })
    const { client, sent } = clientOf([throttled, throttled, throttled, json({ ok: 1 })], {
      rateLimit: { limit: 1, window: 1 },
      retry: { maxRetries: 0 },
    })
    clock.random = 0
    const calls = Promise.all([client.get('a'), client.get('b')])
    await clock.advance(10_000)
    expect(await calls).toEqual([{ ok: 1 }, { ok: 1 }])
    expect(sent.map(({ url, at }) => [url.at(-1), at]).slice(0, 4)).toEqual([
      ['a', 0],
      ['a', 2000],
      ['a', 4000],
      ['a', 6000],
    ])
    expect(sent).toHaveLength(5)
  })

  it('gives up after maxThrottles', async () => {
    const { client, sent } = clientOf([json({}, 429, { 'retry-after': '1' })], {
      retry: { maxThrottles: 2 },
    })
    const call = settled(client.get('a'))
    await clock.advance(10_000)
    expect((await call).error).toBeInstanceOf(TooManyRequestsError)
    expect(sent).toHaveLength(3)
  })

  it('refuses calls at once while it is paused beyond what they sit out', async () => {
    const { client } = clientOf([json({}, 429, { 'retry-after': '120' })])
    expect((await settled(client.get('a'))).error).toBeInstanceOf(TooManyRequestsError)
    const { error } = await settled(client.get('b'))
    expect(error).toBeInstanceOf(QuotaError)
    expect(error).toMatchObject({
      reason: 'paused',
      attempts: 0,
      method: 'GET',
      url: 'https://api.test/v1/b',
    })
    expect((error as QuotaError).retryAfter).toBeGreaterThanOrEqual(120_000)
  })
})

describe('clocks', () => {
  it('end an attempt that gets no headers, and the next one has a clock of its own', async () => {
    const { client, sent } = clientOf([never, never, json({ ok: 1 })], { timeout: 1000 })
    clock.random = 0
    const call = client.get('things')
    await clock.advance(2000)
    expect(await call).toEqual({ ok: 1 })
    expect(sent.map(({ at }) => at)).toEqual([0, 1000, 2000])
  })

  it.each([
    ['headers', never],
    ['headers', deaf],
    ['body', stalledBody],
  ])('tell the phase: %s', async (phase, answer) => {
    const { client } = clientOf([answer], { timeout: 500, retry: false })
    const call = settled(client.get('things', { parseAs: 'text' }))
    await clock.advance(499)
    expect(clock.pending).toBe(1)
    await clock.advance(1)
    expect((await call).error).toMatchObject({ name: 'TimeoutError', phase, scope: 'attempt' })
  })

  it('count a credential that does not come as the phase auth', async () => {
    const { client, sent } = clientOf([json({})], {
      auth: bearer(() => new Promise(() => {})),
      timeout: 500,
      retry: false,
    })
    const call = settled(client.get('things'))
    await clock.advance(500)
    expect((await call).error).toMatchObject({ phase: 'auth', scope: 'attempt' })
    expect(sent).toHaveLength(0)
  })

  it('end the whole call, whichever attempt it is in', async () => {
    const { client, sent } = clientOf([json({}, 500), never], {
      timeout: 10_000,
      totalTimeout: 3000,
    })
    const call = settled(client.get('things'))
    await clock.advance(3000)
    expect((await call).error).toMatchObject({ phase: 'headers', scope: 'total', attempts: 2 })
    expect(clock.now()).toBe(3000)
    expect(sent).toHaveLength(2)
  })

  it('do not start a wait that ends after the total: the last error comes at once', async () => {
    const { client } = clientOf([json({}, 503, { 'retry-after': '5' })], { totalTimeout: 3000 })
    const { error } = await settled(client.get('things'))
    expect(error).toBeInstanceOf(ServiceUnavailableError)
    expect(clock.now()).toBe(0)
  })

  it('refuse a wait in the queue that cannot fit, and end one that did not', async () => {
    const { client } = clientOf([json({})], { rateLimit: { limit: 1, window: 5000 } })
    await client.get('a')
    const { error } = await settled(client.get('b', { totalTimeout: 1000 }))
    expect(error).toMatchObject({ name: 'QuotaError', reason: 'deadline' })

    const busy = clientOf([never], {
      rateLimit: { limit: 10, window: 1, maxConcurrent: 1 },
      timeout: false,
    })
    const running = settled(busy.client.get('a'))
    const waiting = settled(busy.client.get('b', { totalTimeout: 1000 }))
    await clock.advance(1000)
    expect((await waiting).error).toMatchObject({
      name: 'TimeoutError',
      phase: 'queue',
      scope: 'total',
    })
    await busy.client.close()
    expect((await running).error).toBeInstanceOf(ClosedError)
  })

  it('leave a body that was handed on to its signal', async () => {
    const { client, sent } = clientOf([stalledBody], { timeout: 500 })
    const controller = new AbortController()
    const response = await client.get('things', { signal: controller.signal }).asResponse()
    await clock.advance(60_000)
    expect(sent[0]?.init.signal?.aborted).toBe(false)
    controller.abort('enough')
    expect(sent[0]?.init.signal?.reason).toBe('enough')
    expect(response.status).toBe(200)
  })
})

describe('an abort', () => {
  const reasons: [string, unknown][] = [
    ['a text', 'my reason'],
    ['null', null],
    ['an error', new Error('mine')],
    ['an error of ours', new NotFoundError('other call', { status: 404 })],
  ]
  it.each(reasons)('before the call comes through unchanged: %s', async (_, reason) => {
    const { client, sent } = clientOf([json({})])
    expect(await settled(client.get('a', { signal: AbortSignal.abort(reason) }))).toEqual({
      error: reason,
    })
    expect(sent).toHaveLength(0)
  })

  it.each(reasons)(
    'in the queue, for the headers, in the body, in a backoff, in a log-in, in a renewal: %s',
    async (_, reason) => {
      const busy = { limit: 1, window: 60_000 }
      const renewing: Auth = {
        apply() {},
        renew: () => new Promise(() => {}),
        secrets: () => ({}),
      }
      const places: [Answer[], ClientOptions][] = [
        [[json({})], { rateLimit: busy }],
        [[deaf], {}],
        [[stalledBody], {}],
        [[json({}, 503, { 'retry-after': '50' })], { rateLimit: false }],
        [[json({}, 429, { 'retry-after': '50' })], {}],
        [[json({})], { auth: bearer(() => new Promise(() => {})) }],
        [[json({}, 401)], { auth: renewing }],
      ]
      for (const [answers, options] of places) {
        const { client } = clientOf(answers, options)
        if (options.rateLimit === busy) await client.get('first')
        const controller = new AbortController()
        const call = settled(client.get('a', { signal: controller.signal, parseAs: 'text' }))
        await clock.settle()
        controller.abort(reason)
        await clock.settle()
        // Without the clock having moved: the abort alone settled it.
        const { error } = await call
        expect(error).toBe(reason)
        if (reason instanceof NotFoundError) expect(reason.url).toBeUndefined()
        expect(client.rateLimit.state()).toMatchObject({ waiting: 0, inFlight: 0 })
      }
    },
  )

  it.each(['throttled', 'retry', 'response', 'attempt'] as const)(
    'while listeners hear of "%s" is not lost between two waits',
    async (name) => {
      const { client, sent } = clientOf([json({}, 429, { 'retry-after': '50' })])
      for (const turns of [0, 1, 2, 3]) {
        const controller = new AbortController()
        const undo = client.on(name, async () => {
          for (let turn = 0; turn < turns; turn += 1) await undefined
          controller.abort(`after ${turns} turns`)
        })
        const call = settled(client.get('a', { signal: controller.signal }))
        await clock.settle()
        expect(await call).toEqual({ error: `after ${turns} turns` })
        expect(client.rateLimit.state()).toMatchObject({ waiting: 0, inFlight: 0 })
        undo()
        await clock.advance(60_000)
      }
      expect(sent).toHaveLength(4)
    },
  )

  it('of the client ends all its calls', async () => {
    const controller = new AbortController()
    const { client } = clientOf([never], { signal: controller.signal })
    const calls = [settled(client.get('a')), settled(client.get('b'))]
    await clock.settle()
    controller.abort('over')
    expect(await Promise.all(calls)).toEqual([{ error: 'over' }, { error: 'over' }])
  })

  it('leaves no listener behind, however many calls share the signal', async () => {
    const { signal } = new AbortController()
    let listeners = 0
    const add = signal.addEventListener.bind(signal)
    const remove = signal.removeEventListener.bind(signal)
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners += 1
      add(...args)
    }
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners -= 1
      remove(...args)
    }
    const { client } = clientOf([json({})])
    const calls = Array.from({ length: 100 }, () => client.get('a', { signal }))
    await clock.settle()
    expect(listeners).toBeLessThanOrEqual(1)
    await Promise.all(calls)
    expect(listeners).toBe(0)
  })

  it('discards an answer that comes too late', async () => {
    let late: (response: Response) => void = () => {}
    const { client } = clientOf([
      () =>
        new Promise<Response>((resolve) => {
          late = resolve
        }),
    ])
    const controller = new AbortController()
    const call = settled(client.get('a', { signal: controller.signal }))
    await clock.settle()
    controller.abort('gone')
    await call
    let cancelled = false
    late(
      new Response(
        new ReadableStream({
          cancel() {
            cancelled = true
          },
        }),
      ),
    )
    await clock.settle()
    expect(cancelled).toBe(true)
  })
})

describe('a credential', () => {
  const renewing = (tokens: string[]): Auth & { renewals: unknown[] } => {
    const renewals: unknown[] = []
    return {
      renewals,
      apply(target) {
        target.headers.authorization = `Bearer ${tokens[0]}`
        target.credential = tokens[0]
      },
      async renew(refused) {
        renewals.push(refused)
        tokens.shift()
        return tokens.length > 0
      },
      secrets: () => ({ headers: ['authorization'] }),
    }
  }

  it('that was refused is renewed once, for a POST too', async () => {
    const auth = renewing(['old', 'new'])
    const { client, sent } = clientOf([json({}, 401), json({ ok: 1 })], { auth, retry: false })
    expect(await client.post('things', { json: { a: 1 } })).toEqual({ ok: 1 })
    expect(sent.map(({ init }) => (init.headers as Record<string, string>).authorization)).toEqual([
      'Bearer old',
      'Bearer new',
    ])
    expect(auth.renewals).toEqual(['old'])
  })

  it('that is refused again fails with the 401', async () => {
    const auth = renewing(['a', 'b', 'c'])
    const { client, sent } = clientOf([json({}, 401)], { auth })
    expect((await settled(client.get('things'))).error).toMatchObject({
      name: 'UnauthorizedError',
      attempts: 2,
    })
    expect(sent).toHaveLength(2)
  })

  it('that cannot be had is an AuthError, and its units go back to the quota', async () => {
    const { client, sent } = clientOf([json({})], {
      auth: bearer(async () => {
        throw new Error('vault is sealed')
      }),
      rateLimit: { limit: 3, window: 1000 },
    })
    const { error } = await settled(client.get('things'))
    expect(error).toBeInstanceOf(AuthError)
    expect((error as AuthError).cause).toMatchObject({ name: 'Error', message: 'vault is sealed' })
    expect(sent).toHaveLength(0)
    expect(client.rateLimit.state()).toMatchObject({ available: 3, inFlight: 0 })
  })

  it('appears in no output, even where the server or the runtime echoes it', async () => {
    const secret = 's3cr3t-t0ken'
    const noisy = new TypeError(
      `error sending request for url (https://api.test/v1/x?key=${secret})`,
    )
    for (const answer of [json({ message: `bad token ${secret}`, token: secret }, 403), noisy]) {
      const lines: string[] = []
      const { client } = clientOf([answer], {
        auth: bearer(secret),
        retry: false,
        query: { key: secret },
      })
      for (const name of ['request', 'response', 'attempt', 'error'] as const) {
        client.on(name, (event) => lines.push(JSON.stringify(event), inspect(event, { depth: 9 })))
      }
      const { error } = await settled(client.get('x'))
      const outputs = [
        inspect(error, { depth: 9 }),
        JSON.stringify(error),
        String(error),
        (error as Error).stack,
        ...lines,
      ]
      expect(outputs.length).toBeGreaterThan(6)
      for (const output of outputs) expect(output).not.toContain(secret)
    }
  })
})

describe('events', () => {
  it('tell the story of a call in order, with its facts', async () => {
    const story: string[] = []
    const { client } = clientOf(
      [json({}, 500), json({}, 429, { 'retry-after': '1' }), json({ ok: 1 })],
      {
        rateLimit: { limit: 1, window: 10 },
      },
    )
    clock.random = 0
    client.on('request', ({ method, url, attempt, meta }) =>
      story.push(`request ${method} ${url} ${attempt} ${meta}`),
    )
    client.on('response', ({ status, duration }) => story.push(`response ${status} ${duration}`))
    client.on('attempt', ({ status, error }) =>
      story.push(`attempt ${status} ${(error as Error | undefined)?.name}`),
    )
    client.on('throttled', ({ status, retryAfter }) =>
      story.push(`throttled ${status} ${retryAfter}`),
    )
    client.on('retry', ({ delay, attempt }) => story.push(`retry ${attempt} ${delay}`))
    client.on('wait', () => story.push('wait'))
    client.on('error', () => story.push('error'))
    const call = client.get('x', { query: { q: 'private' }, meta: 'm' })
    await clock.advance(2000)
    await call
    expect(story).toEqual([
      'request GET https://api.test/v1/x?q=… 1 m',
      'response 500 0',
      'attempt 500 InternalServerError',
      'retry 1 0',
      'wait',
      'request GET https://api.test/v1/x?q=… 2 m',
      'response 429 0',
      'attempt 429 TooManyRequestsError',
      'throttled 429 1000',
      'retry 2 1000',
      'wait',
      'request GET https://api.test/v1/x?q=… 3 m',
      'response 200 0',
      'attempt 200 undefined',
    ])
  })

  it('tell of a failed call once, and of a renewal', async () => {
    const story: string[] = []
    const auth: Auth = { apply() {}, renew: async () => false, secrets: () => ({}) }
    const { client } = clientOf([json({}, 401)], { auth })
    client.on('renew', ({ renewed }) => story.push(`renew ${renewed}`))
    client.on('error', ({ error, attempt }) =>
      story.push(`error ${(error as Error).name} ${attempt}`),
    )
    await settled(client.get('x'))
    expect(story).toEqual(['renew false', 'error UnauthorizedError 1'])
  })
})

describe('what a caller may get wrong', () => {
  it('is told as a ConfigError', async () => {
    const { client, sent } = clientOf([json({})])
    for (const options of [
      null,
      { signal: {} },
      { constructor: 1 },
      { fetchOptions: { body: 'x' } },
    ]) {
      expect((await settled(client.get('a', options as never))).error).toBeInstanceOf(ConfigError)
    }
    expect(() => createClient(null as never)).toThrow(ConfigError)
    expect(sent).toHaveLength(0)
  })

  it('does not hide the boundary of a form behind the type of other bodies', async () => {
    const { client, sent } = clientOf([json({})], {
      headers: { 'Content-Type': 'application/json' },
    })
    await client.post('a', { body: new FormData() })
    await client.post('a', { body: new FormData(), headers: { 'content-type': 'x/y' } })
    expect(
      sent.map(({ init }) => (init.headers as Record<string, string>)['content-type']),
    ).toEqual([undefined, 'x/y'])
  })

  it('does not take an opaque redirect for an answer', async () => {
    const opaque = Response.error()
    const fetch = (async () => opaque) as typeof globalThis.fetch
    const client = createClient({ baseURL: 'https://api.test', fetch, retry: false })
    expect((await settled(client.get('a'))).error).toMatchObject({ name: 'HttpError', status: 0 })
  })
})

describe('close', () => {
  it('ends what waits and what runs, and refuses what comes', async () => {
    const { client } = clientOf([never], { rateLimit: { limit: 1, window: 60_000 } })
    const calls = [settled(client.get('a')), settled(client.get('b'))]
    await clock.settle()
    await client.close()
    for (const call of [...calls, settled(client.get('c')), settled(client.fetch('d'))]) {
      expect((await call).error).toBeInstanceOf(ClosedError)
    }
  })

  it('leaves a governor open that others share', async () => {
    const governor = rateLimit({ limit: 5, window: 1000, clock })
    const one = clientOf([json({})], { rateLimit: governor })
    const two = clientOf([json({ ok: 2 })], { rateLimit: governor })
    await one.client.close()
    expect(await two.client.get('a')).toEqual({ ok: 2 })
  })
})
