import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import * as mageModule from '../../src/apis/mage/index'
import {
  createMage,
  decodeToken,
  type Mage,
  type MageError,
  type MageOptions,
} from '../../src/apis/mage/index'
import { singularOf } from '../../src/apis/mage/names'
import { resources } from '../../src/apis/mage/resources'
import type { CallOptions, StandardSchemaV1 } from '../../src/index'

/**
 * Holds the client against recorded transcripts of the real server. ORACLES names the folder with
 * them; without it there is nothing to check against, and that is said aloud.
 */
const folder = process.env.ORACLES
const files = ['mage-wire', 'mage-wire-noauth', 'mage-wire-errors']

interface Recording {
  label: string
  request: { method: string; path: string; headers: Record<string, string>; body: unknown }
  http_status: number
  content_type: string | null
  response: unknown
}

type Loose = (...args: unknown[]) => Promise<unknown>
type LooseResource = Record<string, Loose> &
  ((id: string) => { resource(name: string): LooseResource })

function recordingsOf(file: string): Recording[] {
  const text = readFileSync(`${folder}/${file}.json`, 'utf8')
  return (JSON.parse(text) as { calls: Recording[] }).calls
}

/** Requests that the client makes in another way, or not at all, on purpose. */
const onPurpose: Record<string, string> = {
  'key in body of a GET': 'a GET has no body; the answer alone is checked',
  'update with PUT and key in body only': 'the server ignores it; the answer alone is checked',
  'session: key only in query, JSON body without key':
    'the key goes into the body of a POST too; the answer alone is checked',
  'token without api key': '',
  'raw token in OAUTH-TOKEN': 'a raw token is decoded; the answer alone is checked',
  'raw token as Bearer': 'a raw token is decoded; the answer alone is checked',
  'decoded token in cookie': 'refused by createMage; the answer alone is checked',
  'bad OAUTH-TOKEN with good cookie': 'a token of neither spelling; the answer alone is checked',
  'garbage cookie': 'a token of neither spelling; the answer alone is checked',
  'upper-case BEARER': 'the client writes Bearer; the answer alone is checked',
  'lower-case bearer': 'the client writes Bearer; sent otherwise alike',
  'session: delete': 'no action of sessions; sent through the core client',
  'path traversal in path': 'refused before it is sent, and the answer is checked besides',
  'path traversal in a query value': 'refused before it is sent, and the answer is checked besides',
  'Basic Authorization with good cookie': '',
  'session: unwrapped payload': 'the client wraps; sent through the core client',
  'create under wrong wrapper key': 'the client wraps; sent through the core client',
}

/** The token of a trigger goes into a header in place of the URL. */
const inHeader = /^\/api\/pipeline_schedules\/(\w+)\/pipeline_runs\/(\w+)$/

const answerOnly = (label: string): boolean => (onPurpose[label] ?? '').includes('the answer alone')

/** The options with which the client sends what was recorded. */
function optionsFor({
  request: { headers, method, body, path },
  label,
}: Recording): Partial<MageOptions> {
  const options: Partial<MageOptions> = {}
  const key = headers['X-API-KEY']
  const inQuery = new URL(path, 'http://a').searchParams.get('api_key')
  const inBody = Object(body).api_key as string | undefined
  if (key) Object.assign(options, { apiKey: key, apiKeyIn: 'header' })
  else if (inQuery) Object.assign(options, { apiKey: inQuery, apiKeyIn: 'query' })
  else if (inBody && method === 'POST') Object.assign(options, { apiKey: inBody, apiKeyIn: 'body' })
  const bearer = /^bearer (.+)$/i.exec(headers.Authorization ?? '')?.[1]
  const cookie = /oauth_token=(.+)$/.exec(headers.Cookie ?? '')?.[1]
  if (headers['OAUTH-TOKEN'] && !answerOnly(label)) options.token = headers['OAUTH-TOKEN']
  else if (bearer && !answerOnly(label) && !/api_trigger/.test(path)) {
    Object.assign(options, { token: bearer, tokenIn: 'authorization' })
  } else if (cookie && !answerOnly(label)) {
    Object.assign(options, { token: cookie, tokenIn: 'cookie' })
  }
  // The recording without authentication has placeholders for tokens: they are sent as they are.
  if (typeof options.token === 'string' && !isToken(options.token)) {
    delete options.token
    const { Authorization: authorization, Cookie: cookies, 'OAUTH-TOKEN': token } = headers
    options.headers = { authorization, cookie: cookies, 'oauth-token': token }
  }
  if (/^Basic/.test(headers.Authorization ?? '')) {
    options.headers = { authorization: headers.Authorization }
  }
  return options
}

