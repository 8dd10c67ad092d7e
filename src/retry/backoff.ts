/**
 * Exponential backoff with full jitter: a random time between 0 and `base` · 2ⁿ, at most `max`.
 *
 * @param repeat how many repeats there were: 0 before the first
 * @returns ms to wait
 */
export function backoff(repeat: number, base: number, max: number, random: () => number): number {
  return random() * Math.min(max, base * 2 ** repeat)
}
