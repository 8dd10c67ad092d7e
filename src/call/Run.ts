import { abortedOf, unwatch, watch } from '../clock/abort'
import { AuthError } from '../errors/AuthError'
import { ConfigError } from '../errors/ConfigError'
import { NetworkError } from '../errors/NetworkError'
import { addCause, type ErrorFacts, PortolanError } from '../errors/PortolanError'
import { type Phase, TimeoutError } from '../errors/TimeoutError'
import type { EventName, Extra } from '../events/events'
import { collectSecrets, redactUrl } from '../events/redaction'
import { checkHeader } from '../headers/headers'
import { requestIdOf } from '../headers/requestId'
import type { Permit } from '../limit/Governor'
import { must, never } from '../options'
import { type Counts, failureOf } from '../retry/failure'
import { throttleCost, transientCost } from '../retry/RetryBudget'
import { ask } from './ask'
import { discard } from './consume'
import { Deadline } from './Deadline'
import type { Attempt, Consume, Trip } from './exchange'
import type { AttemptRequest, House } from './House'
import type { Recipe } from './recipe'
import { baggageOf, followed } from './redirect'
import { tether } from './tether'

/** One call on its way, from its first permit to its result. */
export class Run<R> implements Attempt {
  readonly #deadline: Deadline
  readonly #counts: Counts = { retries: 0, throttles: 0 }
  /** What a success returns to the budget: the cost of the last repeat. */
  #spent = 1
  #renewed = false
  /** For how long the last answer paused the quota. */
  #paused = 0
  #phase: Phase = 'auth'
  #target: AttemptRequest | undefined
  #response: Response | undefined
  #sentAt: number | undefined
  #handedOn = false
  #controller: AbortController | undefined

  constructor(
    readonly recipe: Recipe,
    readonly consume: Consume<R>,
    readonly house: House,
    readonly startedAt: number,
    deadline: number,
    readonly trip: Trip,
  ) {
    this.#deadline = new Deadline(house.clock, deadline, (total) => this.#timeout(total))
  }

  get number(): number {
    return this.trip.sent
  }

  handOn(): void {
    this.#handedOn = true
  }

  get called(): string {
    return `${this.recipe.method} ${redactUrl(this.recipe.url)}`
  }

  facts(response?: Response): ErrorFacts {
    const { recipe, house } = this
    return {
      method: recipe.method,
      url: redactUrl(recipe.url),
      attempts: this.number,
      status: response?.status,
      headers: response?.headers,
      requestId: response && requestIdOf(response.headers),
      secrets: collectSecrets(this.#target ?? recipe, recipe.auth?.secrets(), house.redact),
    }
  }

  /** Waits for what has to be done before the call may queue. */
  async prepare(ready: Promise<void>): Promise<void> {
    const { signals } = this.recipe
    watch(signals, this.#deadline)
    try {
      await this.#deadline.within(never, () => ready)
    } finally {
      unwatch(signals, this.#deadline)
    }
  }

  async travel(permit: Permit): Promise<R> {
    const { signals } = this.recipe
    const aborted = abortedOf(signals)
    if (aborted) {
      permit.refund()
      throw aborted.reason
    }
    watch(signals, this.#deadline)
    try {
      for (let next = permit; ; ) {
        try {
          const result = await this.#attempt(next)
          this.house.budget.give(this.#spent)
          return result
        } catch (error) {
          next = await this.#again(error)
        }
      }
    } finally {
      unwatch(signals, this.#deadline)
      if (this.#handedOn) tether(signals, this.#controller, this.#response)
    }
  }

  /** One request and its answer, under one controller and one timer: the nearer of its clocks. */
  async #attempt(permit: Permit): Promise<R> {
    const { timeout } = this.recipe
    const { clock } = this.house
    const controller = new AbortController()
    this.#controller = controller
    this.#handedOn = false
    this.#response = undefined
    this.#sentAt = undefined
    let failure: unknown
    try {
      return await this.#deadline.within(
        timeout || never,
        () => this.#send(controller.signal, permit),
        (reason) => controller.abort(reason),
      )
    } catch (error) {
      failure = error
      throw error
    } finally {
      const sentAt = this.#sentAt
      if (sentAt === undefined) permit.refund()
      else {
        permit.release()
        this.#tell('attempt', {
          status: (this.#response as Response | undefined)?.status,
          error: failure,
          duration: clock.now() - sentAt,
        })
      }
    }
  }

  async #send(signal: AbortSignal, permit: Permit): Promise<R> {
    const { recipe, house } = this
    const { method, url, body, meta } = recipe
    const target = {
      method,
      url,
      headers: { ...recipe.headers },
      body,
      attempt: this.number + 1,
      meta,
    }
    this.#target = target
    this.#phase = 'auth'
    if (recipe.auth && recipe.trusted) {
      try {
        // Most credentials are at hand, and then there is nothing to wait for.
        const pending = recipe.auth.apply(target, signal)
        if (pending) await pending
      } catch (cause) {
        throw this.#withoutCredential(cause)
      }
    }
    if (house.beforeAttempt) {
      await house.beforeAttempt(target)
      for (const [name, value] of Object.entries(target.headers)) checkHeader(name, value)
      if (target.url !== url && originOf(target.url) !== recipe.origin) {
        must('beforeAttempt: url', `at ${recipe.origin}`)
      }
    }
    if (signal.aborted) throw signal.reason

    const init = requestInit(target, recipe, signal)
    // Whoever says how redirects are to be treated is obeyed.
    const baggage = init.redirect
      ? undefined
      : baggageOf(target.headers, target.body, recipe.auth?.secrets(), house.redact)
    if (baggage) init.redirect = 'manual'
    const sentAt = house.clock.now()
    this.#sentAt = sentAt
    this.trip.sent += 1
    this.#phase = 'headers'
    permit.sent()
    this.#tell('request', {})
    let response: Response
    try {
      response = await house.transport(target.url, init)
      if (baggage) response = await followed(response, target.url, init, baggage, house.transport)
    } catch (cause) {
      throw signal.aborted ? signal.reason : this.#unanswered(target.url, init, cause)
    }
    if (signal.aborted) {
      // A fetch that does not listen to its signal: the call is over, its answer must not linger.
      discard(response)
      throw signal.reason
    }
    this.#response = response
    const { status, headers } = response
    this.#paused = permit.learn({ status, headers, sentAt }) ?? 0
    this.#tell('response', {
      status,
      headers,
      duration: house.clock.now() - sentAt,
      get requestId() {
        return requestIdOf(headers)
      },
    })
    this.#phase = 'body'
    return this.consume(response, this)
  }

  /** What goes wrong with a credential is an AuthError, unless it says better what it is. */
  #withoutCredential(cause: unknown): unknown {
    if (this.#deadline.aborted || cause instanceof PortolanError) return cause
    return new AuthError(`No credential for ${this.called}.`, { ...this.facts(), cause })
  }

  /** By its place it is the network's fault, unless fetch could never have built the request. */
  #unanswered(url: string, init: RequestInit, cause: unknown): PortolanError {
    const facts = this.facts()
    try {
      new Request(url, { ...init, body: null, signal: null })
    } catch (cause) {
      return new ConfigError(`fetch cannot build ${this.called}.`, { ...facts, cause })
    }
    return new NetworkError(`No answer to ${this.called}.`, { ...facts, cause })
  }

