import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  decodeToken,
  MageExpiredOAuthTokenError,
  MageInvalidApiKeyError,
  MageInvalidOAuthTokenError,
  type MageOptions,
  MageRecordNotFoundError,
  MageUnauthorizedAccessError,
} from '../../../src/apis/mage/index'
import { AuthError } from '../../../src/index'
import { rejection } from '../../stage'
import { json, logIn, mageBefore, mageStage } from './stage'

const list = () => json({ pipelines: [], metadata: null })
const made = () => json({ pipeline: {}, metadata: null })
const decoded = 'a'.repeat(43)

/** What one GET and one POST were sent with. */
async function placesFor(options: Partial<MageOptions>) {
  const { mage, sent } = mageBefore(({ method }) => (method === 'GET' ? list() : made()), {
    apiKey: 'the-key',
    ...options,
  })
  await mage.pipelines.list()
  await mage.pipelines.create({ name: 'a' })
  await mage.pipelines.update('a', { name: 'b' })
  const [get, post, put] = sent as [Request, Request, Request]
  const key = (request: Request) => ({
    header: request.headers.get('x-api-key'),
    query: new URL(request.url).searchParams.get('api_key'),
  })
  return {
    get: key(get),
    post: { ...key(post), body: (await post.json()).api_key },
    put: { ...key(put), body: (await put.json()).api_key },
  }
}

describe('the API key', () => {
  it('is where each verb reads it, and in the header', async () => {
    expect(await placesFor({})).toEqual({
      get: { header: 'the-key', query: 'the-key' },
      post: { header: 'the-key', query: null, body: 'the-key' },
      put: { header: 'the-key', query: 'the-key', body: undefined },
    })
  })

  it('is in the header alone, where that was asked for', async () => {
    const place = { header: 'the-key', query: null }
    expect(await placesFor({ apiKeyIn: 'header' })).toEqual({
      get: place,
      post: { ...place, body: undefined },
      put: { ...place, body: undefined },
    })
  })

  it('is in the URL, and of a POST in the body too, which Mage reads alone', async () => {
    const place = { header: null, query: 'the-key' }
    expect(await placesFor({ apiKeyIn: 'query' })).toEqual({
      get: place,
      post: { ...place, body: 'the-key' },
      put: { ...place, body: undefined },
    })
  })

  it('is in the body of a POST, and in the URL of other verbs, which Mage reads alone', async () => {
    expect(await placesFor({ apiKeyIn: 'body' })).toEqual({
      get: { header: null, query: 'the-key' },
      post: { header: null, query: null, body: 'the-key' },
      put: { header: null, query: 'the-key', body: undefined },
    })
  })

  it.each(['auto', 'header', 'query', 'body'] as const)(
    'opens every verb of the server, by %s',
    async (apiKeyIn) => {
      const { mage } = mageStage({ apiKeyIn })
      await mage.pipelines.create({ name: 'New' })
      await mage.pipelines.update('new', { description: 'x' })
      await mage.pipelines.get('new')
      await mage.pipelines.delete('new')
      const file = new Blob(['a,b'])
      expect(await mage.files.upload(file, { name: 'a.csv' })).toMatchObject({ path: 'a.csv' })
    },
  )

  it('may come from a function, at each call, and is asked for none where there is none', async () => {
    let count = 0
    const { mage, sent } = mageBefore(list, {
      apiKey: async () => {
        count += 1
        return `key-${count}`
      },
    })
    await mage.pipelines.list()
    await mage.pipelines.list()
    expect(sent.map(({ headers }) => headers.get('x-api-key'))).toEqual(['key-1', 'key-2'])
    const without = mageBefore(list)
    await without.mage.pipelines.list()
    expect(without.sent[0]?.url).toBe('http://mage.test/api/pipelines')
    expect([...(without.sent[0]?.headers.keys() ?? [])]).toEqual(['accept'])
  })

  it('that is wrong is an error with a real 401, and no log-in mends it', async () => {
    const { mage, mock } = mageStage({ apiKey: 'wrong', session: undefined })
    const error = await rejection(mage.pipelines.list())
    expect(error).toBeInstanceOf(MageInvalidApiKeyError)
    expect(error).toMatchObject({ status: 401, httpStatus: 401, type: 'invalid_api_key' })
    expect(mock.requests).toHaveLength(1)
  })

  it('appears in no output', async () => {
    const { mage } = mageBefore(
      ({ url }) =>
        json({ error: { code: 400, type: 'record_invalid', message: `the-key ${url}` } }),
      { apiKey: 'the-key', apiKeyIn: 'query', token: decoded },
    )
    const error = await rejection(mage.pipelines.list())
    const shown = JSON.stringify(error) + error.message + error.stack + String(error.url)
    expect(shown).toContain('[redacted]')
    expect(shown).not.toContain('the-key')
  })
})

