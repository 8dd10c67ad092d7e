import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ageing, Place, Queue } from '../../src/limit/queue'

class Guest extends Place {
  constructor(readonly name: number | string) {
    super()
  }
}

function served(queue: Queue<Guest>): (number | string)[] {
  const names: (number | string)[] = []
  for (let head = queue.head(); head; head = queue.head()) {
    names.push(head.name)
    queue.remove(head)
  }
  return names
}

describe('the order', () => {
  test('is first in, first out in a class', () => {
    const queue = new Queue<Guest>()
    for (const name of ['a', 'b', 'c']) queue.add(new Guest(name), 1, false)
    expect(served(queue)).toEqual(['a', 'b', 'c'])
  })

  test('puts repeats before newcomers, first in, first out among themselves', () => {
    const queue = new Queue<Guest>()
    queue.add(new Guest('new'), 1, false)
    queue.add(new Guest('again'), 1, true)
    queue.add(new Guest('newer'), 1, false)
    queue.add(new Guest('again later'), 1, true)
    expect(served(queue)).toEqual(['again', 'again later', 'new', 'newer'])
  })

  test('puts high before normal before low, repeats or not', () => {
    const queue = new Queue<Guest>()
    for (const priority of [2, 1, 0] as const) {
      queue.add(new Guest(`new ${priority}`), priority, false)
      queue.add(new Guest(`again ${priority}`), priority, true)
    }
    expect(served(queue)).toEqual(['again 0', 'new 0', 'again 1', 'new 1', 'again 2', 'new 2'])
  })
})

describe('leaving', () => {
  test('works once, and never for someone who was not there', () => {
    const queue = new Queue<Guest>()
    const guest = new Guest('a')
    expect(queue.remove(guest)).toBe(false)
    queue.add(guest, 1, false)
    expect([queue.remove(guest), queue.remove(guest), queue.length]).toEqual([true, false, 0])
  })

  test('lets the same one come again, in another class', () => {
    const queue = new Queue<Guest>()
    const guest = new Guest('a')
    queue.add(guest, 2, false)
    queue.add(new Guest('b'), 1, false)
    queue.remove(guest)
    queue.add(guest, 0, true)
    expect(served(queue)).toEqual(['a', 'b'])
  })

  test('is allowed while the queue is gone through', () => {
    const queue = new Queue<Guest>()
    for (let name = 0; name < 6; name += 1) queue.add(new Guest(name), 1, name % 3 === 0)
    const seen: (number | string)[] = []
    for (const guest of queue) {
      seen.push(guest.name)
      if (guest.name !== 4) queue.remove(guest)
    }
    expect(seen).toEqual([0, 3, 1, 2, 4, 5])
    expect(served(queue)).toEqual([4])
  })
})

test('behaves as a sorted array does, whatever comes and goes', () => {
  type Entry = { guest: Guest; priority: 0 | 1 | 2; front: boolean }
  const step = fc.oneof(
    fc.record({
      priority: fc.constantFrom<0 | 1 | 2>(0, 1, 2),
      front: fc.boolean(),
    }),
    fc.record({ leaves: fc.nat() }),
    fc.constant('serve' as const),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80, size: 'max' }), (steps) => {
      const queue = new Queue<Guest>()
      const everyone: Guest[] = []
      let model: Entry[] = []
      for (const each of steps) {
        if (each === 'serve') {
          const head = queue.head()
          expect(head).toBe(model[0]?.guest)
          if (head) expect(queue.remove(head)).toBe(true)
          model = model.slice(1)
        } else if ('leaves' in each) {
          const guest = everyone[each.leaves % everyone.length]
          if (!guest) continue
          expect(queue.remove(guest)).toBe(model.some((entry) => entry.guest === guest))
          model = model.filter((entry) => entry.guest !== guest)
        } else {
          const guest = new Guest(everyone.length)
          everyone.push(guest)
          queue.add(guest, each.priority, each.front)
          model.push({ guest, ...each })
          // The sort is stable.
          model.sort(
            (one, other) =>
              one.priority - other.priority || Number(other.front) - Number(one.front),
          )
        }
        expect(queue.length).toBe(model.length)
        expect([...queue]).toEqual(model.map(({ guest }) => guest))
      }
    }),
    { numRuns: 300 },
  )
})

describe('ageing', () => {
  test('serves who has waited for long as one of the next class who has just come', () => {
    const queue = new Queue<Guest>()
    queue.add(new Guest('low'), 2, false, 1, 0)
    queue.add(new Guest('normal'), 1, false, 1, ageing - 1)
    queue.add(new Guest('normal, later'), 1, false, 1, ageing + 1)
    queue.add(new Guest('high, late'), 0, false, 1, 2 * ageing - 2)
    queue.add(new Guest('high, last'), 0, false, 1, 2 * ageing + 1)
    expect(served(queue)).toEqual(['high, late', 'normal', 'low', 'high, last', 'normal, later'])
  })

  test('does not put a repeat behind the newcomers of its class', () => {
    const queue = new Queue<Guest>()
    queue.add(new Guest('old'), 2, false, 1, 0)
    queue.add(new Guest('again'), 2, true, 1, 5 * ageing)
    queue.add(new Guest('high'), 0, false, 1, 5 * ageing)
    expect(served(queue)).toEqual(['again', 'old', 'high'])
  })
})

test('knows the units that are asked for before a newcomer', () => {
  const queue = new Queue<Guest>()
  const dear = new Guest('dear')
  queue.add(dear, 1, false, 5)
  queue.add(new Guest('again'), 1, true, 2)
  queue.add(new Guest('low'), 2, false, 9)
  expect([queue.ahead(0, false), queue.ahead(1, true), queue.ahead(1, false)]).toEqual([0, 2, 7])
  queue.remove(dear)
  expect([queue.ahead(1, false), queue.ahead(2, false)]).toEqual([2, 11])
})
