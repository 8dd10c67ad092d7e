import { sleep } from '../../clock/sleep'
import { systemClock } from '../../clock/systemClock'
import { type Entry, toEntry } from '../entry'
import { createFaults, type FaultChooser, spoil } from '../knowi/faults'
import type { Fault, MockRecord } from '../knowi/options'
import { createQuota, type Quota } from '../knowi/quota'
import type { MockApi } from '../mock'
import { CivisProblem, problemAnswer } from './answers'
import { civisDocument } from './document'
import type { MockCivisOptions } from './options'
import { respond } from './routes'
import { Store } from './store'

/** A path of the specification, ready to be compared. */
interface Route {
  readonly template: string
  readonly parts: readonly string[]
  readonly methods: readonly string[]
}

/** All that a reset throws away. */
interface State {
  readonly store: Store
  readonly quota: Quota | undefined
  readonly chooseFault: FaultChooser
  readonly counts: { sent: number; answered: number; throttled: number; faults: number }
}

/** Civis in memory, with the specification that it answers with. */
export type MockCivis = MockApi & { readonly spec: object }

/**
 * The Civis API in memory: its specification at `GET /endpoints` (with an ETag), lists in pages,
 * records, jobs with runs, logs and outputs, its errors, a quota, and on demand everything that
 * goes wrong with an API. The same options give the same answers.
 *
 * @example
 * const mock = mockCivis({ apiKey: 'k', runs: { 7: { states: ['running', 'failed'], error: 'no' } } })
 * const civis = await createCivis({ apiKey: 'k', fetch: mockTransport(mock) })
 */
export function mockCivis(options: MockCivisOptions = {}): MockCivis {
  const { apiKey = 'test-key', latency = 0, clock = systemClock } = options
  const basePath = (options.basePath ?? '').replace(/^\/*(?=[^/])/, '/').replace(/\/+$/, '')
  const spec = options.spec ?? civisDocument()
  const routes = routesOf(spec)
  const document = JSON.stringify(spec)
  const etag = `"${document.length.toString(36)}-1"`
  const requests: Entry[] = []
  let state = start()

  function start(): State {
    return {
      store: new Store(options, clock),
      quota: options.quota && createQuota(options.quota, clock),
      chooseFault: createFaults(options.faults),
      counts: { sent: 0, answered: 0, throttled: 0, faults: 0 },
    }
  }

  async function handle(request: Request): Promise<Response> {
    // Everything up to the first wait is decided in order of arrival.
    const { store, quota, chooseFault, counts } = state
    const entry = toEntry(request, basePath, clock.now())
    requests.push(entry)
    counts.sent += 1
    const { method, path } = entry
    const refusal = quota?.take()
    // A copy, since reading the body below would leave none for the function that chooses.
    const unread = typeof options.faults === 'function' ? request.clone() : request
    const fault = refusal ? undefined : chooseFault({ method, path, request: unread })
    if (request.body !== null) entry.body = await request.text()
    const delay = latency + (fault?.kind === 'slow' ? fault.ms : 0)
    if (delay > 0) await sleep(delay, clock, [request.signal])

    const answer = (): Response => {
      try {
        return answerTo(entry, store)
      } catch (error) {
        if (!(error instanceof CivisProblem)) throw error
        return problemAnswer(error)
      }
    }
    let response: Response
    if (refusal) {
      counts.throttled += 1
      response = problemAnswer(new CivisProblem(429, refusal.message, refusal.headers))
    } else if (fault) {
      counts.faults += 1
      response = await spoil(inOurShape(fault), 'documented', answer)
    } else {
      counts.answered += 1
      response = answer()
    }
    entry.status = response.status
    if (response.status !== 0) {
      response.headers.set('date', new Date(clock.date()).toUTCString())
      for (const [name, value] of Object.entries(quota?.headers() ?? {})) {
        response.headers.set(`x-${name}`, value)
      }
    }
    return response
  }

  function answerTo(entry: Entry, store: Store): Response {
    const { method, headers, body } = entry
    const url = new URL(entry.url)
    if (!url.pathname.startsWith(`${basePath}/`)) throw notFound()
    if (headers.authorization !== `Basic ${btoa(`${apiKey}:`)}`) {
      throw new CivisProblem(401, 'The API key is not valid.', {
        'www-authenticate': 'Bearer realm="civis", error="invalid_token"',
      })
    }
    const path = entry.path.replace(/^\/+|\/+$/g, '')
    if (method === 'GET' && path === 'endpoints') {
      if (headers['if-none-match'] === etag) return new Response(null, { status: 304 })
      return new Response(document, {
        headers: { 'content-type': 'application/json; charset=utf-8', etag },
      })
    }
    const segments = path.split('/').map(decode)
    const onPath = routes.filter(({ parts }) => fits(parts, segments))
    if (onPath.length === 0) throw notFound()
    const route = onPath.find(({ methods }) => methods.includes(method))
    if (!route) {
      const allow = [...new Set(onPath.flatMap(({ methods }) => methods))].join(', ')
      throw new CivisProblem(405, 'The path does not take this method.', { allow })
    }
    const { template, parts } = route
    return respond({
      store,
      method,
      template,
      path: segments.join('/'),
      values: segments.filter((_, index) => parts[index]?.startsWith('{')),
      query: url.searchParams,
      body: () => objectIn(body),
    })
  }

  return Object.assign((request: Request) => handle(request), {
    baseURL: `https://api.civisanalytics.com${basePath}`,
    spec,
    requests,
    reset() {
      requests.length = 0
      state = start()
    },
    statistics: () => ({ ...state.counts }),
  })
}

function routesOf(spec: object): Route[] {
  const { paths = {} } = spec as { paths?: Record<string, object> }
  const routes = Object.entries(paths).map(([path, operations]) => {
    const template = path.replace(/^\/+|\/+$/g, '')
    const methods = Object.keys(operations).map((verb) => verb.toUpperCase())
    return { template, parts: template.split('/'), methods }
  })
  // Words go before parameters: users/me is nobody's id.
  const width = ({ parts }: Route): number => parts.filter((part) => part.startsWith('{')).length
  return routes.sort((one, other) => width(one) - width(other))
}

function fits(parts: readonly string[], segments: readonly string[]): boolean {
  return (
    parts.length === segments.length &&
    parts.every((part, index) => part.startsWith('{') || part === segments[index])
  )
}

/** A fault by status, whose body is Civis' unless it has one of its own. */
function inOurShape(fault: Fault): Fault {
  if (fault.kind !== 'status' || fault.body !== undefined) return fault
  const errorDescription = `Injected status ${fault.status}.`
  return { ...fault, body: { error: 'injected', errorDescription, code: fault.status } }
}

function notFound(): CivisProblem {
  return new CivisProblem(404, 'The requested resource could not be found.')
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw new CivisProblem(400, 'The path is not encoded properly.')
  }
}

function objectIn(body: string): MockRecord {
  if (body === '') return {}
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    throw new CivisProblem(400, 'The body is not valid JSON.')
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as MockRecord
  }
  throw new CivisProblem(400, 'The body must be a JSON object.')
}
