import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { decodeToken } from '../../src/apis/mage/index'
import { fakeClock, type MockMage, mockMage } from '../../src/testing/index'

/**
 * Sends what was sent to the real server to the mock, in the same order, and holds the answers against
 * the recorded ones: status, kind of error, wrapper and metadata.
 */
const folder = process.env.ORACLES
if (!folder) console.warn('!!! ORACLES IS NOT SET: the mock of Mage is not held against the server')

interface Recording {
  label: string
  request: { method: string; path: string; headers: Record<string, string>; body: unknown }
  http_status: number
  response: unknown
}

/** What of an answer has to be the same. */
function shapeOf(status: number, body: unknown): unknown {
  if (typeof body === 'string') return { status, body: body.startsWith('PK') ? 'bytes' : body }
  const { error, metadata, status: inner, ...rest } = Object(body)
  if (error) {
    const { type, code } = error
    return type ? { status, inner, type, code } : { status, code, keys: Object.keys(rest) }
  }
  const [name] = Object.keys(rest)
  return { status, name, isList: Array.isArray(rest[name as string]), metadata }
}

type Step = [method: string, path: string, body?: unknown]
const bob = { email: 'bob@b.c', username: 'bob', password: 'password1' }
const second: Step = ['POST', 'pipelines', { pipeline: { name: 'second one', type: 'streaming' } }]
const addBob: Step = ['POST', 'users', { user: bob }]
const trigger: Step = ['POST', 'pipeline_schedules/1/pipeline_runs/<token>', {}]

/** Only a part of the calls was kept: what the others did is done before the call that follows. */
const between: Record<string, Record<string, Step[]>> = {
  'mage-wire': {
    'user create duplicate': [addBob],
    secrets: [['POST', 'secrets', { secret: { name: 's1' } }]],
    'delete again': [['DELETE', 'pipelines/second_one']],
  },
  'mage-wire-errors': {
    'list pipelines': [second],
    'trigger, flat body': [trigger],
    'trigger, bad token': [trigger, trigger],
    'no roles: unknown query': [['POST', 'sessions', { session: bob }]],
    download: [['POST', 'pipelines/my_first/downloads', { download: {} }]],
  },
  'mage-wire-noauth': {
    'list pipelines by singular resource name': [second],
    'user create duplicate': [addBob],
  },
}

/** What the mock does otherwise on purpose. */
const notComparable: Record<string, string> = {
  'oauth access tokens': 'the mock keeps no list of tokens',
}

const files = [
  { file: 'mage-wire', options: {} },
  { file: 'mage-wire-errors', options: { internalErrors: 'traceback' as const } },
  {
    file: 'mage-wire-noauth',
    options: { internalErrors: 'traceback' as const, requireUserAuthentication: false },
  },
]

describe.runIf(folder)('the mock of Mage', () => {
  const counts: string[] = []
  const differences: string[] = []

  it.each(files)('answers $file as the real server did', async ({ file, options }) => {
    const calls = (
      JSON.parse(readFileSync(`${folder}/${file}.json`, 'utf8')) as { calls: Recording[] }
    ).calls.filter(({ request }) => request)
    const clock = fakeClock()
    const key = calls.map(({ request }) => request.headers['X-API-KEY']).find(Boolean) as string
    const mock = mockMage({
      clock,
      apiKey: key,
      pipelines: [{ name: 'example' }],
      // The server makes its first user where it asks for a log-in.
      ...(file === 'mage-wire-noauth' && { users: [] }),
      ...options,
    })
    const replay = new Replay(mock, key)
    let same = 0
    const unlike: unknown[] = []
    for (const recording of calls) {
      const { label } = recording
      if (notComparable[label]) {
        differences.push(`${file}: ${label}: ${notComparable[label]}`)
        continue
      }
      for (const step of between[file]?.[label] ?? []) await replay.act(step, recording)
      const answer = await replay.send(recording)
      const wanted = shapeOf(recording.http_status, recording.response)
      if (JSON.stringify(answer) === JSON.stringify(wanted)) same += 1
      else unlike.push({ label, wanted, answer })
    }
    expect(unlike).toEqual([])
    counts.push(`${file} ${same} of ${calls.length}`)
  })

  afterAll(() => {
    console.log(`The same: ${counts.join(', ')}.`)
    if (differences.length > 0) console.log(`Not compared:\n  ${differences.join('\n  ')}`)
  })
})

/** Puts the mock's own tokens and ids in the place of the recorded ones. */
class Replay {
  readonly #own = new Map<string, string>()
  #admin: string | undefined

  constructor(
    readonly mock: MockMage,
    readonly key: string,
  ) {}

  /** Something that was done before a call, by the owner of the server. */
  async act([method, path, body]: Step, { request }: Recording): Promise<void> {
    const trigger = [...this.#own.values()].find((token) => token.length === 32) ?? ''
    const headers: Record<string, string> = { 'x-api-key': this.key }
    if (this.#admin) headers['oauth-token'] = this.#admin
    const answer = await this.mock(
      new Request(`${this.mock.baseURL}/api/${path.replace('<token>', trigger)}`, {
        method,
        headers,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    )
    const made = (await answer.json()) as Record<string, { token?: string }>
    if (made.download)
      this.#own.set(request.path.split('/').at(-1) as string, made.download.token as string)
    if (path === 'sessions') {
      const { token } = decodeToken(made.session?.token as string)
      this.#own.set(request.headers['OAUTH-TOKEN'] as string, token)
    }
  }

  async send({ request, response }: Recording): Promise<unknown> {
    const { method, path, headers, body } = request
    const swap = (text: string): string =>
      [...this.#own].reduce((all, [theirs, ours]) => all.replaceAll(theirs, ours), text)
    const text = typeof body === 'string' ? body : body === null ? undefined : JSON.stringify(body)
    const given = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, swap(value)]),
    )
    const hasBody = text !== undefined && method !== 'GET'
    const answer = await this.mock(
      new Request(`${this.mock.baseURL}${swap(path)}`, {
        method,
        headers: { 'content-type': 'application/json', ...given },
        ...(hasBody && { body: swap(text) }),
      }),
    )
    const raw = await answer.text()
    let made: unknown = raw
    try {
      made = JSON.parse(raw)
    } catch {
      // Text, a page or nothing.
    }
    this.#learn(response, made)
    const isFile = answer.headers.get('content-type') === 'application/force-download'
    return shapeOf(answer.status, isFile ? 'PK' : made)
  }

  #learn(theirs: unknown, ours: unknown): void {
    for (const name of ['session', 'pipeline_schedule', 'download']) {
      const pair = [theirs, ours].map((body) => Object(Object(body)[name]).token as unknown)
      const [one, other] = pair
      if (typeof one !== 'string' || typeof other !== 'string') continue
      this.#own.set(one, other)
      if (name === 'session') {
        this.#admin = decodeToken(other).token
        this.#own.set(decodeToken(one).token, this.#admin)
      }
    }
  }
}
