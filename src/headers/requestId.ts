const names = ['x-request-id', 'request-id', 'x-amzn-requestid', 'x-correlation-id', 'cf-ray']

/** The id under which the server knows a request, whatever it calls it. */
export function requestIdOf(headers: Headers): string | undefined {
  for (const name of names) {
    const id = headers.get(name)
    if (id) return id
  }
  return undefined
}
