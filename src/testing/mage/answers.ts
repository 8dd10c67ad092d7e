import { ApiFailure, BareAnswer } from './failures'
import type { MageMockRecord, MockMageOptions } from './options'

/** Any page may ask, whatever headers it sends (contract 2.1). */
export const corsHeaders: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': '*, authorization, content-type, oauth-token, x-api-key',
  'access-control-allow-methods': 'DELETE, GET, OPTIONS, PATCH, POST, PUT',
}

/** Status 200 for everything that went well. */
export function json(data: unknown, status = 200): Response {
  return bare(JSON.stringify(data), status)
}

export function bare(text: string, status: number, type = 'application/json'): Response {
  const headers = { 'content-type': type }
  return new Response(status === 204 ? null : text, { status, headers })
}

/**
 * The three shapes of errors (contract 2.6): Mage's own with 200, those of key and token with 401, and
 * nothing or a traceback for what was not expected.
 *
 * @param httpCodes whether `_http_error_codes` was asked for
 */
export function failureAnswer(
  failure: unknown,
  httpCodes: boolean,
  place: MageMockRecord,
  internalErrors: NonNullable<MockMageOptions['internalErrors']>,
): Response {
  if (failure instanceof BareAnswer) {
    return bare(failure.text, failure.status, failure.contentType)
  }
  if (failure instanceof ApiFailure) {
    const { code, type, message, errors, httpStatus } = failure
    const error = { code, message, type, ...(errors && { errors }) }
    return json(
      { error, status: httpCodes ? code : 200 },
      httpCodes && code >= 400 ? code : httpStatus,
    )
  }
  if (internalErrors === 'empty') return bare('', 200)
  const exception = failure instanceof Error ? failure.message : String(failure)
  const lines = [
    '  File "mage_ai/api/views.py", line 63, in execute_operation\n    response = await base_operation.execute()\n',
    '  File "mage_ai/api/operations/base.py", line 1, in execute\n    raise Exception(message)\n',
  ]
  const message = `Traceback (most recent call last):\n${lines.join('')}Exception: ${exception}\n`
  return json({ error: { code: 500, errors: lines, exception, message }, url_parameters: place })
}
