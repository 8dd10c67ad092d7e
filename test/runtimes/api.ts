import { text } from 'node:stream/consumers'
import { listen } from './loopback'

export const quota = { limit: 5, window: 500 }

export interface SeenRequest {
  method: string
  path: string
  authorization: string | undefined
  status: number
  /** Milliseconds on a monotonic clock. */
  at: number
}

export interface Api {
  baseURL: string
  /** What came in, preflights left out; status 0 where the client left before an answer. */
  seen: SeenRequest[]
  close(): Promise<void>
}

/** The API that the scenario calls. It judges pace by arrivals alone, with no tolerance. */
export async function startApi(): Promise<Api> {
  const seen: SeenRequest[] = []
  let accepted: number[] = []
  let flaky = 0

  const server = await listen(async (request, response) => {
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('access-control-expose-headers', 'retry-after')
    if (request.method === 'OPTIONS') {
      response.setHeader('access-control-allow-methods', 'GET, POST')
      response.setHeader(
        'access-control-allow-headers',
        request.headers['access-control-request-headers'] ?? '',
      )
      response.setHeader('access-control-max-age', '600')
      response.writeHead(204).end()
      return
    }

    const at = performance.now()
    const entry: SeenRequest = {
      method: request.method ?? '',
      path: request.url ?? '',
      authorization: request.headers.authorization,
      status: 0,
      at,
    }
    seen.push(entry)
    const answer = (status: number, data: unknown): void => {
      entry.status = status
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(data))
    }

    if (entry.authorization !== 'Bearer token-1') {
      answer(401, { message: 'who are you?' })
      return
    }
    switch (entry.path) {
      case '/v1/items':
        return answer(200, [{ id: 1, name: 'one' }])
      case '/v1/flaky':
        flaky += 1
        return flaky === 1 ? answer(503, { message: 'not now' }) : answer(200, { attempt: flaky })
      case '/v1/limited':
        accepted = accepted.filter((time) => at - time < quota.window)
        if (accepted.length >= quota.limit) {
          response.setHeader('retry-after', '1')
          return answer(429, { message: 'too fast' })
        }
        accepted.push(at)
        return answer(200, { ok: true })
      case '/v1/slow':
        return
      case '/v1/echo':
        return answer(200, {
          method: request.method,
          type: request.headers['content-type'],
          body: await text(request),
        })
      default:
        return answer(404, { message: 'no such thing' })
    }
  })

  return { baseURL: `${server.origin}/v1`, seen, close: server.close }
}