function isToken(token: string): boolean {
  try {
    return /^[\w-]{43}$/.test(token) || decodeToken(token).token.length === 43
  } catch {
    return false
  }
}

/** Makes the call that the recording shows, by the resources where they have it. */
function call(mage: Mage, recording: Recording): { made: Promise<unknown>; way: string } {
  const { method, path, body } = recording.request
  const url = new URL(path, 'http://a')
  const query = new URLSearchParams([...url.searchParams].filter(([name]) => name !== 'api_key'))
  const segments = url.pathname.split('/').slice(1).map(decodeURIComponent)
  const [api, name = '', id, child, ...rest] = segments
  const given: CallOptions = [...query].length > 0 ? { query } : {}
  const trigger = inHeader.exec(path)
  const data = body as Record<string, unknown> | null
  if (method === 'POST' && (trigger || /api_trigger$/.test(path))) {
    const token = trigger?.[2] ?? recording.request.headers.Authorization?.slice(7)
    const { pipeline_run: run, ...event } = (data ?? {}) as { pipeline_run?: object }
    const what = { ...run, ...(Object.keys(event).length > 0 && { eventVariables: event }) }
    const argument = data === null ? undefined : what
    if (token) return { made: mage.trigger(String(id), token, argument), way: 'trigger' }
  } else if (method === 'POST' && name === 'runs') {
    return { made: mage.runBlock(String(id), Object(data).run), way: 'runBlock' }
  } else if (method === 'GET' && name === 'downloads' && id) {
    return { made: mage.download({ token: id }), way: 'download' }
  } else if (api === 'api' && !recording.label.match(/plain slashes|unwrapped|wrong wrapper/)) {
    const deep = child !== undefined && name !== 'file_contents'
    const last = deep ? child : name
    const lastId = deep ? rest.join('/') : [id, child, ...rest].filter(Boolean).join('/')
    const action = {
      GET: lastId ? 'get' : 'list',
      POST: 'create',
      PUT: 'update',
      DELETE: 'delete',
    }[method]
    const isMember = lastId !== ''
    const known = resources[last as keyof typeof resources] as { actions: string } | undefined
    const letter = { list: 'L', get: 'D', create: 'C', update: 'U', delete: 'X' }[action ?? '']
    const offers = !known || known.actions.includes(letter ?? '')
    const fits = offers && action && isMember === ['get', 'update', 'delete'].includes(action)
    const wrapped = data?.[singularOf(last)] ?? (data === null ? undefined : null)
    const takesData = method === 'POST' || method === 'PUT'
    if (fits && !(takesData && typeof wrapped !== 'object') && !(takesData && !wrapped)) {
      let resource = mage.resource(deep ? name : last) as unknown as LooseResource
      if (deep) resource = resource(String(id)).resource(last)
      const args = [
        ...(isMember ? [lastId] : []),
        ...(takesData ? [wrapped] : method === 'GET' ? [undefined] : []),
        given,
      ]
      return { made: (resource[action] as Loose)(...args), way: 'resource' }
    }
  }
  const json = typeof body === 'string' ? {} : body === null ? {} : { json: withoutKey(body) }
  const text =
    typeof body === 'string' ? { body, headers: { 'content-type': 'application/json' } } : {}
  const options = method === 'GET' || method === 'HEAD' ? {} : { ...json, ...text }
  return {
    made: mage.$client.request(method, url.pathname, { ...given, ...options }),
    way: 'core client',
  }
}

