// A server with a quota, in a process of its own so that its clock and its load are its own too.
// Options as JSON in argv. Sends its port, and on request what it counted.
import { createServer } from 'node:http'

const {
  /** Units per window; 0 for no quota at all. */
  limit = 0,
  /** ms. */
  window = 1000,
  /**
   * 'fixed': a window begins with the first request after the last one ended. 'sliding': no more
   * than the limit in any window, wherever it begins.
   */
  kind = 'fixed',
  /** 'all': the quota on every answer, Retry-After on a 429. 'retry-after': that alone. */
  headers = 'all',
  /** ms until an answer. */
  service = 0,
} = JSON.parse(process.argv[2] ?? '{}')

/** When those arrived that still count. */
const arrivals = []
let requests = 0
let refused = 0

/** Forgets what no longer counts. */
function expire(now) {
  if (kind === 'sliding') while (arrivals[0] <= now - window) arrivals.shift()
  else if (arrivals[0] <= now - window) arrivals.length = 0
}

const body = JSON.stringify({
  items: Array.from({ length: 10 }, (_, id) => ({ id, name: `widget ${id}` })),
})

const server = createServer((request, response) => {
  // Not counted: it is there to open connections and to start what starts late in a process.
  if (request.url === '/warm') return void response.end('{}')
  const now = performance.now()
  expire(now)
  requests += 1
  const free = limit === 0 || arrivals.length < limit
  if (free && limit > 0) arrivals.push(now)
  if (!free) refused += 1
  // Less the rounding of floats, which would make a second of nothing.
  const rest = (arrivals[0] + window - now) / 1000 - 1e-6
  const left = limit > 0 ? Math.max(1, Math.ceil(rest)) : 0
  response.writeHead(free ? 200 : 429, {
    'content-type': 'application/json',
    ...(limit > 0 &&
      headers === 'all' && {
        'x-ratelimit-limit': limit,
        'x-ratelimit-remaining': limit - arrivals.length,
        'x-ratelimit-reset': left,
      }),
    ...(!free && { 'retry-after': left }),
  })
  if (service > 0) setTimeout(() => response.end(body), service)
  else response.end(body)
})

server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
process.on('message', () => process.send({ requests, refused }))
process.on('disconnect', () => {
  server.close()
  server.closeAllConnections()
})
