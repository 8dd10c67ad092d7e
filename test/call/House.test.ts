import { describe, expect, test } from 'vitest'
import { errorFor } from '../../src/call/consume'
import type { Dialect } from '../../src/call/House'
import { buildClient } from '../../src/client'
import { HttpError } from '../../src/index'
import { rejection, stage } from '../stage'

const speaking = (dialect: Dialect, answers: readonly unknown[], options = {}) => {
  const { fetch, clock, sent } = stage((_, nth) => Response.json(answers[nth - 1]))
  const api = buildClient(
    { baseURL: 'https://api.example.com', fetch, clock, retry: false, ...options },
    dialect,
  )
  return { api, sent }
}
const inGoodStatus: Dialect = {
  judge: (data, response, attempt) =>
    'error' in Object(data) ? errorFor(response, attempt, data) : undefined,
}

describe('a dialect that finds errors in good answers', () => {
  test('makes the call reject with what it found', async () => {
    const { api } = speaking(inGoodStatus, [{ error: 'no such thing' }])
    const error = await rejection(api.get('x'))
    expect(error).toBeInstanceOf(HttpError)
    expect(error).toMatchObject({ status: 200, data: { error: 'no such thing' }, attempts: 1 })
  })

  test('lets other answers pass', async () => {
    const { api } = speaking(inGoodStatus, [{ pipelines: [] }])
    expect(await api.get('x')).toEqual({ pipelines: [] })
  })

  test('has its errors seen by the retry policy', async () => {
    const policy = { next: ({ attempt }: { attempt: number }) => attempt < 2 && { delay: 0 } }
    const { api, sent } = speaking(inGoodStatus, [{ error: 'not yet' }, { ok: 1 }], {
      retry: policy,
    })
    expect(await api.get('x')).toEqual({ ok: 1 })
    expect(sent).toHaveLength(2)
  })

  test('may say that a fresh credential helps where the status is no 401', async () => {
    const tokens = ['old', 'new']
    const auth = {
      apply: (target: { headers: Record<string, string> }) => {
        target.headers['oauth-token'] = tokens[0] as string
      },
      renew: async () => Boolean(tokens.shift()),
      secrets: () => ({ headers: ['oauth-token'] }),
    }
    const dialect: Dialect = { ...inGoodStatus, renewable: ({ status }) => status === 200 }
    const { api, sent } = speaking(dialect, [{ error: 'expired' }, { ok: 1 }], { auth })
    expect(await api.get('x')).toEqual({ ok: 1 })
    expect(sent.map(({ headers }) => headers.get('oauth-token'))).toEqual(['old', 'new'])
  })
})
