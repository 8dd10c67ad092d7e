/** A place in a queue. It links itself, so leaving from the middle costs as much as from the head. */
export class Place {
  previous: Place = this
  next: Place = this
  /** The line that it stands in, since when, and the units that it waits for. */
  rank = 0
  since = 0
  units = 0
}

/**
 * After so long in its class a place moves up by one, to the end of the line there: those that are
 * put off wait, but not for ever.
 */
export const ageing = 30_000

/**
 * Six lines: repeats before newcomers, in each of three classes. First in, first out in a line;
 * a line is served when those before it are empty. Each line is a ring through a place that nobody
 * holds.
 */
export class Queue<P extends Place> implements Iterable<P> {
  readonly #lines = [0, 1, 2, 3, 4, 5].map(() => new Place())
  length = 0

  add(place: P, priority: 0 | 1 | 2, front: boolean, units = 1, now = 0): void {
    place.units = units
    this.#join(place, rankOf(priority, front), now)
  }

  has(place: P): boolean {
    return place.next !== place
  }

  /** @returns false where the place had left already */
  remove(place: P): boolean {
    if (!this.has(place)) return false
    place.previous.next = place.next
    place.next.previous = place.previous
    place.next = place.previous = place
    this.length -= 1
    this.#line(place.rank).units -= place.units
    return true
  }

  /** Who is next. Those that have waited long enough move up before. */
  head(now = 0): P | undefined {
    for (let rank = 2; rank < 6; rank += 1) {
      const line = this.#line(rank)
      for (let { next } = line; next !== line && next.since + ageing <= now; next = line.next) {
        this.remove(next as P)
        this.#join(next, rank - 2, now)
      }
    }
    for (const line of this.#lines) if (line.next !== line) return line.next as P
    return undefined
  }

  /** Units that are asked for before those of a newcomer. */
  ahead(priority: 0 | 1 | 2, front: boolean): number {
    const rank = rankOf(priority, front)
    return this.#lines.slice(0, rank + 1).reduce((sum, { units }) => sum + units, 0)
  }

  /** In the order in which they will be served. A place may leave while it is looked at. */
  *[Symbol.iterator](): Iterator<P> {
    for (const line of this.#lines) {
      for (let place = line.next; place !== line; ) {
        const { next } = place
        yield place as P
        place = next
      }
    }
  }

  #line(rank: number): Place {
    return this.#lines[rank] as Place
  }

  #join(place: Place, rank: number, now: number): void {
    const line = this.#line(rank)
    place.rank = rank
    place.since = now
    place.next = line
    place.previous = line.previous
    place.previous.next = line.previous = place
    line.units += place.units
    this.length += 1
  }
}

/** The line that a place stands in: the lower, the sooner it is served. */
function rankOf(priority: 0 | 1 | 2, front: boolean): number {
  return priority * 2 + (front ? 0 : 1)
}
