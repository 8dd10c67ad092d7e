import { ConfigError } from '../errors/ConfigError'
import { requestIdOf } from '../headers/requestId'

/** A result with what came along. */
export interface Answer<T> {
  data: T
  /** The answer itself; its body has been read. */
  response: Response
  /** Requests that were sent for it. */
  attempts: number
  /** The server's id of the request, where it gave one. */
  requestId: string | undefined
}

/**
 * A call under way: a promise of its data. Nothing happens before the next microtask, so that the
 * methods can still say what the call is to give.
 */
export interface Call<T> extends Promise<T> {
  /**
   * The data with the answer it came in.
   *
   * @example
   * const { data, attempts, response } = await api.get('users').withResponse()
   */
  withResponse(): Promise<Answer<T>>
  /**
   * The Response with its body unread; rejects for 4xx and 5xx. To be called before the call is
   * awaited. The clocks end at the headers; after that only the signal rules.
   *
   * @example
   * const response = await api.get('report.pdf').asResponse()
   */
  asResponse(): Promise<Response>
}

/** What a call fills in on its way. */
export interface Plan {
  raw: boolean
  answer: Pick<Answer<unknown>, 'response' | 'attempts'> | undefined
}

/** A promise with methods attached: a subclass would cost ten times as much. */
export function createCall<T>(start: (plan: Plan) => Promise<unknown>): Call<T> {
  const plan: Plan = { raw: false, answer: undefined }
  let started = false
  const call = Promise.resolve().then(() => {
    started = true
    return start(plan)
  }) as Call<T>
  call.withResponse = async () => {
    const data = await call
    const { response, attempts } = plan.answer as NonNullable<Plan['answer']>
    return { data, response, attempts, requestId: requestIdOf(response.headers) }
  }
  call.asResponse = () => {
    if (started && !plan.raw) {
      return Promise.reject(new ConfigError('asResponse() must come before the call is awaited.'))
    }
    plan.raw = true
    return call as Promise<unknown> as Promise<Response>
  }
  return call
}

/** A call whose making may fail: calls reject, they never throw. */
export function attempted<T>(make: () => Call<T>): Call<T> {
  try {
    return make()
  } catch (error) {
    return createCall(() => Promise.reject(error))
  }
}
