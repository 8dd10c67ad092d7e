import { type Abortable, unwatch, watch } from '../clock/abort'
import type { Clock } from '../clock/clock'
import { ClosedError } from '../errors/ClosedError'
import { QuotaError, type QuotaReason } from '../errors/QuotaError'
import { TimeoutError } from '../errors/TimeoutError'
import { parseRetryAfter } from '../headers/retryAfter'
import { never } from '../options'
import type { AnswerFacts, Ask, GovernorState, Permit, Quota } from './Governor'
import { LanePermit } from './LanePermit'
import type { QuotaTerms } from './LocalQuota'
import { Place, Queue, rankOf } from './queue'

/** What a lane is told when it is made. */
export interface LaneTerms {
  quota: QuotaTerms | undefined
  maxConcurrent: number
  maxQueue: number
  /**
   * Whether each waiter wakes itself. In workerd timers and promises belong to the request that
   * made them: one request may not wake another, and one that waits without a timer of its own is
   * taken for hung.
   */
  ownTimers: boolean
}

/** A 429 that names no time pauses the quota for 1 s, doubled at each further one, up to this. */
const longestGuess = 20_000

/** How often a waiter that wakes itself looks, at the least, in ms. */
const longestNap = 100
/** A waiter that has not looked for so long is gone, together with its request. */
const givenUp = 5000

/** A request that was cut off never gives its permit back: after this it is taken from it, in ms. */
const longestHold = 600_000

/** A call in the queue: as few fields as do, since there may be ten thousand. */
class Waiter extends Place implements Abortable {
  /** When it looks next, where waiters wake themselves. */
  dueAt = never

  constructor(
    readonly lane: Lane,
    readonly ask: Ask,
    readonly admit: (permit: Permit) => void,
    readonly refuse: (error: unknown) => void,
  ) {
    super()
  }

  abort(reason: unknown): void {
    this.lane.dismiss(this, reason)
  }
}

