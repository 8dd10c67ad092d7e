import type { Recipe } from '../../src/call/recipe'
import type { Ask, Governor, Permit } from '../../src/limit/Governor'

const never = Number.POSITIVE_INFINITY

/** How often one call may be looked at before it is taken for a loop without end. */
const mostLooks = 10_000

/** What a call asks that has all the time in the world. */
export function ask(over: Partial<Ask> = {}): Ask {
  const { deadline = never, signals = [], ...rest } = over
  let looks = 0
  // A loop that never ends would hang the tests instead of failing one.
  const seen = <T>(value: T): T => {
    looks += 1
    if (looks > mostLooks) throw new Error('The queue is gone through without end.')
    return value
  }
  return {
    key: 'https://api.test',
    recipe: { method: 'GET', url: 'https://api.test/items', meta: undefined } as Recipe,
    cost: 1,
    priority: 1,
    front: false,
    maxPause: never,
    ...rest,
    get deadline() {
      return seen(deadline)
    },
    get signals() {
      return seen(signals)
    },
  }
}

/** A permit that must be free now. */
export function take(governor: Governor, over?: Partial<Ask>): Permit {
  const permit = governor.acquire(ask(over))
  if ('then' in permit) throw new Error('The permit was not free.')
  return permit
}

export interface Wait {
  /** undefined until it has come. */
  permit: Permit | undefined
  error: unknown
  /** How often the promise, or the throw, said anything. */
  settled: number
}

/** A call that may wait; what becomes of it can be read off. */
export function wait(
  governor: Governor,
  over?: Partial<Ask>,
  then?: (permit: Permit) => void,
): Wait {
  const waiting: Wait = { permit: undefined, error: undefined, settled: 0 }
  const settle = (outcome: Partial<Wait>) => {
    Object.assign(waiting, outcome)
    waiting.settled += 1
    if (outcome.permit) then?.(outcome.permit)
  }
  try {
    const permit = governor.acquire(ask(over))
    if ('then' in permit)
      permit.then(
        (late) => settle({ permit: late }),
        (error) => settle({ error }),
      )
    else settle({ permit })
  } catch (error) {
    settle({ error })
  }
  return waiting
}

/** The request goes out and its answer is there at once. */
export function answer(
  permit: Permit,
  status = 200,
  headers: Record<string, string> = {},
): number | undefined {
  permit.sent()
  const pause = permit.learn({ status, headers: new Headers(headers), sentAt: 0 })
  permit.release()
  return pause
}

/** Goes out and is answered as soon as its turn has come. */
export function call(governor: Governor, over?: Partial<Ask>): Wait {
  return wait(governor, over, (permit) => answer(permit))
}
