/** An answer that never comes, in the words of the fetch standard: adapters make it a failure. */
export function networkError(): Response {
  return Response.error()
}

export function isNetworkError(response: Response): boolean {
  // Status 0 as well: not every runtime tells the type of a response.
  return response.type === 'error' || response.status === 0
}

/** What `fetch` throws when a connection dies: a TypeError whose cause has the socket's code. */
export function connectionError(message: string): TypeError {
  const cause = Object.assign(new Error('The connection was reset.'), { code: 'ECONNRESET' })
  return new TypeError(message, { cause })
}
