/** Units that came in at a moment. */
export interface Arrival {
  at: number
  units: number
}

/** The most units that any `length` ms saw: from a moment on, up to but without its end. */
export function mostIn(length: number, arrivals: readonly Arrival[]): number {
  const sorted = [...arrivals].sort((one, other) => one.at - other.at)
  let most = 0
  let sum = 0
  let first = 0
  for (const { at, units } of sorted) {
    sum += units
    for (let oldest = sorted[first]; oldest && oldest.at <= at - length; oldest = sorted[first]) {
      sum -= oldest.units
      first += 1
    }
    most = Math.max(most, sum)
  }
  return most
}
