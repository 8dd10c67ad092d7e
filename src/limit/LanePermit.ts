import type { AnswerFacts, Permit } from './Governor'
import type { Lane } from './Lane'

/** The right to send one request of a lane. */
export class LanePermit implements Permit {
  #open = true
  #sentAt: number | undefined

  constructor(
    readonly lane: Lane,
    readonly units: number,
    readonly takenAt: number,
  ) {}

  sent(): void {
    this.#sentAt ??= this.lane.sent(this.units)
  }

  learn(facts: AnswerFacts): number | undefined {
    this.sent()
    return this.lane.learn(this.units, this.#sentAt as number, facts)
  }

  release(): void {
    // Whoever releases without a word has sent: the safe side.
    if (this.#open) this.sent()
    this.refund()
  }

  refund(): void {
    if (!this.#open) return
    this.#open = false
    if (this.#sentAt === undefined) this.lane.giveBack(this.units, this.takenAt)
    this.lane.leave(this)
  }
}
