import { connectionError, networkError } from '../networkError'
import { errorAnswer, json, Problem } from './answers'
import type { ErrorShape, Fault, FaultSource } from './options'

export interface FaultTarget {
  readonly method: string
  readonly path: string
  /** The request with its body unread. */
  readonly request: Request
}

/** Says which fault strikes a request. Has to be asked once per request, in order of arrival. */
export type FaultChooser = (target: FaultTarget) => Fault | undefined

export function createFaults(source: readonly Fault[] | FaultSource = []): FaultChooser {
  if (typeof source === 'function') {
    let n = 0
    return ({ request }) => {
      n += 1
      const fault = source(request, n)
      return fault && checkFault(fault)
    }
  }
  const counts = source.map((fault) => ({ fault: checkFault(fault), matched: 0, struck: 0 }))
  return (target) => {
    const matching = counts.filter(({ fault }) => matches(fault, target))
    for (const count of matching) count.matched += 1
    const chosen = matching.find(({ fault, matched, struck }) => {
      const times = fault.times ?? (fault.every === undefined ? 1 : Number.POSITIVE_INFINITY)
      return struck < times && matched % (fault.every ?? 1) === 0
    })
    if (chosen === undefined) return undefined
    chosen.struck += 1
    return chosen.fault
  }
}

function matches(fault: Fault, { method, path }: FaultTarget): boolean {
  if (fault.method !== undefined && fault.method.toUpperCase() !== method) return false
  if (fault.path === undefined) return true
  // Not `test`: it would keep a place in a pattern with the global flag.
  return typeof fault.path === 'string' ? fault.path === path : path.search(fault.path) !== -1
}

const kinds: readonly string[] = ['status', 'slow', 'stall', 'truncate', 'reset', 'cut']

function checkFault(fault: Fault): Fault {
  if (!kinds.includes(fault.kind)) {
    throw new TypeError(`A fault is one of ${kinds.join(', ')}, got "${fault.kind}".`)
  }
  const { every = 1, times = 1 } = fault
  if (!(Number.isInteger(every) && every > 0)) {
    throw new TypeError(`A fault's "every" must be a whole number from 1 up, got ${every}.`)
  }
  if (!(times >= 0)) throw new TypeError(`A fault's "times" must be from 0 up, got ${times}.`)
  if (fault.kind === 'status' && !(fault.status >= 200 && fault.status <= 599)) {
    throw new TypeError(`A fault's "status" must be from 200 to 599, got ${fault.status}.`)
  }
  if (fault.kind === 'slow' && !(fault.ms >= 0)) {
    throw new TypeError(`A fault's "ms" must be a number from 0 up, got ${fault.ms}.`)
  }
  return fault
}

/**
 * The answer as the fault leaves it. `answer` makes what the API itself would say; it is not
 * called where a request never gets that far.
 */
export async function spoil(
  fault: Fault,
  shape: ErrorShape,
  answer: () => Response,
): Promise<Response> {
  switch (fault.kind) {
    case 'reset':
      return networkError()
    case 'status':
      return statusAnswer(fault, shape)
    case 'slow':
      return answer()
    case 'truncate': {
      const [half, { headers }] = await halve(answer())
      return new Response(half, { status: 200, headers })
    }
    case 'stall':
      return withHalf(answer(), () => {})
    case 'cut':
      return withHalf(answer(), (controller) => controller.error(connectionError('terminated')))
  }
}

function statusAnswer(fault: Fault & { kind: 'status' }, shape: ErrorShape): Response {
  const { status, body, retryAfter } = fault
  const headers: Record<string, string> = {}
  if (retryAfter !== undefined) headers['retry-after'] = String(retryAfter)
  if ([204, 205, 304].includes(status)) return new Response(null, { status, headers })
  if (typeof body === 'string') return new Response(body, { status, headers })
  if (body !== undefined) return json(body, status, headers)
  return errorAnswer(shape, new Problem(status, `Injected status ${status}.`, headers))
}

async function halve(response: Response): Promise<[Uint8Array<ArrayBuffer>, Response]> {
  const bytes = new Uint8Array(await response.arrayBuffer())
  return [bytes.slice(0, Math.ceil(bytes.length / 2)), response]
}

async function withHalf(
  response: Response,
  then: (controller: ReadableStreamDefaultController) => void,
): Promise<Response> {
  const [half, { headers }] = await halve(response)
  // A body is needed to die in, also where the API itself would send none.
  const status = response.body === null ? 200 : response.status
  let begun = half.length === 0
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (begun) {
        then(controller)
        return
      }
      begun = true
      controller.enqueue(half)
    },
  })
  return new Response(body, { status, headers })
}
