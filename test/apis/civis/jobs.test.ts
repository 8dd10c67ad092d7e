import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CivisJobFailure } from '../../../src/apis/civis/errors/index'
import type { JobHouse } from '../../../src/apis/civis/JobHouse'
import { type JobRun, runContainer, runJob } from '../../../src/apis/civis/jobs'
import { Closing } from '../../../src/clock/abort'
import { basic, ConfigError, createClient } from '../../../src/index'
import {
  type FakeClock,
  fakeClock,
  type MockApi,
  type MockCivisOptions,
  mockCivis,
  mockTransport,
} from '../../../src/testing/index'
import { rejection } from '../../stage'

let clock: FakeClock
beforeEach(() => {
  clock = fakeClock()
})
afterEach(() => {
  expect(clock.pending, 'timers left behind').toBe(0)
})

function houseOn(options: MockCivisOptions = {}): {
  house: JobHouse
  mock: MockApi
  closing: Closing
} {
  const mock = mockCivis({ clock, ...options })
  const client = createClient({
    baseURL: mock.baseURL,
    auth: basic('test-key'),
    fetch: mockTransport(mock),
    retry: false,
    timeout: false,
    clock,
  })
  const closing = new Closing()
  return { house: { client, clock, returnType: 'snake', signals: [closing] }, mock, closing }
}
const lines = ({ requests }: MockApi): string[] =>
  requests.map(({ method, path }) => `${method} ${path.slice(1)}`)
const many = (state: string, count: number): string[] => Array(count).fill(state)

describe('a job', () => {
  it('runs to its end, looked at less and less often', async () => {
    const states = [...many('running', 18), 'succeeded']
    const { house, mock } = houseOn({ runs: { 7: { states } } })
    const job = await runJob(house, 7)
    expect(job.url).toBe(`https://platform.civisanalytics.com/spa/#/jobs/7?runId=${job.runId}`)
    const seen: string[] = []
    const over = job.wait({ onProgress: ({ state }) => void seen.push(state) })
    await clock.advance(300_000)
    const run = await over
    expect(run).toMatchObject({ id: job.runId, state: 'succeeded' })
    expect(run).toHaveProperty('created_at')
    expect(seen).toEqual(states.slice(1))
    const times = mock.requests.slice(1).map(({ at }) => at)
    const pauses = times.slice(1).map((at, index) => at - (times[index] as number))
    expect(pauses.slice(0, 3)).toEqual([1000, 1200, 1440])
    expect(Math.max(...pauses)).toBe(15_000)
    expect(pauses.at(-1)).toBe(15_000)
    expect(lines(mock)[0]).toBe('POST jobs/7/runs')
    expect(lines(mock)[1]).toBe(`GET jobs/7/runs/${job.runId}`)
  })

  it('is looked at in steps that you set', async () => {
    const { house, mock } = houseOn({
      runs: { 7: { states: [...many('running', 4), 'succeeded'] } },
    })
    const job = await runJob(house, 7)
    const over = job.wait({ pollInterval: 500 })
    await clock.advance(1500)
    await over
    expect(mock.requests.slice(1).map(({ at }) => at)).toEqual([0, 500, 1000, 1500])
    expect(await rejection(job.wait({ pollInterval: 0 }))).toBeInstanceOf(ConfigError)
    expect(await rejection(job.wait({ interval: 5 } as never))).toBeInstanceOf(ConfigError)
  })

  it('that fails says why, and which run it was', async () => {
    const { house } = houseOn({ runs: { 7: { states: ['running', 'failed'], error: 'no luck' } } })
    const job = await runJob(house, 7)
    const error = await rejection<CivisJobFailure>(job.wait())
    expect(error).toBeInstanceOf(CivisJobFailure)
    expect(error.message).toBe(`(From job 7 / run ${job.runId}) no luck`)
    expect(error).toMatchObject({ jobId: 7, runId: job.runId, state: 'failed' })
    expect((error.data as JobRun).state).toBe('failed')
  })

  it('that fails without a word is told by the end of its log', async () => {
    const log = Array.from({ length: 20 }, (_, index) => `line ${index}`)
    const { house, mock } = houseOn({ runs: { 7: { states: ['failed'], log } } })
    const failed = rejection<CivisJobFailure>(runJob(house, 7).then((job) => job.wait()))
    await clock.advance(15_000)
    const error = await failed
    expect(error.errorMessage.split('\n')).toEqual(log.slice(5))
    expect(mock.requests.at(-1)).toMatchObject({ at: 15_000, query: { limit: '15' } })
  })

  it('that was cancelled is a failure too', async () => {
    const { house } = houseOn({ runs: { 7: { states: many('running', 50) } } })
    const job = await runJob(house, 7)
    const failed = rejection<CivisJobFailure>(job.wait())
    await clock.advance(2000)
    expect(await job.cancel()).toBe(true)
    await clock.advance(15_000)
    expect((await failed).state).toBe('cancelled')
    expect(await job.cancel()).toBe(false)
  })

  it('is waited for until your signal aborts, and not a moment longer', async () => {
    const { house, mock } = houseOn({ runs: { 7: { states: many('running', 50) } } })
    const job = await runJob(house, 7)
    const controller = new AbortController()
    const failed = rejection(job.wait({ signal: controller.signal }))
    await clock.advance(1500)
    controller.abort('enough')
    expect(await failed).toBe('enough')
    expect(clock.pending).toBe(0)
    const count = mock.requests.length
    await clock.advance(60_000)
    expect(mock.requests).toHaveLength(count)
    expect(await rejection(job.wait({ signal: controller.signal }))).toBe('enough')
  })

  it('is waited for until the client closes', async () => {
    const { house, closing } = houseOn({ runs: { 7: { states: many('running', 50) } } })
    const job = await runJob(house, 7)
    const failed = rejection(job.wait())
    await clock.advance(500)
    closing.abort('closed')
    expect(await failed).toBe('closed')
  })

  it('gives all pages of its outputs once it is over', async () => {
    const outputs = Array.from({ length: 5 }, (_, id) => ({ id, objectType: 'File' }))
    const { house, mock } = houseOn({ runs: { 7: { outputs } }, pageSize: 2 })
    const job = await runJob(house, 7)
    const read = job.outputs()
    await clock.advance(5000)
    expect(await read).toEqual(outputs.map(({ id }) => ({ id, object_type: 'File' })))
    expect(lines(mock).filter((line) => line.endsWith('outputs'))).toHaveLength(3)
  })

  it('needs an id', async () => {
    const { house } = houseOn()
    expect(await rejection(runJob(house, 1.5))).toBeInstanceOf(ConfigError)
    expect(await rejection(runJob(house, '7' as never))).toBeInstanceOf(ConfigError)
  })
})