function withoutKey(body: unknown): unknown {
  if (Array.isArray(body)) return body
  const { api_key: _, ...rest } = body as Record<string, unknown>
  return rest
}

/** The class and the status that the contract gives to an answer; undefined for a value. */
function errorFor({
  http_status: status,
  response,
  request,
}: Recording): [string, number] | undefined {
  const { error } = Object(response) as { error?: { type?: string; code?: unknown } }
  const types: Record<string, [string, number]> = {
    invalid_api_key: ['MageInvalidApiKeyError', 401],
    invalid_oauth_token: ['MageInvalidOAuthTokenError', 401],
    expired_oauth_token: ['MageExpiredOAuthTokenError', 401],
    unauthorized_access: ['MageUnauthorizedAccessError', 403],
    record_not_found: ['MageRecordNotFoundError', 404],
    record_invalid: ['MageRecordInvalidError', 400],
    api_resource_error: ['MageApiResourceError', 400],
  }
  if (error) return error.type ? types[error.type] : ['MageInternalError', 500]
  if (status >= 400) return ['MageError', status]
  if (status === 200 && response === '' && request.method !== 'HEAD')
    return ['MageInternalError', 500]
  return undefined
}

/** What a call is to give: the record or list out of its wrapper. */
function valueFor({ response, request, http_status: status }: Recording, way: string): unknown {
  if (status === 204) return undefined
  if (way === 'core client') return response
  const { metadata, ...body } = response as Record<string, unknown>
  const [inner] = Object.values(body)
  return request.method === 'GET' && Array.isArray(inner) ? { items: inner, metadata } : inner
}

const schemas: Record<string, StandardSchemaV1> = {
  pipelines: mageModule.pipelineSchema,
  blocks: mageModule.blockSchema,
  pipeline_schedules: mageModule.pipelineScheduleSchema,
  pipeline_runs: mageModule.pipelineRunSchema,
  block_runs: mageModule.blockRunSchema,
  backfills: mageModule.backfillSchema,
  logs: mageModule.logSchema,
  sessions: mageModule.sessionSchema,
  users: mageModule.userSchema,
  variables: mageModule.variableSchema,
  secrets: mageModule.secretSchema,
  files: mageModule.fileSchema,
  file_contents: mageModule.fileContentSchema,
  statuses: mageModule.statusSchema,
}

if (!folder)
  console.warn('!!! ORACLES IS NOT SET: the recorded transcripts of Mage are not checked')

