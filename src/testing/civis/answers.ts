const codes: Readonly<Record<number, string>> = {
  400: 'bad_request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'request_entity_too_large',
  429: 'rate_limit_exceeded',
  500: 'internal_server_error',
  503: 'service_unavailable',
}

/** An error answer on its way out of a handler. Messages never repeat what the client sent. */
export class CivisProblem extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message)
  }
}

/** An error as Civis writes it. */
export function problemAnswer({ status, message, headers }: CivisProblem): Response {
  const error = codes[status] ?? 'error'
  return jsonAnswer({ error, errorDescription: message, code: status }, status, headers)
}

export function jsonAnswer(
  value: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const type = { 'content-type': 'application/json; charset=utf-8' }
  return new Response(JSON.stringify(value), { status, headers: { ...type, ...headers } })
}
