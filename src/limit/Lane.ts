import { type Abortable, unwatch, watch } from '../clock/abort'
import type { Clock } from '../clock/clock'
import { ClosedError } from '../errors/ClosedError'
import { QuotaError, type QuotaReason } from '../errors/QuotaError'
import { TimeoutError } from '../errors/TimeoutError'
import { parseRetryAfter } from '../headers/retryAfter'
import { never } from '../options'
import type { AnswerFacts, Ask, GovernorState, Permit, Quota } from './Governor'
import type { QuotaTerms } from './LocalQuota'
import { Place, Queue } from './queue'

/** What a lane is told when it is made. */
export interface LaneTerms {
  quota: QuotaTerms | undefined
  maxConcurrent: number
  maxQueue: number
}

/** A 429 that names no time pauses the quota for 1 s, doubled at each further one, up to this. */
const longestGuess = 20_000

/** A call in the queue: as few fields as do, since there may be ten thousand. */
class Waiter extends Place implements Abortable {
  constructor(
    readonly lane: Lane,
    readonly ask: Ask,
    readonly resolve: (permit: Permit) => void,
    readonly reject: (error: unknown) => void,
  ) {
    super()
  }

  abort(reason: unknown): void {
    this.lane.dismiss(this, reason)
  }
}

class LanePermit implements Permit {
  #open = true
  #sentAt: number | undefined

  constructor(
    readonly lane: Lane,
    readonly units: number,
  ) {}

