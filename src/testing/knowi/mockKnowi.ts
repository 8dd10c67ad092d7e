import { sleep } from '../../clock/sleep'
import { systemClock } from '../../clock/systemClock'
import { type Entry, toEntry } from '../entry'
import type { MockApi } from '../mock'
import { errorAnswer, noContent, Problem } from './answers'
import { createFaults, type FaultChooser, spoil } from './faults'
import type { MockKnowiOptions, MockRecord } from './options'
import { createQuota, type Quota } from './quota'
import { matchRoute, parameter } from './route'
import { createRoutes } from './routes'
import { Store } from './store'
import { createTokens, isForm, type Tokens } from './tokens'

/** All that a reset throws away. */
interface State {
  readonly store: Store
  readonly tokens: Tokens
  readonly quota: Quota | undefined
  readonly chooseFault: FaultChooser
  readonly counts: { sent: number; answered: number; throttled: number; faults: number }
}

/**
 * The Knowi management API in memory: its endpoints, log-in, errors, a quota, and on demand
 * everything that goes wrong with an API. The same options give the same answers.
 *
 * @example
 * const clock = fakeClock()
 * const mock = mockKnowi({
 *   accessToken: 'secret',
 *   clock,
 *   quota: { limit: 100, window: 60_000 },
 *   faults: [{ kind: 'status', status: 503, path: '/dashboards', times: 2 }],
 * })
 * const fetch = mockTransport(mock)
 */
export function mockKnowi(options: MockKnowiOptions = {}): MockApi {
  const { errorShape = 'documented', latency = 0, clock = systemClock } = options
  const basePath = (options.basePath ?? '/api/1.0').replace(/^\/*(?=[^/])/, '/').replace(/\/+$/, '')
  const routes = createRoutes()
  const requests: Entry[] = []
  let issued = 0
  let state = start()

  function start(): State {
    const name = () => {
      issued += 1
      return `issued-token-${issued}`
    }
    return {
      store: new Store(options, clock),
      tokens: createTokens(options, clock, name),
      quota: options.quota && createQuota(options.quota, clock),
      chooseFault: createFaults(options.faults),
      counts: { sent: 0, answered: 0, throttled: 0, faults: 0 },
    }
  }

  async function handle(request: Request): Promise<Response> {
    // Everything up to the first wait is decided in order of arrival.
    const { store, tokens, quota, chooseFault, counts } = state
    const entry = toEntry(request, basePath, clock.now())
    requests.push(entry)
    counts.sent += 1
    const { method, path } = entry
    const refusal = path === '/login' ? undefined : quota?.take()
    // A copy, since reading the body below would leave none for the function that chooses.
    const unread = typeof options.faults === 'function' ? request.clone() : request
    const fault = refusal ? undefined : chooseFault({ method, path, request: unread })
    // Not where there is nothing to read: in some runtimes that takes turns of the event loop.
    if (request.body !== null) entry.body = await request.text()

    const delay = latency + (fault?.kind === 'slow' ? fault.ms : 0)
    if (delay > 0) await sleep(delay, clock, [request.signal])

    const answer = (): Response => {
      try {
        return respond(entry, store, tokens)
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        return errorAnswer(path === '/login' ? 'documented' : errorShape, error)
      }
    }
    let response: Response
    if (refusal) {
      counts.throttled += 1
      response = errorAnswer(errorShape, refusal)
    } else if (fault) {
      counts.faults += 1
      response = await spoil(fault, errorShape, answer)
    } else {
      counts.answered += 1
      response = answer()
    }
    entry.status = response.status
    if (response.status !== 0) {
      const extra = { date: new Date(clock.date()).toUTCString(), ...quota?.headers() }
      for (const [name, value] of Object.entries(extra)) response.headers.set(name, value)
    }
    return response
  }

  function respond(entry: Entry, store: Store, tokens: Tokens): Response {
    const { method, path, headers, body } = entry
    const url = new URL(entry.url)
    if (!url.pathname.startsWith(`${basePath}/`)) throw new Problem(404, 'There is no such path.')
    const type = headers['content-type'] ?? ''
    if (path === '/login') {
      allow(method, ['POST'])
      return tokens.login(type, body)
    }
    const token = tokens.check(headers.authorization ?? null)
    if (path === '/logout') {
      allow(method, ['DELETE'])
      tokens.end(token)
      return noContent()
    }
    const segments = path.slice(1).split('/').map(decode)
    const { found, allowed } = matchRoute(routes, method, segments)
    if (allowed.length === 0) throw new Problem(404, 'There is no such path.')
    if (found === undefined) throw notAllowed(allowed)
    return found.run({
      store,
      id: parameter(found, ':id', segments),
      other: parameter(found, ':other', segments),
      query: url.searchParams,
      input: () => parseInput(type, body),
    })
  }

  const mock = (request: Request) => handle(request)
  return Object.assign(mock, {
    baseURL: `https://knowi.com${basePath}`,
    requests,
    reset() {
      requests.length = 0
      state = start()
    },
    statistics: () => ({ ...state.counts }),
  })
}

function allow(method: string, allowed: readonly string[]): void {
  if (!allowed.includes(method)) throw notAllowed(allowed)
}

function notAllowed(allowed: readonly string[]): Problem {
  return new Problem(405, 'The path does not take this method.', { allow: allowed.join(', ') })
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw new Problem(400, 'The path is not encoded properly.')
  }
}

/** The API takes forms in some places and JSON in all others: the type of the body decides. */
function parseInput(type: string, body: string): MockRecord {
  if (body === '') return {}
  if (isForm(type)) return Object.fromEntries(new URLSearchParams(body))
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    throw new Problem(400, 'The body is not valid JSON.')
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as MockRecord
  }
  throw new Problem(400, 'The body must be a JSON object.')
}
