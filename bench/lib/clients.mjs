// The peers, each behind the same three functions. What is not given stays at the library's default;
// where a library has no repeats of its own but an official add-on for them, that is switched on.
import { bearer, createClient } from 'portolan'
import { peer, versioned } from './peers.mjs'

/**
 * @typedef {object} Settings
 * @property {typeof fetch} [fetch] in place of the global one
 * @property {number} [timeout] ms
 * @property {boolean} [once] no repeats, for those that repeat a call whose time ran out
 * @property {number} [delay] ms before a repeat, where the library lets its user choose
 * @property {Record<string, string>} [headers]
 * @property {{ limit: number, window: number }} [quota] for those that can be told one
 *
 * @typedef {object} Contender
 * @property {(url: string, init?: { signal?: AbortSignal }) => Promise<unknown>} get the parsed JSON
 * @property {(url: string, json: object) => Promise<unknown>} post
 * @property {() => unknown} [close]
 */

const json = (response) => {
  if (!response.ok) throw new Error(`status ${response.status}`)
  return response.json()
}

/** @type {Record<string, { name: string, make(settings: Settings): Promise<Contender> }>} */
export const clients = {
  portolan: {
    name: 'Portolan',
    async make({ fetch, timeout, once, delay, headers, quota }) {
      const api = createClient({
        fetch,
        timeout,
        headers,
        rateLimit: quota,
        ...(delay && { retry: { baseDelay: delay } }),
        ...(once && { retry: false }),
      })
      return {
        get: (url, init) => api.get(url, init),
        post: (url, body) => api.post(url, { json: body }),
        close: () => api.close(),
      }
    },
  },
  ofetch: {
    name: versioned('ofetch'),
    async make({ fetch = globalThis.fetch, timeout, delay, headers }) {
      const { createFetch } = await peer('ofetch')
      const defaults = { timeout, headers, ...(delay && { retryDelay: delay }) }
      const ofetch = createFetch({ fetch, defaults })
      return { get: ofetch, post: (url, body) => ofetch(url, { method: 'POST', body }) }
    },
  },
  ky: { name: versioned('ky'), make: (settings) => kyOf('ky', settings) },
  'ky-1': { name: versioned('ky-1'), make: (settings) => kyOf('ky-1', settings) },
  axios: {
    name: versioned('axios'),
    async make({ fetch, timeout, headers }) {
      const { default: axios } = await peer('axios')
      return axiosOf(
        axios.create({ adapter: 'fetch', timeout, headers, ...(fetch && { env: { fetch } }) }),
      )
    },
  },
  'axios-retry': {
    name: `axios + ${versioned('axios-retry')}`,
    async make({ fetch, timeout, once, headers }) {
      const { default: axios } = await peer('axios')
      const { default: axiosRetry } = await peer('axios-retry')
      const instance = axios.create({
        adapter: 'fetch',
        timeout,
        headers,
        ...(fetch && { env: { fetch } }),
      })
      axiosRetry(instance, {
        retries: once ? 0 : 3,
        retryDelay: axiosRetry.exponentialDelay,
        shouldResetTimeout: true,
      })
      return axiosOf(instance)
    },
  },
  wretch: {
    name: `${versioned('wretch')} + retry`,
    async make({ fetch, timeout, delay, headers = {} }) {
      const { default: wretch } = await peer('wretch')
      const { retry } = await peer('wretch/middlewares')
      const { default: abort } = await peer('wretch/addons/abort')
      let base = wretch().headers(headers).addon(abort())
      if (fetch) base = base.fetchPolyfill(fetch)
      base = base.middlewares([retry({ maxAttempts: 2, ...(delay && { delayTimer: delay }) })])
      const timed = (chain) => (timeout ? chain.setTimeout(timeout) : chain).json()
      return {
        get: (url, init = {}) => timed(base.options(init).url(url).get()),
        post: (url, body) => timed(base.url(url).post(body)),
      }
    },
  },
  'up-fetch': {
    name: `${versioned('up-fetch')}, 2 retries`,
    async make({ fetch = (...given) => globalThis.fetch(...given), timeout, delay, headers }) {
      const { up } = await peer('up-fetch')
      const retry = { attempts: 2, ...(delay && { delay }) }
      const upfetch = up(fetch, () => ({ timeout, headers, retry }))
      return { get: upfetch, post: (url, body) => upfetch(url, { method: 'POST', body }) }
    },
  },
  'better-fetch': {
    name: `${versioned('@better-fetch/fetch')}, 2 retries`,
    async make({ fetch, timeout, delay = 300, headers }) {
      const { createFetch } = await peer('@better-fetch/fetch')
      const better = createFetch({
        throw: true,
        timeout,
        headers,
        retry: { type: 'linear', attempts: 2, delay },
        ...(fetch && { customFetchImpl: fetch }),
      })
      return { get: better, post: (url, body) => better(url, { method: 'POST', body }) }
    },
  },
  'openapi-fetch': {
    name: versioned('openapi-fetch'),
    async make({ fetch, headers }) {
      const { default: createOpenapiClient } = await peer('openapi-fetch')
      const client = createOpenapiClient({ fetch, headers })
      const told = async (pending) => {
        const { data, error } = await pending
        if (error !== undefined) throw error
        return data
      }
      return {
        get: (url, init = {}) => told(client.GET(url, init)),
        post: (url, body) => told(client.POST(url, { body })),
      }
    },
  },
}