describe('the token', () => {
  const raw = (): { raw: string; decoded: string } => {
    const { mock } = mageStage()
    const token = mock.issueToken()
    return { raw: token, decoded: decodeToken(token).token }
  }
  const sentWith = async (options: Partial<MageOptions>): Promise<Headers> => {
    const { mage, sent } = mageBefore(list, options)
    await mage.pipelines.list()
    return (sent[0] as Request).headers
  }
  afterEach(() => vi.unstubAllGlobals())

  it('goes into a header decoded, in whichever spelling it was given', async () => {
    const token = raw()
    for (const given of [token.raw, token.decoded, async () => token.raw, () => token.decoded]) {
      expect((await sentWith({ token: given })).get('oauth-token')).toBe(token.decoded)
    }
    const headers = await sentWith({ token: token.raw, tokenIn: 'authorization' })
    expect(headers.get('authorization')).toBe(`Bearer ${token.decoded}`)
    expect(headers.has('oauth-token')).toBe(false)
  })

  it('goes into the cookie raw, beside other cookies', async () => {
    const token = raw()
    const options = { token: token.raw, tokenIn: 'cookie' as const, headers: { cookie: 'a=b' } }
    expect((await sentWith(options)).get('cookie')).toBe(`a=b; oauth_token=${token.raw}`)
  })

  it('goes into the header in place of the cookie where a page may not set one', async () => {
    const token = raw()
    const NodeRequest = Request
    class PageRequest extends NodeRequest {
      constructor(input: RequestInfo | URL, init?: RequestInit) {
        super(input, init)
        this.headers.delete('cookie')
      }
    }
    vi.stubGlobal('Request', PageRequest)
    const options = { token: token.raw, tokenIn: 'cookie' as const }
    expect((await sentWith(options)).get('oauth-token')).toBe(token.decoded)
    // Then the browser sends its own cookie, and a header would come before it.
    const own = await sentWith({ ...options, fetchOptions: { credentials: 'include' } })
    expect(own.has('oauth-token')).toBe(false)
  })

  it('from a function is asked for again once the server refused it', async () => {
    const same = mageStage({ session: undefined, token: () => decoded })
    expect(await rejection(same.mage.pipelines.list())).toBeInstanceOf(MageInvalidOAuthTokenError)
    expect(same.mock.requests).toHaveLength(1)
    let asked = 0
    const renewed = mageStage({
      session: undefined,
      token: () => {
        asked += 1
        return asked === 1 ? decoded : renewed.mock.issueToken()
      },
    })
    expect((await renewed.mage.pipelines.list()).items).toHaveLength(2)
  })

  it('is not asked for a second time where it is fixed', async () => {
    const { mage, mock } = mageStage({ session: undefined, token: decoded })
    expect(await rejection(mage.pipelines.list())).toBeInstanceOf(MageInvalidOAuthTokenError)
    expect(mock.requests).toHaveLength(1)
  })

  it('that is missing is a matter of rights: public resources can still be read', async () => {
    const { mage } = mageStage({ session: undefined })
    expect(await rejection(mage.pipelines.list())).toBeInstanceOf(MageUnauthorizedAccessError)
    expect((await mage.projects.list()).items).toHaveLength(1)
    expect((await mage.statuses.list()).items).toHaveLength(1)
  })
})

