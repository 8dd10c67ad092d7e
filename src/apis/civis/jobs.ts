import type { QueryInput } from '../../call/query'
import { NotFoundError } from '../../errors/NotFoundError'
import { itemsOf } from '../../operation/pages'
import { checkNumber, checkOptions, must } from '../../options'
import { civisData } from './data'
import { CivisJobFailure } from './errors/CivisJobFailure'
import { type JobHouse, sleep } from './JobHouse'
import { type LogLine, type LogOptions, logLines } from './logs'
import { listPages } from './reading'

/** A run, as the client's `returnType` spells it; `state` is the same in each. */
export interface JobRun {
  readonly id: number
  readonly state: string
  readonly error?: string | null
  readonly [key: string]: unknown
}

/** How a job is waited for. */
export interface WaitOptions {
  /** Ends the wait with its reason; the run goes on. */
  signal?: AbortSignal
  /** Called with each state of the run that was read, the last one included. */
  onProgress?: (run: JobRun) => void
  /**
   * Ms between two looks at the run.
   *
   * @default 1_000, a fifth longer each time, at most 15_000
   */
  pollInterval?: number
}

/** How a container is run. */
export interface ContainerOptions {
  /**
   * How often a run that failed is run again.
   *
   * @default 0
   */
  maxRetries?: number
}

/** A run of a job. */
export interface CivisJob {
  readonly jobId: number
  /** Of the newest run, where failed ones are run again. */
  readonly runId: number
  /** The run's page in the platform. */
  readonly url: string
  /**
   * Waits until the run is over. Looks go through the client's quota like every call.
   *
   * @returns the run
   * @throws {CivisJobFailure} where it failed or was cancelled
   * @example
   * const run = await job.wait({ onProgress: ({ state }) => console.log(state) })
   */
  wait(options?: WaitOptions): Promise<JobRun>
  /** What the run left behind, all pages of it, once it is over. @throws {CivisJobFailure} */
  outputs(options?: WaitOptions): Promise<readonly unknown[]>
  /**
   * Lines of the log as they come, each once, until the log is complete.
   *
   * @example
   * for await (const { message } of job.logs()) console.log(message)
   */
  logs(options?: LogOptions): AsyncGenerator<LogLine, void, undefined>
  /** Asks to end the run. @returns false where there is nothing to cancel */
  cancel(): Promise<boolean>
}

const firstPoll = 1_000
const pollGrowth = 1.2
const longestPoll = 15_000
/** How long the log of a run that failed without a word may take to arrive. */
const logDelay = 15_000
const linesOfFailure = 15
const done = ['success', 'succeeded', 'failed', 'cancelled']

/** A run under way. */
export function civisJob(
  house: JobHouse,
  jobId: number,
  firstRun: number,
  runsPath: string,
  maxRetries = 0,
): CivisJob {
  let runId = firstRun
  let retriesLeft = maxRetries
  let waiting: Promise<unknown> = Promise.resolve()
  const runsOfJob = `jobs/${jobId}/runs`

  const convert = (data: unknown, path: string): unknown => {
    const { returnType } = house
    return civisData(data, returnType === 'raw' ? 'snake' : returnType, path)
  }

  const poll = async (options: WaitOptions): Promise<JobRun> => {
    const { signal, onProgress, pollInterval } = options
    let interval = pollInterval ?? firstPoll
    for (;;) {
      const path = `${runsPath}/${runId}`
      const raw = await house.client.get<JobRun>(path, { signal })
      const run = convert(raw, path) as JobRun
      onProgress?.(run)
      if (!done.includes(run.state)) {
        await sleep(house, interval, signal)
        if (pollInterval === undefined) interval = Math.min(longestPoll, interval * pollGrowth)
      } else if (run.state === 'failed' && retriesLeft > 0) {
        retriesLeft -= 1
        const next = await house.client.post<JobRun>(runsOfJob, { json: {}, signal })
        runId = next.id
      } else if (run.state === 'failed' || run.state === 'cancelled') {
        const message =
          run.state === 'cancelled'
            ? 'The run was cancelled.'
            : run.error || (await endOfLog(`${runsOfJob}/${runId}/logs`, signal))
        throw new CivisJobFailure(message, { jobId, runId, state: run.state, data: run })
      } else return run
    }
  }

  const endOfLog = async (path: string, signal: AbortSignal | undefined): Promise<string> => {
    await sleep(house, logDelay, signal)
    const query = { limit: linesOfFailure }
    const lines = await house.client.get<readonly LogLine[]>(path, { query, signal })
    // The newest come first.
    const text = lines.map(({ message }) => message).reverse()
    return text.join('\n') || 'The run failed, and neither it nor its log says why.'
  }

  const job: CivisJob = {
    jobId,
    get runId() {
      return runId
    },
    get url() {
      return `https://platform.civisanalytics.com/spa/#/jobs/${jobId}?runId=${runId}`
    },
    async wait(options = {}) {
      checkOptions('wait', options, {
        signal: 'object',
        onProgress: 'function',
        pollInterval: 'number',
      })
      if (options.pollInterval !== undefined) checkNumber('pollInterval', options.pollInterval, 1)
      // One after the other, so that a failed run is not run again by each who waits.
      const turn = waiting.then(() => poll(options))
      if (maxRetries > 0) waiting = turn.catch(() => {})
      return turn
    },
    async outputs(options = {}) {
      await job.wait(options)
      const path = `${runsOfJob}/${runId}/outputs`
      const { signal } = options
      const all: unknown[] = []
      const call = (query: unknown) =>
        house.client.get<unknown>(path, { query: query as QueryInput, signal })
      for await (const item of itemsOf(call, [{}], listPages)) all.push(convert(item, path))
      return Object.freeze(all)
    },
    logs(options = {}) {
      const path = `${runsOfJob}/${runId}/logs`
      return logLines(house, path, (line) => convert(line, path) as LogLine, options)
    },
    async cancel() {
      try {
        await house.client.post(`scripts/${jobId}/cancel`, { json: {} })
        return true
      } catch (error) {
        if (error instanceof NotFoundError) return false
        throw error
      }
    },
  }
  return job
}

/** Starts a job. */
export async function runJob(house: JobHouse, id: number): Promise<CivisJob> {
  checkId('runJob: the job', id)
  const run = await house.client.post<JobRun>(`jobs/${id}/runs`, { json: {} })
  return civisJob(house, id, run.id, `jobs/${id}/runs`)
}

/** Runs a container script, made anew where it is described rather than named. */
export async function runContainer(
  house: JobHouse,
  script: number | Readonly<Record<string, unknown>>,
  create: (description: Readonly<Record<string, unknown>>) => Promise<number>,
  options: ContainerOptions = {},
): Promise<CivisJob> {
  checkOptions('runContainer', options, { maxRetries: 'number' })
  const { maxRetries = 0 } = options
  checkNumber('runContainer: maxRetries', maxRetries, 0)
  if (typeof script !== 'object') checkId('runContainer: the script', script)
  const id = typeof script === 'object' ? await create(script) : script
  const runsPath = `scripts/containers/${id}/runs`
  const run = await house.client.post<JobRun>(runsPath, { json: {} })
  return civisJob(house, id, run.id, runsPath, maxRetries)
}

/** @throws {ConfigError} for what is no id */
export function checkId(where: string, id: unknown): void {
  if (!(Number.isSafeInteger(id) && (id as number) >= 0)) must(where, 'an id')
}
