import { type Answer, type Call, createCall } from '../../call/Call'
import { validate } from '../../call/result'
import type { CallOptions, Client } from '../../client'
import { redactUrl } from '../../events/redaction'
import { requestIdOf } from '../../headers/requestId'
import { civisData, type ReturnType } from './data'

/** A result with what came along. */
export interface CivisAnswer<T> extends Answer<T> {
  readonly headers: Headers
  /** Calls that the quota has left, where Civis said so. */
  readonly callsRemaining: number | undefined
  /** Calls that the quota allows, where Civis said so. */
  readonly rateLimit: number | undefined
}

/** A call under way. */
export interface CivisCall<T> extends Call<T> {
  /**
   * The data with the answer it came in, and how the quota stands.
   *
   * @example
   * const { data, callsRemaining } = await civis.jobs.list().withResponse()
   */
  withResponse(): Promise<CivisAnswer<T>>
}

/** What calls need of their client. */
export interface AnswerHouse {
  readonly client: Pick<Client, 'request'>
  readonly returnType: ReturnType
  /** Keeps the newest answer. */
  keep(answer: CivisAnswer<unknown>): void
}

/**
 * A call of the core whose data is Civis'.
 *
 * @param isPage of a list, which takes the data even where calls give the Response
 */
export function civisCall<T>(
  { client, returnType, keep }: AnswerHouse,
  method: string,
  path: string,
  options: CallOptions,
  isPage = false,
): CivisCall<T> {
  const call = createCall<T>(async (plan) => {
    const { schema, ...inner } = options
    const request = client.request(method, path, inner)
    const isRaw = plan.raw || (returnType === 'raw' && !isPage)
    // The same promise, told to leave the body alone.
    if (isRaw) void request.asResponse()
    const { data, response, attempts } = await request.withResponse()
    plan.answer = { response, attempts }
    const isJson =
      inner.parseAs === undefined || inner.parseAs === 'auto' || inner.parseAs === 'json'
    const ours = isRaw || !isJson ? data : civisData(data, returnType, path.replace(/^\/+/, ''))
    const facts = () => ({
      method,
      url: redactUrl(response.url || path),
      status: response.status,
      headers: response.headers,
      requestId: requestIdOf(response.headers),
      attempts,
    })
    const result = schema && !plan.raw ? await validate(schema, ours, facts) : ours
    keep(answerOf(result, response, attempts))
    return result
  }) as CivisCall<T>
  const { withResponse } = call
  call.withResponse = async () => {
    const { data, response, attempts } = await withResponse()
    return answerOf(data, response, attempts)
  }
  return call
}

function answerOf<T>(data: T, response: Response, attempts: number): CivisAnswer<T> {
  const { headers } = response
  return {
    data,
    response,
    attempts,
    requestId: requestIdOf(headers),
    headers,
    callsRemaining: countIn(headers, 'x-ratelimit-remaining'),
    rateLimit: countIn(headers, 'x-ratelimit-limit'),
  }
}

function countIn(headers: Headers, name: string): number | undefined {
  const text = headers.get(name) ?? ''
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined
}