describe('a container', () => {
  const create = async (): Promise<number> => 55

  it('is made, run and waited for', async () => {
    const { house, mock } = houseOn()
    const job = await runContainer(house, { dockerImageName: 'img' }, create)
    expect(job.jobId).toBe(55)
    const over = job.wait()
    await clock.advance(5000)
    expect((await over).state).toBe('succeeded')
    expect(lines(mock)).toEqual([
      'POST scripts/containers/55/runs',
      `GET scripts/containers/55/runs/${job.runId}`,
      `GET scripts/containers/55/runs/${job.runId}`,
    ])
  })

  it('that is there already is run by its id', async () => {
    const { house, mock } = houseOn()
    const job = await runContainer(house, 7, create)
    expect(lines(mock)).toEqual(['POST scripts/containers/7/runs'])
    expect(await job.cancel()).toBe(true)
    expect(await rejection(runContainer(house, -1, create))).toBeInstanceOf(ConfigError)
  })

  it('is run again as often as it may fail', async () => {
    const { house, mock } = houseOn({ runs: { 7: { states: ['running', 'failed'], error: 'no' } } })
    const job = await runContainer(house, 7, create, { maxRetries: 2 })
    const first = job.runId
    const [error, other] = await Promise.all([
      rejection<CivisJobFailure>(job.wait()),
      rejection<CivisJobFailure>(job.wait()),
    ])
    expect(error.runId).toBe(first + 2)
    expect(other.runId).toBe(first + 2)
    expect(lines(mock).filter((line) => line.startsWith('POST'))).toEqual([
      'POST scripts/containers/7/runs',
      'POST jobs/7/runs',
      'POST jobs/7/runs',
    ])
  })
})

describe('a log', () => {
  async function read(items: AsyncIterable<{ message: string }>): Promise<string[]> {
    const messages: string[] = []
    for await (const { message } of items) messages.push(message)
    return messages
  }

  it('gives each line once, until it is complete', async () => {
    const log = Array.from({ length: 600 }, (_, index) => `line ${index}`)
    const { house, mock } = houseOn({ runs: { 7: { log, states: ['running', 'succeeded'] } } })
    const job = await runJob(house, 7)
    const reading = read(job.logs())
    await clock.advance(4000)
    await job.wait()
    await clock.advance(60_000)
    expect(await reading).toEqual(log)
    const asked = mock.requests.filter(({ path }) => path.endsWith('logs'))
    // Read again from a hundred back; at the end once more, since it was not complete.
    expect(asked.map(({ query }) => query.last_id)).toEqual(['0', '150', '300', '450', '500'])
    expect(asked.at(-1)?.at).toBe(5000)
  })

  it('takes late lines, and no line twice', async () => {
    const line = (id: number, createdAt: string) => ({ id, createdAt, message: `m${id}` })
    const answers = [
      { lines: [line(2, 'b'), line(1, 'a')], max: 2, control: 'no-store' },
      { lines: [line(1, 'a'), line(2, 'b'), line(3, 'c')], max: 3, control: 'no-store' },
      { lines: [line(2, 'b'), line(3, 'c')], max: 3, control: 'max-age=60' },
    ]
    const { house } = houseOn()
    let asked = 0
    const client = createClient({
      baseURL: 'https://x.test',
      clock,
      timeout: false,
      fetch: (async () => {
        const answer = answers[asked]
        asked += 1
        return Response.json(answer?.lines, {
          headers: {
            'civis-max-id': String(answer?.max),
            'civis-cache-control': answer?.control ?? '',
          },
        })
      }) as typeof fetch,
    })
    const { civisJob } = await import('../../../src/apis/civis/jobs')
    const job = civisJob({ ...house, client }, 7, 70, 'jobs/7/runs')
    const reading = read(job.logs({ pollInterval: 100 }))
    await clock.advance(1000)
    expect(await reading).toEqual(['m1', 'm2', 'm3'])
    expect(asked).toBe(3)
  })

  it('ends with the reason of an abort, and leaves nothing behind', async () => {
    const { house } = houseOn({ runs: { 7: { states: many('running', 9) } } })
    const job = await runJob(house, 7)
    const controller = new AbortController()
    const reading = rejection(read(job.logs({ signal: controller.signal })))
    await clock.advance(100)
    controller.abort('stop')
    expect(await reading).toBe('stop')
  })
})
