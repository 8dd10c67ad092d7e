import { unwatch, watch } from '../clock/abort'
import type { Clock } from '../clock/clock'
import { ClosedError } from '../errors/ClosedError'
import { QuotaError, type QuotaReason } from '../errors/QuotaError'
import { TimeoutError } from '../errors/TimeoutError'
import { parseRateLimit } from '../headers/rateLimit'
import { parseRetryAfter } from '../headers/retryAfter'
import { never } from '../options'
import type { AnswerFacts, Ask, GovernorState, Permit, Quota } from './Governor'
import { LanePermit } from './LanePermit'
import type { QuotaTerms } from './LocalQuota'
import { Queue } from './queue'
import { Waiter } from './Waiter'
import { OneTimer } from './wake/OneTimer'
import { OwnTimers } from './wake/OwnTimers'
import type { Wake } from './wake/Wake'

/** What a lane is told when it is made. */
export interface LaneTerms {
  quota: QuotaTerms | undefined
  maxConcurrent: number
  maxQueue: number
  /** Whether each waiter wakes itself. */
  ownTimers: boolean
}

/** A 429 that names no time pauses the quota for 1 s, doubled at each further one, up to this. */
const longestGuess = 20_000

/** So many requests go out at once to a server of which nothing is known. */
const slowStart = 2

/** One quota with its queue: who goes next, and when. */
export class Lane {
  readonly queue = new Queue<Waiter>()
  /** The permits that are out, oldest first, where a request may vanish with one. */
  readonly out = new Set<LanePermit>()
  readonly #wake: Wake
  #inFlight = 0
  /** Requests that may be in flight: untold, few at first, and one more for each good answer. */
  #places: number
  /** 429s in a row that named no time. */
  #guesses = 0
  /** As the server said it; the quota is blocked a little longer. */
  #pausedUntil = -never

  constructor(
    readonly quota: Quota,
    readonly terms: LaneTerms,
    readonly clock: Clock,
  ) {
    this.#places = terms.quota ? terms.maxConcurrent : Math.min(slowStart, terms.maxConcurrent)
    this.#wake = terms.ownTimers ? new OwnTimers(this) : new OneTimer(this)
  }

  get hasPlace(): boolean {
    return this.#inFlight < this.#places
  }

  acquire(ask: Ask): Permit | Promise<Permit> {
    const { queue, quota } = this
    const { maxQueue } = this.terms
    const { cost, deadline, front, priority } = ask
    const now = this.clock.now()
    const most = mostOf(this.terms)
    if (cost > most) throw refusal('cost', `it costs ${cost} of a quota of ${most}`)
    const refused = this.#refusalOf(ask, now)
    if (refused) throw refused
    if (!queue.length && this.hasPlace && !quota.reserve(cost, now)) return this.#admit(cost, now)
    if (queue.length >= maxQueue && !front)
      throw refusal('queue-full', `${maxQueue} calls wait already`)
    if (deadline < never) {
      const wait = quota.wait(queue.ahead(priority, front) + cost, now)
      if (now + wait > deadline)
        throw refusal('deadline', 'its turn comes after the totalTimeout', wait)
    }
    return new Promise((admit, refuse) => {
      const waiter = new Waiter(this, ask, admit, refuse)
      queue.add(waiter, priority, front, cost, Math.round(now))
      watch(ask.signals, waiter)
      this.#wake.joined(waiter, now)
    })
  }

