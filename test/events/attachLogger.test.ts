import { describe, expect, test } from 'vitest'
import { attachLogger, bearer } from '../../src/index'
import { rejection, stage } from '../stage'

function logger() {
  const lines: string[] = []
  return {
    lines,
    info: (line: string) => void lines.push(`info: ${line}`),
    error: (line: string) => void lines.push(`error: ${line}`),
  }
}

const called = 'GET https://api.example.com/v1/x'

describe('a logger', () => {
  test('gets a line for each answer', async () => {
    const { api } = stage()
    const log = logger()
    attachLogger(api, log)
    await api.get('x', { query: { key: 'k-1' } })
    expect(log.lines).toEqual([`info: ${called}?key=… → 200 in 0 ms`])
  })

  test('hears of retries, pauses and the attempt of each answer', async () => {
    const answers = [
      new Response('', { status: 500 }),
      new Response('', { status: 429, headers: { 'retry-after': '2' } }),
      Response.json(1),
    ]
    const { api, clock } = stage((_, nth) => answers[nth - 1] as Response, { retry: 2 })
    clock.random = 0
    const log = logger()
    attachLogger(api, log)
    const call = api.get('x')
    await clock.advance(60_000)
    await call
    expect(log.lines).toEqual([
      `info: ${called} → 500 in 0 ms`,
      `info: ${called} again in 0 ms: InternalServerError`,
      `info: ${called} → 429 in 0 ms (attempt 2)`,
      `info: ${called} throttled with 429, for 2000 ms`,
      `info: ${called} again in 2000 ms: TooManyRequestsError`,
      `info: ${called} → 200 in 0 ms (attempt 3)`,
    ])
  })

  test('hears of renewals, whether or not they help', async () => {
    let token = 'one'
    const { api } = stage(
      () => {
        token = 'two'
        return new Response('', { status: 401 })
      },
      { auth: bearer(() => token) },
    )
    const log = logger()
    attachLogger(api, log)
    await rejection(api.get('x'))
    token = 'two'
    await rejection(api.get('x'))
    expect(log.lines.filter((line) => line.includes('credential'))).toEqual([
      `info: ${called} credential renewed`,
      `info: ${called} credential refused`,
    ])
  })

  test('gets the final failure as an error, once', async () => {
    const { api } = stage(() => Response.json({ message: 'No such x.' }, { status: 404 }))
    const log = logger()
    attachLogger(api, log)
    await rejection(api.get('x'))
    expect(log.lines.filter((line) => line.startsWith('error'))).toEqual([
      `error: ${called} failed: NotFoundError: 404 from ${called}: No such x.`,
    ])
  })

  test("gets a caller's own reason, whatever it is", async () => {
    const { api } = stage()
    const log = logger()
    attachLogger(api, log)
    await rejection(api.get('x', { signal: AbortSignal.abort('enough') }))
    expect(log.lines).toEqual([`error: ${called} failed: enough`])
  })

  test('gets nothing after the undo', async () => {
    const { api } = stage()
    const log = logger()
    attachLogger(api, log)()
    await api.get('x')
    expect(log.lines).toEqual([])
  })
})
