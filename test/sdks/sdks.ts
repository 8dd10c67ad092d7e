import { browserRequired as required } from '../../scripts/find-browser.mjs'
import { importAside, isInstalled } from '../../scripts/install-aside.mjs'

const list = 'test/sdks/sdks.json'

/** Whether the libraries are on this machine. Where nobody reads a console, they must be. */
export const installed = isInstalled(list)
if (!installed) {
  const message = 'NO SDKS: run "node scripts/prepare-test.mjs"'
  if (required) throw new Error(message)
  console.warn(`!!! ${message}. THE TESTS OF client.fetch UNDER OTHER LIBRARIES ARE SKIPPED`)
}

type Fetch = typeof globalThis.fetch

/** A library as the tests use it: over a fetch that is not its own, without its own repeats. */
export interface Sdk {
  get(id: string): Promise<unknown>
  put(id: string, json: object): Promise<unknown>
  /** The status that its error for a 4xx tells. */
  statusOf(error: unknown): number | undefined
}

/** As much of each library as is used here. */
interface Octokit {
  request(route: string, parameters: object): Promise<{ data: unknown }>
}
export interface OpenAI {
  get(path: string): Promise<unknown>
  put(path: string, options: { body: object }): Promise<unknown>
  chat: { completions: { create(body: object): Promise<AsyncIterable<Chunk>> } }
}
interface Chunk {
  choices: { delta: { content?: string } }[]
}
interface OpenapiFetch {
  GET(path: string, init: object): Promise<{ data?: unknown; response: Response }>
  PUT(path: string, init: object): Promise<{ data?: unknown; response: Response }>
}
interface Ky {
  get(path: string): { json(): Promise<unknown> }
  put(path: string, options: { json: object }): { json(): Promise<unknown> }
}

const statusIn = (error: unknown): number | undefined => (error as { status?: number }).status

export async function openai(baseURL: string, fetch: Fetch): Promise<OpenAI> {
  const { OpenAI } = await importAside(list, 'openai')
  return new OpenAI({ baseURL, fetch, apiKey: 'sdk-key', maxRetries: 0 })
}

export const sdks: Record<string, (baseURL: string, fetch: Fetch) => Promise<Sdk>> = {
  async '@octokit/core'(baseUrl, fetch) {
    const { Octokit } = await importAside(list, '@octokit/core')
    const octokit: Octokit = new Octokit({ baseUrl, request: { fetch } })
    return {
      get: async (id) => (await octokit.request('GET /widgets/{id}', { id })).data,
      put: async (id, json) => (await octokit.request('PUT /widgets/{id}', { id, ...json })).data,
      statusOf: statusIn,
    }
  },
  async openai(baseURL, fetch) {
    const client = await openai(baseURL, fetch)
    return {
      get: (id) => client.get(`/widgets/${id}`),
      put: (id, body) => client.put(`/widgets/${id}`, { body }),
      statusOf: statusIn,
    }
  },
  async 'openapi-fetch'(baseUrl, fetch) {
    const { default: createOpenapiClient } = await importAside(list, 'openapi-fetch')
    const client: OpenapiFetch = createOpenapiClient({ baseUrl, fetch })
    const told = ({ data, response }: { data?: unknown; response: Response }): unknown => {
      if (!response.ok) throw response
      return data
    }
    const params = (id: string) => ({ params: { path: { id } } })
    return {
      get: async (id) => told(await client.GET('/widgets/{id}', params(id))),
      put: async (id, body) => told(await client.PUT('/widgets/{id}', { ...params(id), body })),
      statusOf: statusIn,
    }
  },
  async ky(prefixUrl, fetch) {
    const { default: ky } = await importAside(list, 'ky')
    const client: Ky = ky.create({ prefixUrl, fetch, retry: 0, timeout: false })
    return {
      get: (id) => client.get(`widgets/${id}`).json(),
      put: (id, json) => client.put(`widgets/${id}`, { json }).json(),
      statusOf: (error) => statusIn((error as { response: Response }).response),
    }
  },
}