/** One quota with its queue: who goes next, and when. */
export class Lane {
  readonly #queue = new Queue<Waiter>()
  #inFlight = 0
  /** The permits that are out, oldest first, where a request may vanish with one. */
  readonly #out = new Set<LanePermit>()
  /** Units that each line of the queue asks for. */
  readonly #asked = [0, 0, 0, 0, 0, 0]
  /** 429s in a row that named no time. */
  #guesses = 0
  #guessedAt = -never
  /** As the server said it; the quota is blocked a little longer. */
  #pausedUntil = -never
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
    const queue = this.#queue
    const { quota, terms } = this
    const { maxQueue } = terms
    const { cost, deadline, front, priority } = ask
    const now = this.clock.now()
    const most = mostOf(terms)
    if (cost > most) throw refusal('cost', `it costs ${cost} of a quota of ${most}`)
    const refused = this.#refusalOf(ask, now)
    if (refused) throw refused
    if (!queue.length && this.#hasPlace() && !quota.reserve(cost, now)) return this.#admit(ask, now)
    if (queue.length >= maxQueue && !front)
      throw refusal('queue-full', `${maxQueue} calls wait already`)
    if (deadline < never) {
      const ahead = this.#asked.slice(0, rankOf(priority, front) + 1)
      const wait = quota.wait(
        ahead.reduce((sum, units) => sum + units, cost),
        now,
      )
      if (now + wait > deadline)
        throw refusal('deadline', 'its turn comes after the totalTimeout', wait)
    }
    return new Promise((admit, refuse) => {
      const waiter = new Waiter(this, ask, admit, refuse)
      queue.add(waiter, priority, front)
      this.#count(ask, cost)
      watch(ask.signals, waiter)
      this.#firstDeadline = Math.min(this.#firstDeadline, deadline)
      if (terms.ownTimers) this.#nap(waiter, now)
      else if (queue.head() === waiter || deadline < this.#timerAt) this.#arm(now)
    })
  }

  /** Takes a waiter out, whatever its place, and ends its wait. */
  dismiss(waiter: Waiter, reason: unknown): void {
    const first = this.#queue.head() === waiter
    this.#refuse(waiter, reason)
    // The next may cost less, and the last to leave takes the timer along.
    if (first) this.#drain()
  }

  sent(units: number): number {
    const now = this.clock.now()
    this.quota.sent(units, now)
    return now
  }

  learn(units: number, sentAt: number, { status, headers }: AnswerFacts): number | undefined {
    const now = this.clock.now()
    this.quota.answered(units, sentAt, now)
    const pause = this.#pauseFor(status, headers, sentAt, now)
    if (pause && !this.terms.ownTimers) {
      for (const waiter of [...this.#queue]) {
        const refusal = this.#refusalOf(waiter.ask, now)
        if (refusal) this.#refuse(waiter, refusal)
      }
    }
    if (pause || this.#queue.length > 0) this.#arm(now)
    return pause
  }

  giveBack(units: number, takenAt: number): void {
    this.quota.refund(units, this.clock.now() - takenAt)
  }

  leave(permit: LanePermit): void {
    this.#inFlight -= 1
    this.#out.delete(permit)
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
    return (
      this.#inFlight + this.#queue.length === 0 &&
      this.quota.available(this.clock.now()) >= mostOf(this.terms)
    )
  }

  close(): void {
    for (const waiter of [...this.#queue])
      this.#refuse(waiter, new ClosedError('The governor was closed.'))
    this.#disarm()
  }

  #hasPlace(): boolean {
    return this.#inFlight < this.terms.maxConcurrent
  }

  #admit({ cost }: Ask, now: number): Permit {
    this.#inFlight += 1
    const permit = new LanePermit(this, cost, now)
    if (this.terms.ownTimers) this.#out.add(permit)
    return permit
  }

  #remove(waiter: Waiter): boolean {
    const { ask } = waiter
    if (!this.#queue.remove(waiter)) return false
    this.#count(ask, -ask.cost)
    unwatch(ask.signals, waiter)
    return true
  }

  #count({ priority, front }: Ask, units: number): void {
    const rank = rankOf(priority, front)
    this.#asked[rank] = (this.#asked[rank] ?? 0) + units
  }

  #refuse(waiter: Waiter, reason: unknown): void {
    if (this.#remove(waiter)) waiter.refuse(reason)
  }

  /** Why the call is not to wait at all: the pause is longer than it sits out. */
  #refusalOf({ maxPause }: Ask, now: number): QuotaError | undefined {
    if (this.#pausedUntil - now <= maxPause) return undefined
    return refusal(
      'paused',
      'the quota is paused beyond maxRetryAfter',
      this.quota.blockedUntil - now,
    )
  }

  /** Pauses the quota where the answer asks for it. @returns for how long, in ms */
  #pauseFor(status: number, headers: Headers, sentAt: number, now: number): number | undefined {
    if (status < 400) this.#guesses = 0
    if (status !== 429 && status !== 503) return undefined
    let pause = parseRetryAfter(headers, this.clock.date())
    if (pause === undefined) {
      if (status !== 429) return undefined
      // Requests that left before the last guess say nothing new.
      if (sentAt <= this.#guessedAt) return Math.max(0, this.quota.blockedUntil - now)
      pause = Math.min(longestGuess, 1000 * 2 ** this.#guesses)
      this.#guesses += 1
      this.#guessedAt = now
    }
    this.#pausedUntil = Math.max(this.#pausedUntil, now + pause)
    // Only ever later than asked, so that clients that share a quota do not all wake at once.
    const late = pause + this.clock.random() * Math.min(pause / 10, 1000)
    this.quota.block(late, now)
    return late
  }

  /** Sets a waiter's own timer. */
  #nap(waiter: Waiter, now: number): void {
    const { cost, deadline } = waiter.ask
    const wait = this.#hasPlace() ? this.quota.wait(cost, now) : longestNap
    // Those behind need not look as closely as the one whose turn it is.
    const least = this.#queue.head() === waiter ? 1 : 20
    const ms = Math.max(least, Math.ceil(Math.min(wait, deadline - now, longestNap)))
    waiter.dueAt = now + ms
    this.clock.after(ms, () => this.#look(waiter))
  }

  /** A waiter wakes and sees whether its turn has come. */
  #look(waiter: Waiter): void {
    if (!this.#queue.has(waiter)) return
    const now = this.clock.now()
    const { ask } = waiter
    const refused = ask.deadline <= now ? outOfTime() : this.#refusalOf(ask, now)
    if (refused) {
      this.#refuse(waiter, refused)
      return
    }
    for (
      let first = this.#queue.head();
      first && first.dueAt + givenUp < now;
      first = this.#queue.head()
    ) {
      this.#remove(first)
    }
    for (const permit of this.#out) {
      if (permit.takenAt + longestHold > now) break
      permit.release()
    }
    if (this.#queue.head() === waiter && this.#hasPlace() && !this.quota.reserve(ask.cost, now)) {
      this.#remove(waiter)
      waiter.admit(this.#admit(ask, now))
    } else this.#nap(waiter, now)
  }

  /** Lets everyone go whose turn it is: all permits that a late wake found, not one. */
  #drain(): void {
    if (this.terms.ownTimers) return
    const now = this.clock.now()
    while (this.#hasPlace()) {
      const waiter = this.#queue.head()
      if (!waiter || this.quota.reserve(waiter.ask.cost, now)) break
      this.#remove(waiter)
      waiter.admit(this.#admit(waiter.ask, now))
    }
    this.#arm(now)
  }

  #wake(): void {
    this.#disarm()
    const now = this.clock.now()
    if (this.#firstDeadline <= now) {
      this.#firstDeadline = never
      for (const waiter of [...this.#queue]) {
        const { deadline } = waiter.ask
        if (deadline > now) this.#firstDeadline = Math.min(this.#firstDeadline, deadline)
        else this.#refuse(waiter, outOfTime())
      }
    }
    this.#drain()
  }

  /** One timer for the whole queue, at the nearer of the head's turn and the first deadline. */
  #arm(now: number): void {
    if (this.terms.ownTimers) return
    const head = this.#queue.head()
    if (!head) this.#firstDeadline = never
    let at = this.#firstDeadline
    // While all places are taken, the next answer wakes the queue.
    if (head && this.#hasPlace()) at = Math.min(at, now + this.quota.wait(head.ask.cost, now))
    if (head && at >= this.#timerAt) return
    this.#disarm()
    if (at === never) return
    this.#timerAt = at
    this.#cancelTimer = this.clock.after(Math.max(0, Math.ceil(at - now)), () => this.#wake())
  }

  #disarm(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    this.#timerAt = never
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