  /** @returns the permit for the next attempt; throws where there is none */
  async #again(error: unknown): Promise<Permit> {
    const { recipe, house, number } = this
    if (this.#deadline.aborted) throw this.#deadline.aborted.reason
    if (!(error instanceof PortolanError)) throw error
    if (!(await this.#renewedAfter(error))) {
      const failure = failureOf(error, this, this.#counts, this.#paused)
      if (!failure) throw error
      const decision = recipe.retry.next(failure)
      if (!decision) {
        if (!failure.replayable && recipe.retry.next({ ...failure, replayable: true })) {
          error.message += ' Its body was a stream; give a function that makes one.'
        }
        throw error
      }
      const delay = Math.max(0, decision.delay || 0)
      if (!this.#deadline.allows(delay)) throw error
      // Repeats that wait for the quota anyway put no more load on the server.
      const free = failure.paused > 0 && failure.retryAfter !== undefined
      if (!free && recipe.retry.budget !== false) {
        const cost = failure.throttled ? throttleCost : transientCost
        if (!house.budget.take(cost)) {
          error.message += ' Not repeated: the retry budget is used up.'
          throw error
        }
        this.#spent = cost
      }
      this.#counts[failure.throttled ? 'throttles' : 'retries'] += 1
      if (failure.throttled) {
        const { status = 0, retryAfter } = failure
        this.#tell('throttled', { status, retryAfter })
      }
      this.#tell('retry', { error, delay })
      // What the governor holds back anyway is not slept twice.
      if (delay > failure.paused) {
        this.#phase = 'backoff'
        await this.#deadline.sleep(delay - failure.paused)
      }
    }
    discard(this.#response)
    this.#phase = 'queue'
    try {
      return await ask(recipe, house, this.#deadline.at, number)
    } catch (refused) {
      if (refused instanceof PortolanError && !this.#deadline.aborted) addCause(refused, error)
      throw refused
    }
  }

  /** Once a call: a credential that the server refused may be replaced by a fresh one. */
  async #renewedAfter(error: PortolanError): Promise<boolean> {
    const { recipe, house } = this
    const { auth } = recipe
    if (!auth?.renew || this.#renewed || !recipe.trusted) return false
    if (!(house.dialect.renewable?.(error) ?? error.status === 401)) return false
    this.#renewed = true
    if (recipe.body?.replayable === false) return false
    this.#phase = 'auth'
    let renewed = false
    const renew = async (): Promise<boolean> =>
      (await auth.renew?.(this.#target?.credential)) === true
    try {
      renewed = await this.#deadline.within(never, renew)
    } catch (cause) {
      throw this.#withoutCredential(cause)
    } finally {
      this.#tell('renew', { renewed })
    }
    return renewed
  }

  #timeout(total: boolean): TimeoutError {
    const { recipe } = this
    const phase = this.#phase
    const clock = total ? `totalTimeout of ${recipe.totalTimeout}` : `timeout of ${recipe.timeout}`
    return new TimeoutError(`The ${clock} ms ran out (${phase}): ${this.called}.`, {
      ...this.facts(this.#response),
      phase,
      scope: total ? 'total' : 'attempt',
    })
  }

  #tell<Name extends EventName>(name: Name, extra: Extra<Name>): void {
    this.house.events.emit(name, this.recipe, this.number, extra)
  }
}

function requestInit(
  { method, headers, body }: AttemptRequest,
  recipe: Recipe,
  signal: AbortSignal,
): RequestInit {
  const init: RequestInit & { duplex?: 'half' } = { ...recipe.init, method, headers, signal }
  if (body) {
    init.body = body.make()
    // Streams need it said (Fetch, "half"); other bodies must not have it.
    const kind = Object.prototype.toString.call(init.body)
    if (kind === '[object ReadableStream]') init.duplex = 'half'
  }
  return init
}

function originOf(url: string): string | undefined {
  try {
    return new URL(url).origin
  } catch {
    return undefined
  }
}
