/** A place in a queue. It links itself, so leaving from the middle costs as much as from the head. */
export class Place {
  previous: Place = this
  next: Place = this
}

/**
 * Six lines: repeats before newcomers, in each of three classes. First in, first out in a line;
 * a line is served when those before it are empty. Each line is a ring through a place that nobody
 * holds.
 */
export class Queue<P extends Place> implements Iterable<P> {
  readonly #lines = [0, 1, 2, 3, 4, 5].map(() => new Place())
  length = 0

  add(place: P, priority: 0 | 1 | 2, front: boolean): void {
    const line = this.#lines[rankOf(priority, front)] as Place
    place.next = line
    place.previous = line.previous
    place.previous.next = line.previous = place
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
    this.length -= 1
    return true
  }

  head(): P | undefined {
    for (const line of this.#lines) if (line.next !== line) return line.next as P
    return undefined
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
}

/** The line that a place stands in: the lower, the sooner it is served. */
export function rankOf(priority: 0 | 1 | 2, front: boolean): number {
  return priority * 2 + (front ? 0 : 1)
}
