import type { AnsweredFacts } from '../../../call/House'
import { KnowiBadRequestError } from './KnowiBadRequestError'
import { KnowiError } from './KnowiError'
import { KnowiForbiddenError } from './KnowiForbiddenError'
import { KnowiInternalServiceError } from './KnowiInternalServiceError'
import { KnowiMethodNotAllowedError } from './KnowiMethodNotAllowedError'
import { KnowiNotAcceptableError } from './KnowiNotAcceptableError'
import { KnowiNotFoundError } from './KnowiNotFoundError'
import { KnowiPaymentRequiredError } from './KnowiPaymentRequiredError'
import { KnowiRequestTimeoutError } from './KnowiRequestTimeoutError'
import { KnowiScrollExistsError } from './KnowiScrollExistsError'
import { KnowiServer5xxError } from './KnowiServer5xxError'
import { KnowiServer429Error } from './KnowiServer429Error'
import { KnowiUnauthorizedError } from './KnowiUnauthorizedError'
import { KnowiUnprocessableEntityError } from './KnowiUnprocessableEntityError'
import { KnowiUnsupportedMediaTypeError } from './KnowiUnsupportedMediaTypeError'
import { KnowiUserConflictError } from './KnowiUserConflictError'

const classes: Readonly<Record<number, typeof KnowiError>> = {
  400: KnowiBadRequestError,
  401: KnowiUnauthorizedError,
  402: KnowiPaymentRequiredError,
  403: KnowiForbiddenError,
  404: KnowiNotFoundError,
  405: KnowiMethodNotAllowedError,
  406: KnowiNotAcceptableError,
  408: KnowiRequestTimeoutError,
  409: KnowiUserConflictError,
  415: KnowiUnsupportedMediaTypeError,
  422: KnowiUnprocessableEntityError,
  423: KnowiScrollExistsError,
  429: KnowiServer429Error,
  500: KnowiInternalServiceError,
}

/** One thing that Knowi found wrong. */
interface Entry {
  code?: unknown
  message?: unknown
}

/** The error for an answer of Knowi's, whatever its body looks like. */
export function knowiError(facts: AnsweredFacts): KnowiError {
  const { status, line } = facts
  const body = Object(facts.data) as { errors?: unknown; documentation_url?: unknown } & Entry
  const listed = [body.errors ?? []].flat()
  const entries = listed.length > 0 ? listed.map(entryOf) : [body]
  const codes = texts(entries.map(({ code }) => code))
  const messages = texts(entries.map(({ message }) => message))
  const said = texts(entries.map(({ code, message }) => texts([code, message]).join(': ')))
  const Class = codes.includes('scroll_exists')
    ? KnowiScrollExistsError
    : (classes[status] ?? (status >= 500 ? KnowiServer5xxError : KnowiError))
  return new Class(said.length > 0 ? `${line}: ${said.join('; ')}` : facts.message, {
    ...facts,
    codes,
    messages,
    documentationUrl: texts([body.documentation_url])[0],
  })
}

function entryOf(entry: unknown): Entry {
  return typeof entry === 'string' ? { message: entry } : (Object(entry) as Entry)
}

/** Codes may be numbers. */
function texts(values: readonly unknown[]): string[] {
  return values
    .map((value) => (typeof value === 'number' ? String(value) : value))
    .filter((value): value is string => typeof value === 'string' && value !== '')
}