describe.runIf(folder)('the transcripts of the real server', () => {
  const ways = new Map<string, number>()
  const checked = new Map<string, number>()
  const differences = new Set<string>()

  for (const file of folder ? files : []) {
    describe(file, () => {
      for (const recording of recordingsOf(file)) {
        const { label } = recording
        checked.set(file, (checked.get(file) ?? 0) + 1)
        if (label === 'JWT parts of the token') {
          it('decodes the token that a session gave', () => {
            const session = recordingsOf(file).find(({ response }) => Object(response).session)
            const { token, expires } = Object(session?.response).session
            const decoded = decodeToken(token)
            expect(decoded.token).toHaveLength(43)
            // The text has no zone, and is UTC.
            expect(decoded.expires).toBeCloseTo(
              Date.parse(`${expires.replace(' ', 'T')}Z`) / 1000,
              2,
            )
            ways.set('decodeToken', (ways.get('decodeToken') ?? 0) + 1)
          })
          continue
        }
        it(`${label}: the same request, and the end that the contract gives`, async () => {
          const sent: { url: string; init: RequestInit }[] = []
          const fetch = (async (url: string, init: RequestInit) => {
            sent.push({ url, init })
            return answerOf(recording)
          }) as typeof globalThis.fetch
          const options = optionsFor(recording)
          const mage = createMage({ baseURL: 'http://a', retry: false, fetch, ...options })
          const { made, way } = call(mage, recording)
          const end = await made.then(
            (value) => ({ value }),
            (error: MageError) => ({ error }),
          )
          const difference = onPurpose[label]
          if (difference) differences.add(`${label}: ${difference}`)
          if (difference?.startsWith('refused before')) {
            expect(end).toMatchObject({ error: { name: 'ConfigError' } })
            expect(sent).toEqual([])
            const path = recording.request.path
            const raw = await mage.$client.get(path).catch((error: MageError) => error)
            expect(raw).toMatchObject({ name: 'MageError', status: 400 })
            return
          }
          ways.set(way, (ways.get(way) ?? 0) + 1)
          expect(sent).toHaveLength(1)
          if (!answerOnly(label)) compare(sent[0] as (typeof sent)[0], recording, way)

          const error = errorFor(recording)
          if (error) {
            const [name, status] = error
            expect(end).toMatchObject({
              error: { name, status, httpStatus: recording.http_status },
            })
            expect((end as { error: Error }).error.message).not.toMatch(/Traceback|File "/)
          } else if (way === 'download') {
            const { value } = end as { value: Blob }
            expect(value.size).toBeGreaterThan(0)
          } else {
            expect(end).toEqual({ value: valueFor(recording, way) })
            await checkSchemas(recording)
          }
        })
      }
    })
  }

  afterAll(() => {
    const line = (counts: Map<string, number>): string =>
      [...counts].map(([name, count]) => `${name} ${count}`).join(', ')
    console.log(`Checked: ${line(checked)}. Made by: ${line(ways)}.`)
    console.log(`Different on purpose:\n  ${[...differences].join('\n  ')}`)
  })
})

function answerOf({ http_status: status, response, content_type: type }: Recording): Response {
  const isText = typeof response === 'string'
  const body = status === 204 ? null : isText ? response : JSON.stringify(response)
  return new Response(body, { status, headers: type ? { 'content-type': type } : {} })
}

/** Method, path, query, credentials and body, as the server reads them. */
function compare(
  { url, init }: { url: string; init: RequestInit },
  recording: Recording,
  way: string,
): void {
  const { method, path, body } = recording.request
  const headers = init.headers as Record<string, string>
  const target = new URL(url)
  const wanted = new URL(path, 'http://a')
  const trigger = inHeader.exec(path)
  const isRun = way === 'runBlock'
  const tokenInPath = trigger ?? (isRun ? /^\/api\/runs\/(\w+)$/.exec(path) : null)
  expect(init.method).toBe(method)
  if (trigger) {
    expect(target.pathname).toBe(`/api/pipeline_schedules/${trigger[1]}/api_trigger`)
  } else if (isRun) expect(target.pathname).toBe('/api/runs')
  else expect(target.pathname).toBe(wanted.pathname)
  if (tokenInPath) expect(headers.authorization).toBe(`Bearer ${tokenInPath.at(-1)}`)
  expect([...target.searchParams].sort()).toEqual([...wanted.searchParams].sort())
  const known: Record<string, string> = {}
  for (const [name, value] of Object.entries(recording.request.headers)) {
    if (/^content-type$/i.test(name)) continue
    known[name.toLowerCase()] = value.replace(/^bearer /i, 'Bearer ')
  }
  const carried = ['x-api-key', 'oauth-token', 'authorization', 'cookie']
  const ours = Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => carried.includes(name) && !(tokenInPath && name === 'authorization'),
    ),
  )
  expect(ours).toEqual(known)
  const sentBody = init.body === undefined ? null : String(init.body)
  if (typeof body === 'string') expect(sentBody).toBe(body)
  else expect(sentBody === null ? null : JSON.parse(sentBody)).toEqual(body)
}

/** Every record that was recorded fits the schema of its resource. */
async function checkSchemas({ response }: Recording): Promise<void> {
  for (const [name, value] of Object.entries(Object(response) as Record<string, unknown>)) {
    const resource =
      name in schemas ? name : Object.keys(schemas).find((each) => singularOf(each) === name)
    const schema = resource && schemas[resource]
    if (!schema) continue
    for (const record of [value].flat()) {
      const result = await schema['~standard'].validate(record)
      expect(result.issues, `${resource} does not fit`).toBeUndefined()
    }
  }
}