  sent(): void {
    if (this.#sentAt !== undefined || !this.#open) return
    this.#sentAt = this.lane.clock.now()
    this.lane.quota.sent(this.units, this.#sentAt)
  }

  learn(facts: AnswerFacts): number | undefined {
    this.sent()
    if (this.#sentAt === undefined) return undefined
    return this.lane.learn(this.units, this.#sentAt, facts)
  }

  release(): void {
    if (!this.#open) return
    // Whoever releases without a word has sent: the safe side.
    this.sent()
    this.#open = false
    this.lane.leave()
  }

  refund(): void {
    if (this.#open && this.#sentAt === undefined) {
      this.#open = false
      this.lane.quota.refund(this.units)
      this.lane.leave()
    } else this.release()
  }
}

/** One quota with its queue: who goes next, and when. */
export class Lane {
  readonly #queue = new Queue<Waiter>()
  #inFlight = 0
  /** Units that the queue asks for. */
  #asked = 0
  /** 429s in a row that named no time. */
  #guesses = 0
  /** No waiter's deadline is before this. It may be too early, never too late. */
  #firstDeadline = never
  #timerAt = never
  #cancelTimer: (() => void) | undefined

  constructor(
    readonly quota: Quota,
    readonly terms: LaneTerms,
    readonly clock: Clock,
  ) {}

  acquire(ask: Ask): Permit | Promise<Permit> {
    const { quota, terms } = this
    const now = this.clock.now()
    const most = mostOf(terms)
    if (ask.cost > most) {
      throw refusal(
        'cost',
        `the call costs ${ask.cost}, and the quota never holds more than ${most}`,
      )
    }
    const pause = quota.blockedUntil - now
    if (pause > ask.maxPause) throw paused(pause)
    if (
      this.#queue.length === 0 &&
      this.#inFlight < terms.maxConcurrent &&
      quota.reserve(ask.cost, now) === 0
    ) {
      return this.#admit(ask)
    }
    if (this.#queue.length >= terms.maxQueue && !ask.front) {
      throw refusal('queue-full', `${terms.maxQueue} calls are waiting already (maxQueue)`)
    }
    if (ask.deadline < never) {
      const wait = quota.wait(ask.cost + (ask.front ? 0 : this.#asked), now)
      if (now + wait > ask.deadline) {
        throw refusal(
          'deadline',
          `its turn would come in ${Math.ceil(wait)} ms, after the call's totalTimeout`,
          wait,
        )
      }
    }
    return new Promise((resolve, reject) => {
      const waiter = new Waiter(this, ask, resolve, reject)
      this.#queue.add(waiter, ask.priority, ask.front)
      this.#asked += ask.cost
      watch(ask.signals, waiter)
      this.#firstDeadline = Math.min(this.#firstDeadline, ask.deadline)
      if (this.#queue.head() === waiter || ask.deadline < this.#timerAt) this.#arm(now)
    })
  }

  /** Takes a waiter out, whatever its place, and ends its wait. */
  dismiss(waiter: Waiter, reason: unknown): void {
    const first = this.#queue.head() === waiter
    if (!this.#take(waiter)) return
    waiter.reject(reason)
    // The next may cost less, and the last to leave takes the timer along.
    if (first) this.#drain()
  }

  learn(units: number, sentAt: number, { status, headers }: AnswerFacts): number | undefined {
    const now = this.clock.now()
    this.quota.answered(units, sentAt, now)
    const pause = this.#pauseFor(status, headers)
    if (pause !== undefined) this.#pause(pause, now)
    if (this.#queue.length > 0) this.#arm(now)
    return pause
  }

  leave(): void {
    this.#inFlight -= 1
    if (this.#queue.length > 0) this.#drain()
  }

  state(): GovernorState {
    const { clock, quota, terms } = this
    const now = clock.now()
    const pause = quota.blockedUntil - now
    return {
      limit: terms.quota?.limit,
      window: terms.quota?.window,
      available: Math.max(0, Math.min(quota.available(now), terms.maxConcurrent - this.#inFlight)),
      waiting: this.#queue.length,
      inFlight: this.#inFlight,
      blockedUntil: pause > 0 ? clock.date() + pause : undefined,
    }
  }

  /** True where nothing is under way and all is free: a new lane would be no different. */
  get idle(): boolean {
    if (this.#inFlight > 0 || this.#queue.length > 0) return false
    return this.quota.available(this.clock.now()) >= mostOf(this.terms)
  }

  close(): void {
    for (const waiter of this.#queue) {
      this.#take(waiter)
      waiter.reject(new ClosedError('The rate limiter was closed.'))
    }
    this.#disarm()
  }

  #admit(ask: Ask): Permit {
    this.#inFlight += 1
    return new LanePermit(this, ask.cost)
  }

  #take(waiter: Waiter): boolean {
    if (!this.#queue.remove(waiter)) return false
    this.#asked -= waiter.ask.cost
    unwatch(waiter.ask.signals, waiter)
    return true
  }

  #pauseFor(status: number, headers: Headers): number | undefined {
    if (status < 400) this.#guesses = 0
    if (status !== 429 && status !== 503) return undefined
    let pause = parseRetryAfter(headers, this.clock.date())
    if (pause === undefined) {
      if (status !== 429) return undefined
      pause = Math.min(longestGuess, 1000 * 2 ** this.#guesses)
      this.#guesses += 1
    }
    // Only ever later than asked, so that clients that share a quota do not all wake at once.
    return pause + this.clock.random() * Math.min(pause / 10, 1000)
  }

  #pause(ms: number, now: number): void {
    this.quota.block(ms, now)
    const pause = this.quota.blockedUntil - now
    for (const waiter of this.#queue) {
      if (pause > waiter.ask.maxPause && this.#take(waiter)) waiter.reject(paused(pause))
    }
  }

  /** Lets everyone go whose turn it is: all permits that a late wake found, not one. */
  #drain(): void {
    const now = this.clock.now()
    while (this.#inFlight < this.terms.maxConcurrent) {
      const waiter = this.#queue.head()
      if (!waiter || this.quota.reserve(waiter.ask.cost, now) > 0) break
      this.#take(waiter)
      waiter.resolve(this.#admit(waiter.ask))
    }
    this.#arm(now)
  }

  #wake(): void {
    this.#disarm()
    const now = this.clock.now()
    if (this.#firstDeadline <= now) {
      this.#firstDeadline = never
      for (const waiter of this.#queue) {
        const { deadline } = waiter.ask
        if (deadline > now) this.#firstDeadline = Math.min(this.#firstDeadline, deadline)
        else if (this.#take(waiter)) waiter.reject(outOfTime())
      }
    }
    this.#drain()
  }

  /** One timer for the whole queue, at the nearer of the head's turn and the first deadline. */
  #arm(now: number): void {
    const head = this.#queue.head()
    if (!head) {
      this.#firstDeadline = never
      this.#disarm()
      return
    }
    let at = this.#firstDeadline
    // While all places are taken, the next answer wakes the queue.
    if (this.#inFlight < this.terms.maxConcurrent) {
      at = Math.min(at, now + this.quota.wait(head.ask.cost, now))
    }
    if (at >= this.#timerAt) return
    this.#disarm()
    this.#timerAt = at
    this.#cancelTimer = this.clock.after(Math.max(0, Math.ceil(at - now)), () => this.#wake())
  }

  #disarm(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    this.#timerAt = never
  }
}

function refusal(reason: QuotaReason, why: string, retryAfter?: number): QuotaError {
  return new QuotaError(`Not sent: ${why}.`, {
    reason,
    retryAfter: retryAfter && Math.ceil(retryAfter),
  })
}

/** What the quota holds at the very most. */
function mostOf({ quota }: LaneTerms): number {
  return quota ? Math.min(quota.limit, quota.burst) : never
}

function outOfTime(): TimeoutError {
  return new TimeoutError('The totalTimeout ran out in the queue.', {
    phase: 'queue',
    scope: 'total',
  })
}

function paused(pause: number): QuotaError {
  return refusal(
    'paused',
    `the quota is paused for ${Math.ceil(pause / 1000)} s, longer than maxRetryAfter`,
    pause,
  )
}
