import { bearer, createClient } from '../../dist/index.js'

/** One client for all requests of the isolate, as a Worker would have it: made outside of any. */
const api = createClient({
  baseURL: 'http://api.test',
  auth: bearer('token-1'),
  rateLimit: { limit: 2, window: 300, maxConcurrent: 2 },
  retry: false,
  fetch: (input, init) => {
    const url = new URL(String(input))
    return fetch(`${address}${url.pathname}`, init)
  },
})
let address = ''

export default {
  /** @param {Request} request */
  async fetch(request) {
    const { searchParams } = new URL(request.url)
    address = searchParams.get('baseURL') ?? ''
    return Response.json(await api.get('items'))
  },
}
