// A server with a quota, in a process of its own so that its clock and its load are its own too.
// argv: units per window, window in ms. Sends its port, and on request what it counted.
import { createServer } from 'node:http'

const [limit, window] = process.argv.slice(2).map(Number)
/** When those arrived that still count. */
const arrivals = []
let requests = 0
let refused = 0

const server = createServer((_request, response) => {
  const now = performance.now()
  while (arrivals[0] <= now - window) arrivals.shift()
  requests += 1
  const free = arrivals.length < limit
  if (free) arrivals.push(now)
  else refused += 1
  response.writeHead(free ? 200 : 429, {
    'content-type': 'application/json',
    'x-ratelimit-limit': limit,
    'x-ratelimit-remaining': limit - arrivals.length,
    'x-ratelimit-reset': Math.ceil((arrivals[0] + window - now) / 1000),
    ...(!free && { 'retry-after': '1' }),
  })
  response.end(JSON.stringify({ request: requests, free }))
})

server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
process.on('message', () => process.send({ requests, refused }))
process.on('disconnect', () => {
  server.close()
  server.closeAllConnections()
})
