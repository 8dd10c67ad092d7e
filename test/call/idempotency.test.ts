import { describe, expect, test } from 'vitest'
import { apiKey, bearer, type CallOptions, NetworkError } from '../../src/index'
import { rejection, stage } from '../stage'

/** What three failures of a kind and a success make of a call. */
function failing(kind: 'network' | 'status') {
  return stage(
    (_, nth) => {
      if (nth > 2) return Response.json({ ok: true })
      if (kind === 'network') throw new TypeError('reset')
      return new Response('', { status: 503 })
    },
    { retry: 3 },
  )
}

/** A token that is another one each time. */
function renewable() {
  let nth = 0
  return bearer(() => `tok-${++nth}`)
}

const keysOf = (sent: Request[]) => sent.map(({ headers }) => headers.get('idempotency-key'))

describe.each(['post', 'patch'] as const)('%s with an idempotency key', (verb) => {
  test.each(['network', 'status'] as const)(
    'is repeated after a failure, with the same key and the same bytes: %s',
    async (kind) => {
      const { api, clock, sent } = failing(kind)
      const call = api[verb]('pay', { json: { amount: 7 }, idempotencyKey: true })
      await clock.advance(10_000)
      await call
      const [key, ...others] = keysOf(sent)
      expect(key).toMatch(/^[\da-f]{32}$/)
      expect(others).toEqual([key, key])
      expect(await Promise.all(sent.map((request) => request.text()))).toEqual(
        Array(3).fill('{"amount":7}'),
      )
    },
  )

  test('of the caller, in a header or made by a function, is repeated too', async () => {
    const ways: CallOptions[] = [
      { idempotencyKey: 'order-7' },
      { headers: { 'Idempotency-Key': 'order-7' } },
      {
        meta: 7,
        idempotencyKey: ({ method, url, meta }) =>
          `${method === verb.toUpperCase() && url.endsWith('/v1/pay') ? 'order' : ''}-${meta}`,
      },
    ]
    for (const way of ways) {
      const { api, clock, sent } = failing('status')
      const call = api[verb]('pay', { json: 1, ...way })
      await clock.advance(10_000)
      await call
      expect(keysOf(sent)).toEqual(Array(3).fill('order-7'))
    }
  })

  test('goes out once without it', async () => {
    for (const way of [{}, { idempotencyKey: false }]) {
      const { api, sent } = failing('network')
      expect(await rejection(api[verb]('pay', { json: 1, ...way }))).toBeInstanceOf(NetworkError)
      expect(keysOf(sent)).toEqual([null])
    }
  })

  test('goes out once when its body is a stream', async () => {
    const { api, sent } = failing('network')
    const body = new Blob(['x']).stream()
    const error = await rejection(api[verb]('pay', { body, idempotencyKey: true }))
    expect(error).toBeInstanceOf(NetworkError)
    expect(sent).toHaveLength(1)
  })
})

test.each([
  ['a redirect that keeps the method', apiKey({ name: 'X-Key', value: 'k-1' }), 307],
  ['one that keeps it for good', apiKey({ name: 'X-Key', value: 'k-1' }), 308],
  ['a credential that was renewed', renewable(), 401],
])(
  'the same key and bytes go through %s, and through the failures after it',
  async (_, auth, first) => {
    const { api, clock, sent } = stage(
      (_, nth) => {
        if (nth === 1)
          return new Response('', { status: first, headers: { location: '/v1/there' } })
        if (nth === 2) throw new TypeError('reset')
        return nth === 3 ? new Response('', { status: 503 }) : Response.json({ ok: true })
      },
      { auth, retry: 3 },
    )
    const call = api.post('pay', { json: { amount: 7 }, idempotencyKey: true })
    await clock.advance(10_000)
    expect(await call).toEqual({ ok: true })
    expect(sent).toHaveLength(4)
    expect(new Set(keysOf(sent)).size).toBe(1)
    expect(keysOf(sent)[0]).toMatch(/^[\da-f]{32}$/)
    expect(await Promise.all(sent.map((request) => request.text()))).toEqual(
      Array(4).fill('{"amount":7}'),
    )
  },
)

test('two calls have two keys', async () => {
  const { api, sent } = stage()
  for (const path of ['a', 'b']) await api.post(path, { idempotencyKey: true })
  expect(new Set(keysOf(sent)).size).toBe(2)
})

test('a fetch of another library that brings a key is repeated', async () => {
  const { api, clock, sent } = failing('network')
  const headers = { 'Idempotency-Key': 'theirs' }
  const call = api.fetch('pay', { method: 'POST', body: '{}', headers })
  await clock.advance(10_000)
  expect((await call).status).toBe(200)
  expect(keysOf(sent)).toEqual(Array(3).fill('theirs'))
})

test.each([
  ['', 'true, or a text'],
  [() => '', 'true, or a text'],
  [7, 'idempotencyKey'],
  ['a\nb', 'idempotency-key'],
])('a key that is %j is a ConfigError', async (idempotencyKey, said) => {
  const { api, sent } = stage()
  const error = await rejection(api.post('x', { idempotencyKey } as CallOptions))
  expect(error.name).toBe('ConfigError')
  expect(error.message).toContain(said)
  expect(sent).toHaveLength(0)
})
