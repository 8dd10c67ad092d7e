import { createFetch } from 'ofetch'

/**
 * Sends one request. Rejects where no answer came; the reason does not matter, for errors are told
 * apart by their place.
 */
export type Transport = (url: string, init: RequestInit) => Promise<Response>

/** What fetch is to be called with, carried through ofetch unchanged. */
interface Carried {
  carried: RequestInit
}

/** Our headers are plain and finished; ofetch gets an empty shell instead of parsing them again. */
class NoHeaders {}

/**
 * One attempt through ofetch, with everything off that would repeat, time out, parse or throw: these
 * are the loop's. The init goes round ofetch's own handling, since Bun gives FormData a `toJSON`
 * that makes ofetch take it for JSON, and a text body would get a Content-Type of its own.
 *
 * @param fetch the fetch to use; left out, the global one of the moment of each call
 */
export function ofetchTransport(fetch?: typeof globalThis.fetch): Transport {
  const ofetch = createFetch({
    Headers: NoHeaders as unknown as typeof Headers,
    fetch: ((url: string, options: Carried) => {
      // As a free function: bound to a client, it would throw "Illegal invocation" in browsers.
      const send = fetch ?? globalThis.fetch
      return send(url, options.carried)
    }) as unknown as typeof globalThis.fetch,
  })
  return async (url, init) => {
    try {
      return await ofetch.raw(url, {
        carried: init,
        method: init.method,
        retry: 0,
        ignoreResponseError: true,
        responseType: 'stream',
      } as Parameters<typeof ofetch.raw>[1])
    } catch (error) {
      // ofetch's own error names the whole URL and holds the request with its headers.
      throw (error as Error).name === 'FetchError' ? (error as Error).cause : error
    }
  }
}
