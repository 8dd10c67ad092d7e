import { singularOf } from '../../apis/mage/names'
import { sleep } from '../../clock/sleep'
import { systemClock } from '../../clock/systemClock'
import type { Entry } from '../entry'
import type { MockApi } from '../mock'
import { createAccess, type MockAccess } from './access'
import { bare, corsHeaders, failureAnswer, json } from './answers'
import { type Endpoint, endpointsOf } from './endpoints'
import { ApiFailure, BareAnswer } from './failures'
import { pageOf } from './list'
import type { MageMockRecord, MockAction, MockMageOptions, MockResourceRequest } from './options'
import { filtersOf, type ParsedRequest, parseRequest } from './parse'
import { World } from './world'

/** A mocked Mage, and what a test may do behind its back. */
export type MockMage = MockApi & {
  /** A raw token of a user who did not log in. @param username the first user's, if left out */
  issueToken(username?: string): string
}

/** All that a reset throws away. */
interface State {
  readonly access: MockAccess
  readonly world: World
  readonly endpoints: (name: string) => Endpoint | undefined
  readonly counts: { sent: number; answered: number; throttled: number; faults: number }
  /** Mage edits its messages in place: an error may carry that of an earlier one. */
  lastMissing: string | undefined
}

const methods: Readonly<Record<'list' | 'member', Readonly<Record<string, MockAction>>>> = {
  list: { GET: 'list', POST: 'create' },
  member: { GET: 'detail', PUT: 'update', DELETE: 'delete' },
}

/**
 * Mage's REST API in memory: key and tokens, all resources with their policies, triggers, runs,
 * downloads, and its three ways to fail. Endpoints of one's own stand beside them.
 *
 * @example
 * const mock = mockMage({ apiKey: 'key', resources: { ships: { records: [{ uuid: 'argo' }] } } })
 * const mage = createMage({ baseURL: mock.baseURL, apiKey: 'key', fetch: mockTransport(mock) })
 */
