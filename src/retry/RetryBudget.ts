/** What a repeat costs: after a failure, and after a refusal that named no time. */
export const transientCost = 14
export const throttleCost = 5

/**
 * How many repeats a quota's calls may still send, all of them together. While a server is down,
 * retries of every call would multiply what it has to bear: 500 units are some 35 repeats in a row
 * without a success. A success returns what its repeat had cost, or 1.
 */
export class RetryBudget {
  readonly capacity = 500
  left = this.capacity

  /** @returns false, and takes nothing, where too little is left */
  take(cost: number): boolean {
    const enough = cost <= this.left
    if (enough) this.left -= cost
    return enough
  }

  give(units: number): void {
    this.left = Math.min(this.capacity, this.left + units)
  }
}
