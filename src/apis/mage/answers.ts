import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { Attempt } from '../../call/exchange'
import { type AnswerOf, emptyAnswer, errorIn, errorSaid, noMage } from './errors/forAnswer'
import type { MageError } from './errors/MageError'
import type { ListMetadata, MageList } from './pages'

/** What the answer to a call has to hold. */
export interface Expectation {
  readonly keys: readonly string[]
  readonly isList?: true | undefined
  readonly isOpen?: true | undefined
}

/** The error that hides in a good status: all but what was expected (contract 2.6). */
export function judgeAnswer(
  data: unknown,
  response: Response,
  attempt: Attempt,
  expected: Expectation | undefined,
): MageError | undefined {
  const { status, headers } = response
  const about = (): AnswerOf => ({
    facts: attempt.facts(response),
    httpStatus: status,
    called: attempt.called,
  })
  const type = headers.get('content-type') ?? ''
  const isJson = /[/+]json/i.test(type)
  const said = errorIn(isJson && typeof data === 'string' ? parsed(data) : data)
  if (said) return errorSaid(said, data, about())
  if (status === 204 || status === 304 || attempt.recipe.method === 'HEAD') return undefined
  if (isEmpty(data) && (expected || isJson)) return emptyAnswer(about())
  if (!expected || expected.keys.some((key) => holds(data, key, expected))) return undefined
  const [key] = expected.keys
  const what = isJson
    ? `JSON without ${expected.isList ? 'a list' : 'a record'} '${key}'`
    : `${type || 'something of no type'} in place of JSON`
  return noMage(what, data, about())
}

/** Takes the record or the list out of its wrapper; {@link judgeAnswer} has seen that it is there. */
export function unwrapping({ keys, isList }: Expectation): StandardSchemaV1<unknown, unknown> {
  return {
    '~standard': {
      version: 1,
      vendor: 'portolan',
      validate(data) {
        const body = Object(data) as Record<string, unknown>
        const key = keys.find((each) => Object.hasOwn(body, each)) as string
        if (!isList) return { value: body[key] }
        const metadata = (body.metadata ?? {}) as ListMetadata
        const list: MageList<unknown> = { items: body[key] as unknown[], metadata }
        return { value: list }
      },
    },
  }
}

function holds(data: unknown, key: string, { isList }: Expectation): boolean {
  if (typeof data !== 'object' || !data || !Object.hasOwn(data, key)) return false
  return !isList || Array.isArray((data as Record<string, unknown>)[key])
}

function isEmpty(data: unknown): boolean {
  return data === undefined || (typeof data === 'string' && data.trim() === '')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