export function mockMage(options: MockMageOptions = {}): MockMage {
  const { latency = 0, clock = systemClock, internalErrors = 'empty' } = options
  const { requireUserAuthentication: isAuthOn = true } = options
  const basePath = (options.basePath ?? '').replace(/^\/*(?=[^/])/, '/').replace(/\/+$/, '')
  const requests: Entry[] = []
  let issued = 0
  let state = start()

  function start(): State {
    const access = createAccess(options, clock, () => {
      issued += 1
      return issued
    })
    const world = new World(options, clock, access)
    const counts = { sent: 0, answered: 0, throttled: 0, faults: 0 }
    return { access, world, endpoints: endpointsOf(world), counts, lastMissing: undefined }
  }

  async function handle(request: Request): Promise<Response> {
    const current = state
    const url = new URL(request.url)
    const isBelow = url.pathname === basePath || url.pathname.startsWith(`${basePath}/`)
    const entry: Entry = {
      method: request.method,
      path: isBelow ? url.pathname.slice(basePath.length) : url.pathname,
      url: request.url,
      query: Object.fromEntries(url.searchParams),
      headers: Object.fromEntries(request.headers),
      body: '',
      at: clock.now(),
      status: undefined,
    }
    requests.push(entry)
    current.counts.sent += 1
    const bytes = request.body === null ? new ArrayBuffer(0) : await request.arrayBuffer()
    entry.body = new TextDecoder().decode(bytes)
    if (latency > 0) await sleep(latency, clock, [request.signal])
    const response = await answer(current, entry, url, isBelow, bytes)
    entry.status = response.status
    current.counts.answered += 1
    for (const [name, value] of Object.entries(corsHeaders)) response.headers.set(name, value)
    return response
  }

  async function answer(
    current: State,
    { method, path, headers }: Entry,
    url: URL,
    isBelow: boolean,
    bytes: ArrayBuffer,
  ): Promise<Response> {
    if (method === 'OPTIONS') return bare('', 204)
    const httpCodes = Boolean(url.searchParams.get('_http_error_codes'))
    let place: MageMockRecord = {}
    try {
      const below = isBelow ? path : '/'
      const parsed = await parseRequest(method, url, below, headers, bytes)
      const [, resource, pk, child, childPk] = parsed.segments
      place = { resource, ...(pk && { pk }), ...(child && { child }), ...(childPk && { childPk }) }
      return await respond(current, parsed)
    } catch (failure) {
      return failureAnswer(remembered(current, failure), httpCodes, place, internalErrors)
    }
  }

  async function respond(current: State, request: ParsedRequest): Promise<Response> {
    const { access } = current
    const { method, segments, query, root } = request
    if (method === 'PATCH' || method === 'HEAD') throw new BareAnswer(405, '')
    const special = triggerAnswer(current.world, request) ?? downloadAnswer(current, request)
    if (special) return special
    const [name = '', pk, child, ...rest] = segments.slice(1)
    const isChild = child !== undefined && !(name === 'file_contents')
    const asked = isChild ? child : name
    const id = isChild
      ? rest.join('/') || undefined
      : [pk, child, ...rest].filter(Boolean).join('/')
    const action = methods[id ? 'member' : 'list'][method]
    if (!action) throw new BareAnswer(405, '')

    const isStatus = name === 'status' || name === 'statuses'
    const user = isStatus ? undefined : access.check(request)
    if (request.isBroken) throw new Error('Expecting value: line 1 column 1 (char 0)')
    const endpoint = current.endpoints(asked)
    if (!endpoint) throw new Error(`No module named 'mage_ai.api.resources.${asked}'`)
    const singular = singularOf(asked)
    const wrapped = root?.[singular]
    const payload: MageMockRecord = { ...Object(wrapped) }
    const given: MockResourceRequest = {
      id: id || undefined,
      payload,
      query: filtersOf(query),
      parent: isChild ? { resource: name, id: String(pk) } : undefined,
      user,
      records: endpoint.records,
    }
    if (!isStatus) endpoint.permit(action, given, isAuthOn)
    if (asked === 'sessions' && action === 'create') {
      return json({ session: access.logIn(payload), metadata: null })
    }
    if (asked === 'sessions' && action === 'update') {
      return json({ session: access.logOut(request), metadata: null })
    }
    if (request.file) payload.file = request.file
    const made = await endpoint.run(action, given)
    const present = (record: MageMockRecord): MageMockRecord =>
      endpoint.present(record, action, query.get('_format'))
    if (action !== 'list')
      return json({ [singular]: present(made as MageMockRecord), metadata: null })
    const all = made as readonly MageMockRecord[]
    const { records, metadata } = pageOf(endpoint.name, endpoint.database, all, query)
    // The alias answers under the name of the resource.
    const key = asked === 'status' ? 'statuses' : asked
    return json({ [key]: records.map(present), metadata })
  }

  function remembered(current: State, failure: unknown): unknown {
    if (!(failure instanceof ApiFailure) || failure.type !== 'record_not_found') return failure
    const { type, code, errors } = failure
    const isOwn = failure.message !== 'Record not found.'
    if (isOwn) current.lastMissing = failure.message
    return new ApiFailure(type, code, current.lastMissing ?? failure.message, errors)
  }

  return Object.assign((request: Request) => handle(request), {
    baseURL: `https://mage.example.com${basePath}`,
    requests,
    reset() {
      requests.length = 0
      state = start()
    },
    statistics: () => ({ ...state.counts }),
    issueToken(username?: string) {
      const { users } = state.access
      const user = users.find((each) => each.username === (username ?? users[0]?.username))
      if (!user) throw new TypeError(`The mock has no user "${username}".`)
      return state.access.issue(user).raw
    },
  })
}

/** What needs the token of a trigger alone (contract 2.9). */
function triggerAnswer(
  world: World,
  { method, segments, headers, root, isBroken }: ParsedRequest,
): Response | undefined {
  const [, name, id, action, inPath] = segments
  const bearer = /^[Bb]earer (.+)$/.exec(headers.authorization ?? '')?.[1]
  if (method !== 'POST') return undefined
  if (name === 'runs' && segments.length <= 3) {
    world.triggered(undefined, id ?? bearer)
    const { pipeline_uuid: uuid, block_uuid: block } = Object(root?.run) as MageMockRecord
    const found = world.block(world.pipeline(String(uuid)), String(block))
    return json({ run: { pipeline_uuid: uuid, block_uuid: found.uuid, status: 'completed' } })
  }
  const byPath = action === 'pipeline_runs' && inPath !== undefined
  if (name !== 'pipeline_schedules' || !(byPath || action === 'api_trigger')) return undefined
  const schedule = world.triggered(id, byPath ? inPath : bearer)
  if (isBroken) throw new Error('Expecting value: line 1 column 1 (char 0)')
  const { pipeline_run: run, api_key: _, ...event } = root ?? {}
  const { variables } = Object(run) as MageMockRecord
  const made = world.addRun(schedule, { variables, event_variables: event })
  return json({ pipeline_run: made })
}

function downloadAnswer(
  { world, access }: State,
  { method, segments, query }: ParsedRequest,
): Response | undefined {
  const [, name, id, child, block, last] = segments
  if (method !== 'GET') return undefined
  if (name === 'downloads' && id !== undefined) return world.download(id)
  if (name !== 'pipelines' || child !== 'block_outputs' || last !== 'downloads') return undefined
  const isAuthOn = world.options.requireUserAuthentication !== false
  if (isAuthOn && !access.find(query.get('token') ?? '')) {
    throw new ApiFailure('invalid_oauth_token', 401, 'Invalid OAuth token.', undefined, 401)
  }
  const found = world.block(world.pipeline(id), block)
  return new Response(`block,value\n${found.uuid},1\n`, {
    headers: {
      'content-type': 'text/csv',
      'content-disposition': `attachment; filename=${found.uuid}.csv`,
    },
  })
}