describe('a session', () => {
  const logIns = (requests: readonly { path: string; method: string }[]): number =>
    requests.filter(({ path, method }) => path === '/api/sessions' && method === 'POST').length

  it('is opened once for all calls that wait, and told to who asked', async () => {
    const sessions: unknown[] = []
    const { mage, mock } = mageStage({ onSession: (session) => sessions.push(session) })
    await Promise.all(Array.from({ length: 20 }, () => mage.pipelines.list()))
    expect(logIns(mock.requests)).toBe(1)
    expect(sessions).toMatchObject([{ token: expect.any(String), user: { username: 'admin' } }])
    const [first] = mock.requests
    expect(JSON.parse(first?.body ?? '')).toEqual({ api_key: 'the-key', session: logIn })
  })

  it('takes a user name, and what a provider gave', async () => {
    for (const session of [
      { username: 'admin', password: 'admin' },
      { provider: 'okta', token: 'from-okta' },
    ]) {
      const { mage } = mageStage({ session })
      expect((await mage.pipelines.list()).items).toHaveLength(2)
    }
  })

  it('is opened again before its token ends', async () => {
    const { mage, mock, clock } = mageStage({}, { tokenLife: 1000 })
    await mage.pipelines.list()
    await clock.advance(930_000)
    await mage.pipelines.list()
    expect(logIns(mock.requests)).toBe(1)
    await clock.advance(15_000)
    await mage.pipelines.list()
    expect(logIns(mock.requests)).toBe(2)
    expect(mock.requests.every(({ status }) => status === 200)).toBe(true)
  })

  it('is opened again once for all calls whose token the server calls expired or invalid', async () => {
    const { mage, mock } = mageStage()
    await mage.pipelines.list()
    mock.reset()
    const lists = await Promise.all(Array.from({ length: 5 }, () => mage.pipelines.list()))
    expect(lists.every(({ items }) => items.length === 2)).toBe(true)
    expect(logIns(mock.requests)).toBe(1)
    expect(mock.requests.filter(({ status }) => status === 401)).toHaveLength(5)
  })

  it('follows a token that was given, once that has ended', async () => {
    const { mock } = mageStage()
    const token = mock.issueToken()
    const { mage, mock: other } = mageStage({ token })
    expect((await mage.pipelines.list()).items).toHaveLength(2)
    expect(other.requests.map(({ method, status }) => [method, status])).toEqual([
      ['GET', 401],
      ['POST', 200],
      ['GET', 200],
    ])
  })

  it('that cannot be had is an AuthError that tells why, without the password', async () => {
    const { mage, mock } = mageStage({
      session: { email: 'admin@admin.com', password: 'wrong-one' },
    })
    const error = await rejection(mage.pipelines.list())
    expect(error).toBeInstanceOf(AuthError)
    expect(error.cause).toBeInstanceOf(MageRecordNotFoundError)
    expect(JSON.stringify(error) + error.stack).not.toMatch(/wrong-one|the-key/)
    expect(mock.requests).toHaveLength(1)
    const odd = mageBefore(() => json({ session: { token: 'no-jwt' } }), { session: logIn })
    expect(await rejection(odd.mage.pipelines.list())).toBeInstanceOf(AuthError)
    const none = mageBefore(() => json({ session: {} }), { session: logIn })
    expect((await rejection(none.mage.pipelines.list())).message).toContain(
      'no session with a token',
    )
  })

  it('can be opened and ended by hand', async () => {
    const { mage, mock } = mageStage()
    await mage.logIn()
    const [before] = mock.requests
    expect(before).toMatchObject({ method: 'POST', path: '/api/sessions' })
    await mage.pipelines.list()
    const token = String(mock.requests.at(-1)?.headers['oauth-token'])
    await mage.logOut()
    expect(mock.requests.at(-1)).toMatchObject({ method: 'PUT', path: '/api/sessions/current' })
    await mage.logOut()
    expect(mock.requests).toHaveLength(3)

    const other = mageStage({ session: undefined, token })
    expect(await rejection(other.mage.pipelines.list())).toBeInstanceOf(MageInvalidOAuthTokenError)
    expect((await rejection(other.mage.logIn())).message).toContain('session')
    expect((await mage.pipelines.list()).items).toHaveLength(2)
    expect(logIns(mock.requests)).toBe(2)
  })

  it('is ended on close where that was asked for, and its token is worth nothing then', async () => {
    const { mage, mock } = mageStage({ logOutOnClose: true })
    await mage.pipelines.list()
    const token = String(mock.requests.at(-1)?.headers['oauth-token'])
    await mage.close()
    expect(mock.requests.at(-1)).toMatchObject({ method: 'PUT', status: 200 })
    const answer = await mock(
      new Request(`${mock.baseURL}/api/pipelines`, {
        headers: { 'x-api-key': 'the-key', 'oauth-token': token },
      }),
    )
    expect((await answer.json()).error.type).toBe('expired_oauth_token')
    const left = mageStage()
    await left.mage.pipelines.list()
    await left.mage.close()
    expect(left.mock.requests.at(-1)?.method).toBe('GET')
  })

  it('closes even where the server does not hear the log-out', async () => {
    const { mage, clock } = mageBefore(
      ({ method }) => (method === 'PUT' ? new Promise(() => {}) : list()),
      { token: decoded, logOutOnClose: true },
    )
    const closed = mage.close()
    await clock.advance(5000)
    await closed
    expect((await rejection(mage.pipelines.list())).name).toBe('ClosedError')
  })

  it('that was ended elsewhere is an error where there are no credentials', async () => {
    const { mage, mock } = mageStage({ session: undefined, token: () => token })
    const token = mock.issueToken()
    await mage.logOut()
    expect(await rejection(mage.pipelines.list())).toBeInstanceOf(MageExpiredOAuthTokenError)
  })

  it('is nothing that a request to a trigger waits for', async () => {
    const { mage, mock } = mageStage({}, { internalErrors: 'traceback' })
    const error = await rejection(mage.trigger(1, 'bad'))
    expect(error.message).toContain('Invalid token for the trigger.')
    expect(mock.requests).toHaveLength(1)
  })
})
