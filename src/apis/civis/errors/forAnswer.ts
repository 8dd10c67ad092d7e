import type { AnsweredFacts } from '../../../call/House'
import { excerpt } from '../../../events/redaction'
import { CivisApiError } from './CivisApiError'
import { CivisApiKeyError } from './CivisApiKeyError'

/** The longest piece of a body that is no JSON to go into a message. */
const longest = 300

/** The error for an answer of Civis', whatever its body looks like (contract 3.9). */
export function civisError(facts: AnsweredFacts): CivisApiError {
  const { status, method = '', url = '' } = facts
  const errorMessage = saidIn(facts)
  const path = url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '') || '/'
  const error = new CivisApiError(`(${status}) ${errorMessage} (${method} ${path})`, {
    ...facts,
    errorMessage,
  })
  if (status !== 401) return error
  const challenge = facts.headers?.get('www-authenticate')
  return new CivisApiKeyError(challenge || error.message, { ...facts, errorMessage, cause: error })
}

function saidIn({ data, line, secrets }: AnsweredFacts): string {
  if (typeof data === 'string') {
    const text = data.trim()
    if (text !== '') return `not JSON: ${excerpt(text, longest, secrets)}`
  } else if (data !== undefined) {
    const { errorDescription } = Object(data) as { errorDescription?: unknown }
    if (typeof errorDescription === 'string' && errorDescription !== '') return errorDescription
    return 'no message'
  }
  // HTTP/1 gives a reason with the status, HTTP/2 does not.
  return /^\d+ (.+?) from /.exec(line)?.[1] ?? 'no content'
}
