// A server that misbehaves on purpose, in a process of its own. What it does stands in the path, as
// /<deed>/<id>; it remembers for each path when requests came, and tells it on request.
import { createServer } from 'node:http'

/** @type {Map<string, number[]>} ms on a monotonic clock */
const arrivals = new Map()

const good = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}')
}
const refuse = (headers) => (response) => {
  response.writeHead(503, { 'content-type': 'application/json', ...headers }).end('{"ok":false}')
}
const first = (deed) => (response, nth) => (nth === 1 ? deed : good)(response)

const deeds = {
  good,
  'retry-after': first(refuse({ 'retry-after': '1' })),
  'retry-after-50': refuse({ 'retry-after': '50' }),
  'retry-after-3600': refuse({ 'retry-after': '3600' }),
  503: refuse({}),
  500: (response) => {
    response.writeHead(500, { 'content-type': 'application/json' }).end('{"ok":false}')
  },
  reset: first((response) => response.destroy()),
  backoff: refuse({ 'retry-after': '2' }),
  /** The head and the start of a body, and then nothing more. */
  stall(response) {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
    response.write('{"ok":true')
  },
  /** Never an answer to the first. */
  silence: first(() => {}),
}

const server = createServer((request, response) => {
  const [path] = request.url.split('?')
  const times = arrivals.get(path) ?? []
  arrivals.set(path, [...times, performance.now()])
  request.resume()
  deeds[path.split('/')[1]](response, times.length + 1)
})

server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
process.on('message', () => process.send(Object.fromEntries(arrivals)))
process.on('disconnect', () => {
  server.close()
  server.closeAllConnections()
})
