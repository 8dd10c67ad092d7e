import { afterEach, expect } from 'vitest'
import { type Client, type ClientOptions, createClient } from '../src/index'
import { type FakeClock, fakeClock, mockTransport } from '../src/testing/index'

export const baseURL = 'https://api.example.com/v1'

type AnswerTo = (request: Request, nth: number) => Response | Promise<Response>

/** A client on a clock that stands still, and all that it sent. */
export interface Stage {
  api: Client
  clock: FakeClock
  /** Every request, oldest first, its body still unread. */
  sent: Request[]
  /** The same as fetch was given it. */
  given: { url: string; init: RequestInit }[]
  /** A fetch on the same answers, for a client made elsewhere. */
  fetch: typeof globalThis.fetch
}

const clocks: FakeClock[] = []

afterEach(() => {
  for (const clock of clocks.splice(0)) expect(clock.pending, 'timers left behind').toBe(0)
})

/** Sets up a client whose fetch answers by `answer`. Without repeats unless asked for. */
export function stage(
  answer: AnswerTo = () => Response.json({ ok: true }),
  options: ClientOptions = {},
): Stage {
  const clock = watchedClock()
  const sent: Request[] = []
  const given: Stage['given'] = []
  const transport = mockTransport(async (request) => {
    sent.push(request.clone() as Request)
    return answer(request, sent.length)
  })
  const fetch: typeof globalThis.fetch = (input, init) => {
    given.push({ url: String(input), init: init ?? {} })
    return transport(input, init)
  }
  const api = createClient({ baseURL, clock, fetch, retry: false, ...options })
  return { api, clock, sent, given, fetch }
}

/** A clock of which every test proves that no timer is left on it. */
export function watchedClock(): FakeClock {
  const clock = fakeClock()
  clocks.push(clock)
  return clock
}

/** What a promise rejects with; fails where it does not. */
export async function rejection<E = Error & Record<string, unknown>>(
  promise: Promise<unknown>,
): Promise<E> {
  const [result] = await Promise.allSettled([promise])
  if (result.status === 'fulfilled') throw new Error('It was meant to reject.')
  return result.reason as E
}

/** What a function throws; fails where it does not. */
export function thrown<E = Error>(run: () => unknown): E {
  try {
    run()
  } catch (error) {
    return error as E
  }
  throw new Error('It was meant to throw.')
}
