import { createFetch } from 'ofetch'

/**
 * Sends one request. Rejects where no answer came; the reason does not matter, for errors are told
 * apart by their place.
 */
export type Transport = (url: string, init: RequestInit) => Promise<Response>

/**
 * One attempt by ofetch's `native`: its fetch with nothing around it. What ofetch would add is the
 * loop's (repeats, clocks, errors) or the recipe's (URL, headers, body: in Bun, where FormData has a
 * `toJSON`, ofetch takes a form for JSON).
 *
 * @param fetch the fetch to use; left out, the global one of the moment of each call
 */
export function ofetchTransport(fetch?: typeof globalThis.fetch): Transport {
  return createFetch({
    fetch: async (input, init) => {
      // As a free function: bound to an object, it would throw "Illegal invocation" in browsers.
      const send = fetch ?? globalThis.fetch
      return send(input, init)
    },
  }).native
}