  /** Lets the head go, where its turn has come. */
  admitNext(now: number): boolean {
    const waiter = this.hasPlace && this.queue.head()
    if (!waiter || this.quota.reserve(waiter.units, now)) return false
    this.remove(waiter)
    waiter.admit(this.#admit(waiter.units, now))
    return true
  }

  /** Takes a waiter out, whatever its place, and ends its wait. */
  dismiss(waiter: Waiter, reason: unknown): void {
    const now = this.clock.now()
    const first = this.queue.head() === waiter
    this.#refuse(waiter, reason)
    // The next may cost less, and the last to leave takes the timer along.
    const next = this.queue.head()
    if (first && !(next && next.units >= waiter.units)) this.#wake.changed(now)
  }

  /** Ends the wait of one whose time is up, or who does not sit out this pause. */
  expire(waiter: Waiter, now: number): boolean {
    const { ask } = waiter
    const reason = ask.deadline <= now ? outOfTime() : this.#refusalOf(ask, now)
    if (reason) this.#refuse(waiter, reason)
    return reason !== undefined
  }

  remove(waiter: Waiter): boolean {
    if (!this.queue.remove(waiter)) return false
    unwatch(waiter.ask.signals, waiter)
    return true
  }

  learn(
    units: number,
    sentAt: number,
    usedThen: number,
    { status, headers }: AnswerFacts,
  ): number | undefined {
    const { clock, queue, quota, terms } = this
    const now = clock.now()
    const good = status !== 429 && status < 500
    quota.answered(units, sentAt, now, good)
    const said = parseRateLimit(headers, clock.date())
    if (said) quota.heard(said, sentAt, usedThen, now)
    if (good) {
      this.#guesses = 0
      this.#places = Math.min(quota.known ? never : this.#places + 1, terms.maxConcurrent)
    }
    // Nothing is left: a request would be refused, and told to come back after the reset.
    const empty = (said?.remaining === 0 && said.reset) || undefined
    let pause: number | undefined
    if (!good) pause = this.#pauseAfter(status, headers, empty, sentAt, now)
    // Who told the quota has told how long its calls may have to wait.
    else if (empty && !terms.quota) this.#pauseUntil(now + empty)
    const waiting = queue.length
    if ((pause || empty) && !terms.ownTimers) {
      for (const waiter of [...queue]) this.expire(waiter, now)
    }
    if (waiting > 0) this.#wake.changed(now)
    return pause
  }

  sent(units: number, now: number): number {
    const { limit, burst } = this.quota.terms
    const used = this.quota.sent(units, now)
    const { terms } = this.quota
    // A window went by without a refusal: there is more now than those who wait were told.
    if (terms.burst > burst || terms.limit > limit) this.changed()
    return used
  }

  leave(permit: LanePermit): void {
    this.#inFlight -= 1
    this.out.delete(permit)
    this.changed()
  }

  /** There may be room for those that wait. */
  changed(): void {
    if (this.queue.length > 0) this.#wake.changed(this.clock.now())
  }

  state(): GovernorState {
    const { clock, quota } = this
    const now = clock.now()
    const pause = quota.blockedUntil - now
    const { limit, window } = quota.terms
    const known = limit < never || undefined
    return {
      limit: known && limit,
      window: known && window,
      available: Math.max(0, Math.min(quota.available(now), this.#places - this.#inFlight)),
      waiting: this.queue.length,
      inFlight: this.#inFlight,
      blockedUntil: pause > 0 ? clock.date() + pause : undefined,
    }
  }

  /** True where nothing is under way and all is free: a new lane would send no faster. */
  get idle(): boolean {
    return this.#inFlight + this.queue.length === 0 && this.quota.idle(this.clock.now())
  }

  close(): void {
    for (const waiter of [...this.queue])
      this.#refuse(waiter, new ClosedError('The governor was closed.'))
    this.#wake.stop()
  }

  #admit(units: number, now: number): Permit {
    this.#inFlight += 1
    const permit = new LanePermit(this, units, now)
    if (this.terms.ownTimers) this.out.add(permit)
    return permit
  }

  #refuse(waiter: Waiter, reason: unknown): void {
    if (this.remove(waiter)) waiter.refuse(reason)
  }

  /** Why the call is not to wait at all: the pause is longer than it sits out. */
  #refusalOf({ maxPause }: Ask, now: number): QuotaError | undefined {
    const pause = this.#pausedUntil - now
    if (pause <= maxPause) return undefined
    return refusal(
      'paused',
      'the quota is paused beyond maxRetryAfter',
      Math.max(pause, this.quota.blockedUntil - now),
    )
  }

  /** Pauses the quota where a refusal asks for it. @returns for how long, in ms */
  #pauseAfter(
    status: number,
    headers: Headers,
    empty: number | undefined,
    sentAt: number,
    now: number,
  ): number | undefined {
    const { clock, quota } = this
    if (status !== 429 && status !== 503) return undefined
    let pause = parseRetryAfter(headers, clock.date())
    if (status === 429) {
      pause ??= empty
      const news = sentAt > quota.missedAt
      if (pause === undefined) {
        // Requests that left before the last refusal say nothing new.
        if (!news) return Math.max(0, quota.blockedUntil - now)
        pause = Math.min(longestGuess, 1000 * 2 ** this.#guesses)
        this.#guesses += 1
      }
      if (news) quota.missed(pause, now)
      if (!quota.known) this.#places = Math.min(slowStart, this.#places)
    }
    if (pause === undefined) return undefined
    this.#pauseUntil(now + pause)
    // Only ever later than asked, so that clients that share a quota do not all wake at once.
    const late = pause + clock.random() * Math.min(pause / 10, 1000)
    quota.block(late, now)
    return late
  }

  #pauseUntil(time: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, time)
  }
}

function refusal(reason: QuotaReason, why: string, wait?: number): QuotaError {
  const retryAfter = wait && Math.ceil(wait)
  const when = wait ? `, for ${retryAfter} ms` : ''
  return new QuotaError(`Not sent: ${why}${when}.`, { reason, retryAfter })
}

function outOfTime(): TimeoutError {
  return new TimeoutError('The totalTimeout ran out (queue).', { phase: 'queue', scope: 'total' })
}

/** What the quota holds at the very most. */
function mostOf({ quota }: LaneTerms): number {
  return quota?.burst ?? never
}
