import { describe, expect, test } from 'vitest'
import { createKnowi } from '../../src/apis/knowi/index'
import { createMage, MageInvalidApiKeyError, type MageOptions } from '../../src/apis/mage/index'
import { bearer, byOffset, byPage, type HttpError, paginate } from '../../src/index'
import { openapi } from '../../src/openapi/index'
import { mockKnowi, mockMage, mockTransport } from '../../src/testing/index'
import { harbour } from '../openapi/documents'
import { baseURL, rejection, stage, watchedClock } from '../stage'

async function collected<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = []
  for await (const item of items) all.push(item)
  return all
}

describe('paginate', () => {
  const mageOf = (options: Pick<MageOptions, 'apiKey' | 'session'>) => {
    const clock = watchedClock()
    const mock = mockMage({ apiKey: 'the-key', clock, pipelines: 5 })
    const fetch = mockTransport(mock)
    return { mage: createMage({ ...options, baseURL: mock.baseURL, clock, fetch }), mock }
  }
  const options = { by: byOffset({ name: '_offset' }), query: { _limit: 2 } }

  test("reads Mage's lists by its core client, logged in like any other call", async () => {
    const { mage, mock } = mageOf({
      apiKey: 'the-key',
      session: { email: 'admin@admin.com', password: 'admin' },
    })
    const items = await collected(
      paginate<{ uuid: string }>(mage.$client, 'api/pipelines', options),
    )
    expect(items.map(({ uuid }) => uuid)).toEqual([1, 2, 3, 4, 5].map((nth) => `pipeline_${nth}`))
    const lists = mock.requests.filter(({ method }) => method === 'GET')
    expect(lists.map(({ headers }) => headers['oauth-token']?.length)).toEqual([43, 43, 43])
  })

  test("fails with Mage's error although the answer has status 200", async () => {
    const { mage } = mageOf({ apiKey: 'another' })
    const { pages } = paginate(mage.$client, 'api/pipelines', options)
    expect(await rejection(pages().next())).toBeInstanceOf(MageInvalidApiKeyError)
  })

  test("reads Knowi's lists by its core client", async () => {
    const clock = watchedClock()
    const mock = mockKnowi({ accessToken: 't', dashboards: 3, clock })
    const knowi = createKnowi({ accessToken: 't', clock, fetch: mockTransport(mock) })
    const found = await collected(paginate<{ name: string }>(knowi.$client, 'dashboards'))
    expect(found.map(({ name }) => name)).toEqual(
      (await knowi.dashboards.list()).list.map(({ name }) => name),
    )
  })

  test('reads the lists of a document by its core client', async () => {
    const { clock, fetch, sent } = stage((request) => {
      const page = Number(new URL(request.url).searchParams.get('page'))
      return Response.json([1, 2, 3].slice((page - 1) * 2, page * 2))
    })
    const api = openapi(harbour, { baseURL, clock, fetch, auth: bearer('t') })
    expect(await collected(paginate(api.$client, 'ships', { by: byPage() }))).toEqual([1, 2, 3])
    expect(sent.map(({ headers }) => headers.get('authorization'))).toEqual([
      'Bearer t',
      'Bearer t',
    ])
  })
})

describe('the fetch of a client out of a document', () => {
  test('waits in the same quota, with the same credential, and takes errors for answers', async () => {
    const { clock, fetch, sent } = stage(() => Response.json({ no: 1 }, { status: 404 }))
    const rateLimit = { limit: 1, window: 1000 }
    const api = openapi(harbour, { baseURL, clock, fetch, auth: bearer('t'), rateLimit })
    const { fetch: asFetch } = api.$client
    const own = rejection<HttpError>(api.ships.get(7))
    const raw = asFetch(`${baseURL}/ships/8`)
    await clock.settle()
    expect(sent).toHaveLength(1)
    await clock.advance(1500)
    expect(await own).toMatchObject({ name: 'NotFoundError' })
    const response = await raw
    expect([response.status, await response.json()]).toEqual([404, { no: 1 }])
    expect(sent.map(({ headers }) => headers.get('authorization'))).toEqual([
      'Bearer t',
      'Bearer t',
    ])
  })
})
