import type { ErrorShape } from './options'

const documentation = 'https://docs.knowi.com/hc/en-us/categories/management-api'

const codes: Readonly<Record<number, string>> = {
  400: 'bad_request',
  401: 'access_token_invalid',
  402: 'payment_required',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  406: 'not_acceptable',
  408: 'request_timeout',
  409: 'conflict',
  415: 'unsupported_media_type',
  422: 'unprocessable_entity',
  423: 'scroll_exists',
  429: 'rate_limit_exceeded',
  500: 'internal_error',
}

/** An error answer on its way out of a handler. Messages never repeat what the client sent. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message)
  }
}

export function errorAnswer(shape: ErrorShape, problem: Problem): Response {
  const { status, message, headers } = problem
  const code = codes[status] ?? 'error'
  const body =
    shape === 'list'
      ? { type: 'error.list', errors: [{ code, message }] }
      : { message, documentation_url: documentation }
  return json(body, status, headers)
}

export function json(
  value: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const type = { 'content-type': 'application/json;charset=UTF-8' }
  return new Response(JSON.stringify(value), { status, headers: { ...type, ...headers } })
}

export function noContent(status = 204): Response {
  return new Response(null, { status })
}
