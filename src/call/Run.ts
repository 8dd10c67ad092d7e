import { abortedOf, unwatch, watch } from '../clock/abort'
import { AuthError } from '../errors/AuthError'
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
import type { Attempt, Consume, Ending } from './exchange'
import type { AttemptRequest, House } from './House'
import { observed } from './observed'
import { parseUrl } from './origins'
import type { Recipe } from './recipe'
import { baggageOf, followed } from './redirect'
import { requestInit, unanswered } from './request'
import { tether } from './tether'

/** One call on its way, from the queue to its result. */
export class Run<R> extends Deadline implements Attempt {
  number = 0
  readonly startedAt: number
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
  ) {
    const { clock } = house
    const now = clock.now()
    super(clock, now + (recipe.totalTimeout || never), (total) =>
      this.#timeout(total ? 'totalTimeout' : 'timeout'),
    )
    this.startedAt = now
  }

  handOn(): void {
    this.#handedOn = true
  }

  get called(): string {
    return `${this.recipe.method} ${redactUrl(this.recipe.url)}`
  }

  facts(response?: Response): ErrorFacts {
    const { recipe, number } = this
    return {
      method: recipe.method,
      url: redactUrl(recipe.url),
      attempts: number,
      status: response?.status,
      headers: response?.headers,
      requestId: response && requestIdOf(response.headers),
      secrets: collectSecrets(
        this.#target ?? recipe,
        recipe.caller.secretNames,
        recipe.caller.auth?.secrets().values,
      ),
    }
  }

  async travel({ finish, rescue }: Ending<R>): Promise<R> {
    const { recipe, house, clock } = this
    const { signals } = recipe
    try {
      const aborted = abortedOf(signals)
      if (aborted) throw aborted.reason
      watch(signals, this)
      const ready = house.dialect.ready?.(recipe)
      if (ready) await this.within(never, () => ready)
      for (let failure: PortolanError | undefined; ; ) {
        let result: R
        this.#phase = 'queue'
        try {
          // A free permit is not waited for.
          const asked = this.#ask()
          const permit = 'then' in asked ? await asked : asked
          result = await this.#attempt(permit)
          house.budget.give(this.#spent)
        } catch (error) {
          if (this.#phase === 'queue') throw this.#refused(error, failure)
          failure = await this.#repeat(error)
          continue
        }
        return finish ? await finish(result, this, this.#response as Response) : result
      }
    } catch (error) {
      const rescued = rescue?.(error)
      if (rescued) return rescued
      this.#tell('error', () => ({ error, duration: clock.now() - this.startedAt }))
      throw error
    } finally {
      unwatch(signals, this)
      if (this.#handedOn) tether(signals, this.#controller, this.#response)
    }
  }

  /** A call that the governor refused. A caller's own reason is not ours to write on. */
  #refused(error: unknown, failure: PortolanError | undefined): unknown {
    if (error instanceof PortolanError && !this.aborted) {
      const { method, url } = this.recipe
      Object.assign(error, { method, url: redactUrl(url), attempts: this.number })
      if (failure) addCause(error, failure)
    }
    return error
  }

  /** Asks the governor for the right to send. */
  #ask(): Permit | Promise<Permit> {
    // An abort between two waits found none to interrupt.
    if (this.aborted) throw this.aborted.reason
    const asked = ask(this.recipe, this.house, this.number > 0, this.at)
    if ('then' in asked) this.#tell('wait', () => ({}))
    return asked
  }

  /** One request and its answer, under one controller and one timer: the nearer of its clocks. */
  async #attempt(permit: Permit): Promise<R> {
    const controller = new AbortController()
    this.#controller = controller
    this.#handedOn = false
    this.#response = undefined
    this.#sentAt = undefined
    let failure: unknown
    try {
      return await this.within(
        this.recipe.timeout || never,
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
        this.#tell('attempt', () => ({
          status: (this.#response as Response | undefined)?.status,
          error: failure,
          duration: this.clock.now() - sentAt,
        }))
      }
    }
  }

  async #send(signal: AbortSignal, permit: Permit): Promise<R> {
    const { recipe, house, clock } = this
    const { method, url, body, meta } = recipe
    const target: AttemptRequest = {
      method,
      url,
      headers: { ...recipe.headers },
      body,
      attempt: this.number + 1,
      meta,
    }
    this.#target = target
    this.#phase = 'auth'
    if (recipe.caller.auth && recipe.trusted) {
      try {
        // Most credentials are at hand, and then there is nothing to wait for.
        const pending = recipe.caller.auth.apply(target, signal)
        if (pending) await pending
      } catch (cause) {
        throw this.#withoutCredential(cause)
      }
    }
    if (house.beforeAttempt) {
      await house.beforeAttempt(target)
      for (const [name, value] of Object.entries(target.headers)) checkHeader(name, value)
      if (target.url !== url && parseUrl(target.url)?.origin !== recipe.origin) {
        must('beforeAttempt: url', `at ${recipe.origin}`)
      }
    }
    if (signal.aborted) throw signal.reason

    const init = requestInit(target, recipe, signal)
    // Whoever says how redirects are to be treated is obeyed.
    const baggage = init.redirect ? undefined : baggageOf(target, recipe.caller)
    if (baggage) init.redirect = 'manual'
    const sentAt = clock.now()
    this.#sentAt = sentAt
    this.number += 1
    this.#phase = 'headers'
    permit.sent()
    this.#tell('request', () => ({}))
    let response: Response
    try {
      response = await house.transport(target.url, init)
      if (baggage) response = await followed(response, target.url, init, baggage, house.transport)
    } catch (cause) {
      throw signal.aborted ? signal.reason : unanswered(this, target.url, init, cause)
    }
    if (signal.aborted) {
      // A fetch that does not listen to its signal: the call is over, its answer must not linger.
      discard(response)
      throw signal.reason
    }
    const { idleTimeout, onDownloadProgress } = recipe
    if (idleTimeout || onDownloadProgress) {
      const controller = this.#controller
      response = observed(
        response,
        clock,
        idleTimeout,
        () => this.#timeout('idleTimeout'),
        (error) => controller?.abort(error),
        onDownloadProgress,
      )
    }
    this.#response = response
    const { status, headers } = response
    this.#paused = permit.learn({ status, headers, sentAt }) ?? 0
    this.#tell('response', () => ({
      status,
      headers,
      duration: clock.now() - sentAt,
      requestId: requestIdOf(headers),
    }))
    this.#phase = 'body'
    return this.consume(response, this)
  }

  /** What goes wrong with a credential is an AuthError, unless it says better what it is. */
  #withoutCredential(cause: unknown): unknown {
    if (this.aborted || cause instanceof PortolanError) return cause
    return new AuthError(`No credential for ${this.called}.`, { ...this.facts(), cause })
  }

  /** Does what has to be done before the next attempt; throws where there is to be none. */
  async #repeat(error: unknown): Promise<PortolanError> {
    const { house } = this
    const { retry } = this.recipe
    if (this.aborted) throw this.aborted.reason
    if (!(error instanceof PortolanError)) throw error
    if (!(await this.#renewedAfter(error))) {
      const failure = failureOf(error, this, this.#counts, this.#paused)
      const decision = failure && retry.next(failure)
      if (!decision) {
        if (failure?.replayable === false && retry.next({ ...failure, replayable: true })) {
          error.message += ' Its body was a stream; give a function that makes it.'
        }
        throw error
      }
      const delay = Math.max(0, decision.delay || 0)
      if (!this.allows(delay)) throw error
      const { throttled, paused, status = 0, retryAfter } = failure
      // Repeats that wait for the quota anyway put no more load on the server.
      if (retry.budget !== false && !(paused && retryAfter !== undefined)) {
        const cost = throttled ? throttleCost : transientCost
        if (!house.budget.take(cost)) {
          error.message += ' Not repeated: the retry budget is used up.'
          throw error
        }
        this.#spent = cost
      }
      this.#counts[throttled ? 'throttles' : 'retries'] += 1
      if (throttled) this.#tell('throttled', () => ({ status, retryAfter }))
      this.#tell('retry', () => ({ error, delay }))
      // What the governor holds back anyway is not slept twice.
      if (delay > paused) {
        this.#phase = 'backoff'
        await this.sleep(delay - paused)
      }
    }
    discard(this.#response)
    return error
  }

  /** Once a call: a credential that the server refused may be replaced by a fresh one. */
  async #renewedAfter(error: PortolanError): Promise<boolean> {
    const { recipe, house } = this
    const { auth } = recipe.caller
    if (
      this.#renewed ||
      !auth?.renew ||
      !recipe.trusted ||
      !(house.dialect.renewable?.(error) ?? error.status === 401)
    ) {
      return false
    }
    this.#renewed = true
    if (recipe.body?.replayable === false) return false
    this.#phase = 'auth'
    let renewed = false
    try {
      renewed = await this.within(
        never,
        async () => (await auth.renew?.(this.#target?.credential)) === true,
      )
    } catch (cause) {
      throw this.#withoutCredential(cause)
    } finally {
      this.#tell('renew', () => ({ renewed }))
    }
    return renewed
  }

  #timeout(name: 'totalTimeout' | 'timeout' | 'idleTimeout'): TimeoutError {
    const phase = this.#phase
    return new TimeoutError(
      `The ${name} of ${this.recipe[name]} ms ran out (${phase}): ${this.called}.`,
      {
        ...this.facts(this.#response),
        phase,
        scope: name === 'totalTimeout' ? 'total' : 'attempt',
      },
    )
  }

  #tell<Name extends EventName>(name: Name, extra: () => Extra<Name>): void {
    this.house.events.emit(name, this.recipe, this.number, extra)
  }
}
