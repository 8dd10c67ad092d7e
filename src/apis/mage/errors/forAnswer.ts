import type { AnsweredFacts } from '../../../call/House'
import type { ErrorFacts } from '../../../errors/PortolanError'
import { excerpt } from '../../../events/redaction'
import { MageApiResourceError } from './MageApiResourceError'
import { MageError } from './MageError'
import { MageExpiredOAuthTokenError } from './MageExpiredOAuthTokenError'
import { MageInternalError } from './MageInternalError'
import { MageInvalidApiKeyError } from './MageInvalidApiKeyError'
import { MageInvalidOAuthTokenError } from './MageInvalidOAuthTokenError'
import { MageRecordInvalidError } from './MageRecordInvalidError'
import { MageRecordNotFoundError } from './MageRecordNotFoundError'
import { MageUnauthorizedAccessError } from './MageUnauthorizedAccessError'

/** What each type means, whatever its code says (contract 2.6). */
const types: Readonly<Record<string, readonly [number, typeof MageError]>> = {
  invalid_api_key: [401, MageInvalidApiKeyError],
  invalid_oauth_token: [401, MageInvalidOAuthTokenError],
  expired_oauth_token: [401, MageExpiredOAuthTokenError],
  unauthorized_access: [403, MageUnauthorizedAccessError],
  record_not_found: [404, MageRecordNotFoundError],
  record_invalid: [400, MageRecordInvalidError],
  api_resource_error: [400, MageApiResourceError],
}

/** The error object of Mage's answers. */
interface Said {
  code?: unknown
  type?: unknown
  message?: unknown
  exception?: unknown
  errors?: unknown
}

/** What is known of the answer: its own status, and method and URL for the message. */
export interface AnswerOf {
  facts: ErrorFacts
  httpStatus: number
  called: string
}

/** The `error` of a body, where there is one: its presence decides, not its code. */
export function errorIn(data: unknown): Said | undefined {
  const { error } = Object(data) as { error?: unknown }
  if (typeof error === 'string') return { message: error }
  return typeof error === 'object' && error ? error : undefined
}

/** The error for an `error` object, whatever the status that it came with. */
export function errorSaid(
  said: Said,
  data: unknown,
  { facts, httpStatus, called }: AnswerOf,
): MageError {
  const type = textOf(said.type)
  const code = Number(said.code)
  const plain = code >= 400 && code < 600 ? code : httpStatus >= 400 ? httpStatus : 500
  const known = type !== undefined && Object.hasOwn(types, type) ? types[type] : undefined
  const [status, Class] = known ?? [plain, type ? MageError : MageInternalError]
  const internal = Class === MageInternalError
  const fieldErrors = internal ? {} : byField(said.errors)
  const errors = internal ? [] : listed(said.errors, fieldErrors)
  const line = [status, type].filter(Boolean).join(' ')
  const words = [sentenceOf(said, facts), ...errors].filter(
    (each, at, all) => all.indexOf(each) === at,
  )
  const text = words.filter(Boolean).join('; ')
  return new Class(`${line} from ${called}${text && `: ${text}`}`, {
    ...facts,
    status,
    httpStatus,
    data,
    code: said.code,
    type,
    errors,
    fieldErrors,
  })
}

/** Mage failed and could not even say so: status 200 and no body. */
export function emptyAnswer({ facts, httpStatus, called }: AnswerOf): MageError {
  return new MageInternalError(
    `500 from ${called}: Mage failed, and its answer is empty. Its log tells why; often the resource, the pipeline or the token does not exist.`,
    { ...facts, status: 500, httpStatus },
  )
}

/** A good status with something that Mage does not send. */
export function noMage(
  what: string,
  data: unknown,
  { facts, httpStatus, called }: AnswerOf,
): MageError {
  return new MageError(
    `${called} answered with ${what}. Is this a server of Mage, and baseURL its root, without /api?`,
    { ...facts, status: httpStatus, httpStatus, data },
  )
}

/** The error for an error status: Mage's own object, plain text, HTML or nothing. */
export function mageError(facts: AnsweredFacts): MageError {
  const { status, data, line, method = '', url = '' } = facts
  const said = errorIn(data)
  if (said) return errorSaid(said, data, { facts, httpStatus: status, called: `${method} ${url}` })
  const text = typeof data === 'string' ? data.trim() : ''
  const isPage = /^<(!doctype|html)/i.test(text)
  const hint =
    status === 404 && isPage
      ? 'a web page. Is baseURL the root of Mage, without /api?'
      : status === 405
        ? 'Mage does not take this method here.'
        : isPage
          ? 'a web page'
          : excerpt(text.split('\n')[0] ?? '', 300, facts.secrets)
  return new MageError(hint ? `${line}: ${hint}` : facts.message, { ...facts, httpStatus: status })
}

/** One sentence for people: without the traceback, which stays in `data`. */
function sentenceOf({ exception, message }: Said, facts: ErrorFacts): string {
  const said = textOf(exception) ?? textOf(message) ?? ''
  const [before = '', after = ''] = said.split('Traceback (most recent call last)')
  // The last line of a traceback names what was raised.
  const sentence = before.trim().split('\n')[0] || after.trim().split('\n').at(-1) || ''
  return excerpt(sentence.trim(), 300, facts.secrets)
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function textsOf(value: unknown): string[] {
  return [value].flat().filter((each): each is string => typeof each === 'string' && each !== '')
}

function byField(errors: unknown): Record<string, string[]> {
  if (typeof errors !== 'object' || !errors || Array.isArray(errors)) return {}
  return Object.fromEntries(Object.entries(errors).map(([field, said]) => [field, textsOf(said)]))
}

function listed(errors: unknown, fields: Record<string, string[]>): string[] {
  if (Array.isArray(errors)) return textsOf(errors)
  return Object.entries(fields).flatMap(([field, said]) =>
    said.map((each) => (field === '__all__' ? each : `${field}: ${each}`)),
  )
}
