import { never } from '../options'

/** A place in a queue. It links itself, so leaving from the middle costs as much as from the head. */
export class Place {
  previous: Place = this
  next: Place = this
  /** The line that it stands in. */
  rank = 0
  /** Whose is the least of all heads is next. */
  turn = never
  /** The units that it waits for; at the head of a line, those of all in it. */
  units = 0
}

/**
 * Who has waited for so long, in ms, is served as one of the next class who has just come. So those
 * that are put off wait, but not for ever.
 */
export const ageing = 30_000

/**
 * Six lines: repeats before newcomers, in each of three classes. First in, first out in a line; a
 * class is served when those before it are empty, or have not waited for long. Each line is a ring
 * through a place that nobody holds.
 */
export class Queue<P extends Place> implements Iterable<P> {
  readonly #lines = Array.from({ length: 6 }, () => new Place())
  length = 0

  add(place: P, priority: 0 | 1 | 2, front: boolean, units = 1, now = 0): void {
    place.rank = rankOf(priority, front)
    place.units = units
    const line = this.#line(place)
    place.turn = now + priority * ageing
    // A repeat goes before the newcomers of its class, however old these are.
    if (front) place.turn = Math.min(place.turn, this.#lines[place.rank + 1]?.next.turn ?? never)
    place.next = line
    place.previous = line.previous
    place.previous.next = line.previous = place
    line.units += units
    this.length += 1
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
    this.#line(place).units -= place.units
    this.length -= 1
    return true
  }

  head(): P | undefined {
    let head: Place | undefined
    for (const { next } of this.#lines) if (next.turn < (head?.turn ?? never)) head = next
    return head as P | undefined
  }

  /** Units that are asked for before those of a newcomer. */
  ahead(priority: 0 | 1 | 2, front: boolean): number {
    const lines = this.#lines.slice(0, rankOf(priority, front) + 1)
    return lines.reduce((sum, { units }) => sum + units, 0)
  }

  #line({ rank }: Place): Place {
    return this.#lines[rank] as Place
  }

  /** Line by line. A place may leave while it is looked at. */
  *[Symbol.iterator](): Iterator<P> {
    for (const line of this.#lines) {
      for (let place = line.next; place !== line; ) {
        const { next } = place
        yield place as P
        place = next
      }
    }
  }
}

/** The line that a place stands in: the lower, the sooner it is served. */
function rankOf(priority: 0 | 1 | 2, front: boolean): number {
  return priority * 2 + (front ? 0 : 1)
}
