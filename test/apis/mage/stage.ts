import { createMage, type Mage, type MageOptions } from '../../../src/apis/mage/index'
import {
  type FakeClock,
  type MockMage,
  type MockMageOptions,
  mockMage,
  mockTransport,
} from '../../../src/testing/index'
import { watchedClock } from '../../stage'

/** A client beside a mocked Mage, both on a clock that stands still. */
export interface MageStage {
  mage: Mage
  mock: MockMage
  clock: FakeClock
}

export const logIn = { email: 'admin@admin.com', password: 'admin' }

/** Sets up a client that logs in, unless told otherwise. Without repeats unless asked for. */
export function mageStage(
  options: Partial<MageOptions> = {},
  mockOptions: MockMageOptions = {},
): MageStage {
  const clock = watchedClock()
  const mock = mockMage({ clock, apiKey: 'the-key', ...mockOptions })
  const mage = createMage({
    baseURL: mock.baseURL,
    apiKey: 'the-key',
    session: logIn,
    clock,
    retry: false,
    fetch: mockTransport(mock),
    ...options,
  })
  return { mage, mock, clock }
}

/** A client whose server answers as told; and what it was asked. */
export function mageBefore(
  answer: (request: Request, nth: number) => Response | Promise<Response>,
  options: Partial<MageOptions> = {},
): { mage: Mage; sent: Request[]; clock: FakeClock } {
  const clock = watchedClock()
  const sent: Request[] = []
  const fetch = mockTransport(async (request) => {
    sent.push(request.clone() as Request)
    return answer(request, sent.length)
  })
  const mage = createMage({ baseURL: 'http://mage.test', retry: false, clock, fetch, ...options })
  return { mage, sent, clock }
}

export function json(data: unknown, status = 200): Response {
  return new Response(typeof data === 'string' ? data : JSON.stringify(data), {
    status,
    headers: { 'content-type': 'application/json' },
  })
}
