import type { Clock } from '../../clock/clock'
import type { MockRecord } from '../knowi/options'
import { CivisProblem } from './answers'
import type { MockCivisOptions, MockRun } from './options'

/** A run under way. */
interface Run {
  readonly record: MockRecord
  readonly states: string[]
  readonly plan: MockRun
}

/** What is there at first: enough for look-ups, and for a list that has pages. */
function firstRecords(): Record<string, MockRecord[]> {
  const named = (names: readonly string[]) => names.map((name, index) => ({ id: index + 1, name }))
  return {
    databases: named(['warehouse', 'sandbox']),
    storage_hosts: named(['lake', 'attic']),
    credentials: [
      {
        id: 1,
        name: 'warehouse login',
        type: 'Database',
        username: 'ada',
        owner: 'ada',
        remoteHostId: 1,
        remoteHostName: 'warehouse',
        default: true,
      },
      {
        id: 2,
        name: 'sandbox login',
        type: 'Database',
        username: 'ada',
        owner: 'ada',
        remoteHostId: 2,
        remoteHostName: 'sandbox',
        default: false,
      },
      ...['grace', 'ada'].map((owner, index) => ({
        id: 3 + index,
        name: 'backups',
        type: 'Amazon Web Services S3',
        username: `key-${owner}`,
        owner,
        default: false,
      })),
    ],
    tables: [
      { id: 1, databaseId: 1, schema: 'public', name: 'visits' },
      { id: 2, databaseId: 1, schema: 'raw.2025', name: 'visits' },
    ],
    users: [
      { id: 1, name: 'Ada', username: 'ada' },
      { id: 2, name: 'Grace', username: 'grace' },
    ],
    jobs: named(['nightly import', 'weekly report', 'cleaning']),
    workflows: Array.from({ length: 12 }, (_, index) => ({
      id: index + 1,
      name: `workflow ${index + 1}`,
      lastExecution: { state: 'succeeded', finishedAt: null },
    })),
  }
}

/** All that the mock knows, by the path of the list that it is in. */
export class Store {
  readonly #lists: Map<string, MockRecord[]>
  readonly #runs = new Map<string, Run>()
  #lastId = 1000

  constructor(
    readonly options: MockCivisOptions,
    readonly clock: Pick<Clock, 'date'>,
  ) {
    const all = Object.entries({ ...firstRecords(), ...options.records })
    this.#lists = new Map(all.map(([path, records]) => [path, structuredClone([...records])]))
  }

  list(path: string): MockRecord[] {
    const found = this.#lists.get(path) ?? []
    this.#lists.set(path, found)
    return found
  }

  get(path: string, id: string): MockRecord {
    const found = this.list(path).find((record) => String(record.id) === id)
    if (!found) throw new CivisProblem(404, 'The requested resource could not be found.')
    return found
  }

  add(path: string, fields: MockRecord): MockRecord {
    const record = { ...fields, id: this.#nextId() }
    this.list(path).push(record)
    return record
  }

  remove(path: string, id: string): void {
    const list = this.list(path)
    list.splice(list.indexOf(this.get(path, id)), 1)
  }

  startRun(job: string): MockRecord {
    const { runs = {} } = this.options
    const plan = runs[Number(job)] ?? runs[0] ?? {}
    const [state = 'queued', ...states] = plan.states ?? ['queued', 'running', 'succeeded']
    const createdAt = new Date(this.clock.date()).toISOString()
    const record = { id: this.#nextId(), state, createdAt, error: null }
    this.#runs.set(`${job}/${record.id}`, { record, states, plan })
    return { ...record }
  }

  /** A look at a run, which moves it on by one state. */
  look(job: string, id: string): MockRecord {
    const { record, states, plan } = this.#run(job, id)
    const next = states.shift()
    if (next !== undefined) record.state = next
    if (record.state === 'failed' && plan.error !== undefined) record.error = plan.error
    return { ...record }
  }

  /** The lines of a run's log, and whether no more will come. */
  log(job: string, id: string): { lines: MockRecord[]; isComplete: boolean } {
    const { record, plan } = this.#run(job, id)
    const messages = plan.log ?? ['The run begins.', 'The run ends.']
    const lines = messages.map((message, index) => ({
      id: index + 1,
      createdAt: record.createdAt,
      level: 'info',
      message,
    }))
    return { lines, isComplete: /^(succeeded|failed|cancelled)$/.test(String(record.state)) }
  }

  outputs(job: string, id: string): readonly MockRecord[] {
    return this.#run(job, id).plan.outputs ?? []
  }

  /** Ends the runs of a job that are under way. @returns whether there were any */
  cancel(job: string): boolean {
    let any = false
    for (const [key, { record, states }] of this.#runs) {
      const isOver = /^(succeeded|failed|cancelled)$/.test(String(record.state))
      if (!key.startsWith(`${job}/`) || isOver) continue
      any = true
      record.state = 'cancelled'
      states.length = 0
    }
    return any
  }

  #run(job: string, id: string): Run {
    const run = this.#runs.get(`${job}/${id}`)
    if (!run) throw new CivisProblem(404, 'The requested resource could not be found.')
    return run
  }

  #nextId(): number {
    this.#lastId += 1
    return this.#lastId
  }
}