async function kyOf(name, { fetch, timeout, headers }) {
  const { default: ky } = await peer(name)
  const client = ky.create({ ...(fetch && { fetch }), ...(timeout && { timeout }), headers })
  return {
    get: (url, init) => client.get(url, init).json(),
    post: (url, body) => client.post(url, { json: body }).json(),
  }
}

function axiosOf(instance) {
  return {
    get: async (url, init) => (await instance.get(url, init)).data,
    post: async (url, body) => (await instance.post(url, body)).data,
  }
}

/** Fetch behind a limiter; whom a 429 reaches waits for its Retry-After and asks the limiter again. */
function behind(limited) {
  return async (url) => {
    for (;;) {
      const response = await limited(() => fetch(url))
      if (response.status !== 429) return json(response)
      await response.body?.cancel()
      const seconds = Number(response.headers.get('retry-after') ?? 1)
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
    }
  }
}

/** Limiters that are told the quota. @type {typeof clients} */
export const limiters = {
  effect: {
    name: `${versioned('effect')} withRateLimiter`,
    async make({ quota }) {
      const { Duration, Effect, Layer, ManagedRuntime } = await peer('effect')
      const { FetchHttpClient, HttpClient } = await peer('effect/http')
      const { RateLimiter } = await peer('effect/persistence')
      const layer = Layer.mergeAll(
        FetchHttpClient.layer,
        RateLimiter.layer.pipe(Layer.provide(RateLimiter.layerStoreMemory)),
      )
      const runtime = ManagedRuntime.make(layer)
      const client = await runtime.runPromise(
        Effect.gen(function* () {
          const limiter = yield* RateLimiter.RateLimiter
          const plain = yield* HttpClient.HttpClient
          const { limit, window } = quota
          const options = { limiter, limit, window: Duration.millis(window), key: 'quota' }
          return plain.pipe(HttpClient.withRateLimiter(options), HttpClient.filterStatusOk)
        }),
      )
      return {
        get: (url) =>
          runtime.runPromise(client.get(url).pipe(Effect.flatMap((response) => response.json))),
        close: () => runtime.dispose(),
      }
    },
  },
  bottleneck: {
    name: `fetch behind ${versioned('bottleneck')}`,
    async make({ quota: { limit, window } }) {
      const { default: Bottleneck } = await peer('bottleneck')
      const limiter = new Bottleneck({
        reservoir: limit,
        reservoirRefreshAmount: limit,
        // It refreshes in steps of 250 ms.
        reservoirRefreshInterval: Math.ceil(window / 250) * 250,
      })
      return { get: behind((run) => limiter.schedule(run)), close: () => limiter.disconnect() }
    },
  },
  'p-throttle': {
    name: `fetch behind ${versioned('p-throttle')}, strict`,
    async make({ quota: { limit, window } }) {
      const { default: pThrottle } = await peer('p-throttle')
      return { get: behind(pThrottle({ limit, interval: window, strict: true })((run) => run())) }
    },
  },
  limiter: {
    name: `fetch behind ${versioned('limiter')}`,
    async make({ quota: { limit, window } }) {
      const { RateLimiter } = await peer('limiter')
      const limiter = new RateLimiter({ tokensPerInterval: limit, interval: window })
      return {
        get: behind(async (run) => {
          await limiter.removeTokens(1)
          return run()
        }),
      }
    },
  },
}

/** Portolan with everything on that a call can have. */
export function everythingOn(baseURL, options = {}) {
  return createClient({
    baseURL,
    auth: bearer('token'),
    rateLimit: { limit: 1e9, window: 1000 },
    timeout: 30_000,
    retry: 2,
    ...options,
  })
}
