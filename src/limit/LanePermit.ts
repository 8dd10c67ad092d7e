import type { AnswerFacts, Permit } from './Governor'
import type { Lane } from './Lane'

/** The right to send one request of a lane. */
export class LanePermit implements Permit {
  #open = true
  #sentAt: number | undefined
  /** Units that counted when it was sent. */
  #used = 0

  constructor(
    readonly lane: Lane,
    readonly units: number,
    readonly takenAt: number,
  ) {}

  sent(): void {
    if (this.#sentAt !== undefined) return
    const { lane } = this
    this.#sentAt = lane.clock.now()
    this.#used = lane.sent(this.units, this.#sentAt)
  }

  learn(facts: AnswerFacts): number | undefined {
    this.sent()
    return this.lane.learn(this.units, this.#sentAt as number, this.#used, facts)
  }

  release(): void {
    // Whoever releases without a word has sent: the safe side.
    if (this.#open) this.sent()
    this.refund()
  }

  refund(): void {
    if (!this.#open) return
    this.#open = false
    const { lane, units } = this
    if (this.#sentAt === undefined) lane.quota.refund(units, lane.clock.now() - this.takenAt)
    lane.leave(this)
  }
}
