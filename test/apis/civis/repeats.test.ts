import { describe, expect, it } from 'vitest'
import { type Civis, CivisApiError } from '../../../src/apis/civis/index'
import { NetworkError, TooManyRequestsError } from '../../../src/index'
import type { MockCivisOptions } from '../../../src/testing/index'
import { rejection } from '../../stage'
import { civisOn, clock } from './civisOn'

describe('the repeats of calls', () => {
  const seed: Record<string, readonly number[]> = {
    GET: [429, 502, 503, 504],
    PUT: [429, 502, 503, 504],
    DELETE: [429, 502, 503, 504],
    POST: [429, 503],
    PATCH: [],
  }
  const withKnownWait = [413, 429, 503]
  const calls: Record<string, (civis: Civis) => Promise<unknown>> = {
    GET: (civis) => civis.workflows.get(1),
    PUT: (civis) => civis.workflows.put(1, { name: 'x' }),
    DELETE: (civis) => civis.workflows.delete(1),
    POST: (civis) => civis.workflows.post({ name: 'x' }),
    PATCH: (civis) => civis.workflows.patch(1, { name: 'x' }),
  }
  const matrix = Object.keys(seed).flatMap((method) =>
    [408, 413, 429, 500, 502, 503, 504].flatMap((status) =>
      [undefined, 1].map((retryAfter) => ({ method, status, retryAfter })),
    ),
  )

  it.each(matrix)('$method after $status, Retry-After $retryAfter', async (row) => {
    const { method, status, retryAfter } = row
    const { civis, mock } = await civisOn({
      faults: [{ kind: 'status', status, ...(retryAfter && { retryAfter }) }],
    })
    const over = Promise.allSettled([calls[method]?.(civis)])
    await clock.advance(120_000)
    const again =
      seed[method]?.includes(status) || (retryAfter !== undefined && withKnownWait.includes(status))
    expect(mock.requests).toHaveLength(again ? 2 : 1)
    const [end] = await over
    expect(end?.status).toBe(again ? 'fulfilled' : 'rejected')
    if (!again) expect((end as PromiseRejectedResult).reason).toMatchObject({ status })
    else if (retryAfter) expect(mock.requests[1]?.at).toBeGreaterThanOrEqual(1000)
  })

  it('end after ten attempts, with the last answer', async () => {
    const faults = [{ kind: 'status', status: 503, times: 99 } as const]
    const { civis, mock } = await civisOn({ faults })
    const failed = rejection<CivisApiError>(civis.workflows.list())
    await clock.advance(700_000)
    const error = await failed
    expect(error).toBeInstanceOf(CivisApiError)
    expect(error).toMatchObject({ status: 503, attempts: 10 })
    // Half of 2, 4, 8, 16, 32, 60, 60, 60, 60 s.
    const times = mock.requests.map(({ at }) => at)
    expect(times.slice(1).map((at, index) => at - (times[index] as number))).toEqual([
      1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, 30_000,
    ])
  })

  it('count throttled attempts as any other', async () => {
    const faults = [{ kind: 'status', status: 429, retryAfter: 1, times: 99 } as const]
    const { civis, mock } = await civisOn({ faults })
    const failed = rejection(civis.workflows.list())
    await clock.advance(700_000)
    expect(await failed).toBeInstanceOf(TooManyRequestsError)
    expect(mock.requests).toHaveLength(10)
  })

  it('wait for ten minutes where the server asks for it, and give up at once beyond', async () => {
    const waiting = await civisOn({ faults: [{ kind: 'status', status: 429, retryAfter: 590 }] })
    const over = waiting.civis.workflows.list()
    await clock.advance(595_000)
    expect(await over).toHaveLength(12)
    const refused = await civisOn({ faults: [{ kind: 'status', status: 429, retryAfter: 601 }] })
    const error = await rejection(refused.civis.workflows.list())
    expect(error).toMatchObject({ name: 'CivisApiError', status: 429, retryAfter: 601_000 })
    expect(clock.pending).toBe(0)
  })

  it('do not follow a network error', async () => {
    const { civis, mock } = await civisOn({ faults: [{ kind: 'reset' }] })
    expect(await rejection(civis.workflows.list())).toBeInstanceOf(NetworkError)
    expect(mock.requests).toHaveLength(1)
  })

  it('wait and stop as you say', async () => {
    const faults = [{ kind: 'status', status: 503, times: 99 } as const]
    const retries = { wait: () => 5000, stop: ({ attempt }: { attempt: number }) => attempt >= 3 }
    const { civis, mock } = await civisOn({ faults }, { retries })
    const failed = rejection(civis.workflows.list())
    await clock.advance(60_000)
    expect(await failed).toMatchObject({ status: 503, attempts: 3 })
    expect(mock.requests.map(({ at }) => at)).toEqual([0, 5000, 10_000])
  })

  it('draw on no budget: each call is repeated, however many fail', async () => {
    const fails: MockCivisOptions['faults'] = (_, n) =>
      n <= 60 ? { kind: 'status', status: 503 } : undefined
    const { civis, mock } = await civisOn({ faults: fails })
    const all = Promise.all(Array.from({ length: 60 }, (_, id) => civis.jobs.list({ q: `${id}` })))
    await clock.advance(300_000)
    expect(await all).toHaveLength(60)
    expect(mock.requests).toHaveLength(120)
  })

  it('have no clock over them: a slow answer is waited for', async () => {
    const { civis } = await civisOn({ latency: 3_600_000 })
    const over = civis.workflows.list()
    await clock.advance(3_600_000)
    expect(await over).toHaveLength(12)
  })
})
