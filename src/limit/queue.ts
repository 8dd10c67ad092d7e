/** A place in a queue. It links itself, so leaving from the middle costs as much as from the head. */
export abstract class Place {
  previous: Place | undefined
  next: Place | undefined
  line: Line | undefined
}

/** A first-in, first-out line. */
export class Line {
  head: Place | undefined
  tail: Place | undefined

  add(place: Place): void {
    place.line = this
    place.previous = this.tail
    if (this.tail) this.tail.next = place
    else this.head = place
    this.tail = place
  }

  /** @returns false where the place had left already */
  remove(place: Place): boolean {
    if (place.line !== this) return false
    if (place.previous) place.previous.next = place.next
    else this.head = place.next
    if (place.next) place.next.previous = place.previous
    else this.tail = place.previous
    place.previous = undefined
    place.next = undefined
    place.line = undefined
    return true
  }
}

/**
 * Six lines: repeats before newcomers, in each of three classes. First in, first out in a line;
 * a line is served when those before it are empty.
 */
export class Queue<P extends Place> {
  readonly #lines: readonly Line[] = Array.from({ length: 6 }, () => new Line())
  length = 0

  add(place: P, priority: 0 | 1 | 2, front: boolean): void {
    ;(this.#lines[priority * 2 + (front ? 0 : 1)] as Line).add(place)
    this.length += 1
  }

  /** @returns false where the place had left already */
  remove(place: P): boolean {
    if (!place.line?.remove(place)) return false
    this.length -= 1
    return true
  }

  head(): P | undefined {
    for (const line of this.#lines) if (line.head) return line.head as P
    return undefined
  }

  *[Symbol.iterator](): Iterator<P> {
    for (const line of this.#lines) {
      let place = line.head
      while (place) {
        const next = place.next
        yield place as P
        place = next
      }
    }
  }
}
