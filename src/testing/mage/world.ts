import type { Clock } from '../../clock/clock'
import type { MockAccess } from './access'
import { base64url, timeText } from './access'
import { BareAnswer, invalid, missing } from './failures'
import type { MageMockRecord, MockMageOptions } from './options'
import { newPipeline, newRun, newSchedule, secondsText } from './records'

interface Download {
  name: string
  text: string
  expires: number
}

/** All that a mocked Mage knows. */
export class World {
  readonly pipelines: MageMockRecord[]
  readonly schedules: MageMockRecord[] = []
  readonly runs: MageMockRecord[] = []
  readonly secrets: MageMockRecord[] = []
  /** Text by path. */
  readonly files: Map<string, string>
  /** Values by name, by pipeline. */
  readonly variables = new Map<string, Map<string, unknown>>()
  readonly others = new Map<string, MageMockRecord[]>()
  readonly #downloads = new Map<string, Download>()
  /** When a run began, in ms of the clock's date. */
  readonly #begun = new Map<unknown, number>()
  readonly #lastIds = new Map<string, number>()

  constructor(
    readonly options: MockMageOptions,
    readonly clock: Pick<Clock, 'date'>,
    readonly access: MockAccess,
  ) {
    const { pipelines = 2, files } = options
    const made = typeof pipelines === 'number' ? madeUp(pipelines) : pipelines
    this.pipelines = made.map((fields) => newPipeline(fields, clock.date()))
    this.files = new Map(Object.entries(files ?? {}))
    if (!files) for (const pipeline of this.pipelines) this.writeMetadata(pipeline)
  }

  /** Numbers are never given twice in a table. */
  nextId(table: string): number {
    const id = (this.#lastIds.get(table) ?? 0) + 1
    this.#lastIds.set(table, id)
    return id
  }

  /** Every pipeline has a file in which it is described. */
  writeMetadata({ uuid, name, type }: MageMockRecord): void {
    this.files.set(`pipelines/${uuid}/metadata.yaml`, `name: ${name}\ntype: ${type}\n`)
  }

  /** A missing pipeline is none of Mage's own errors. */
  pipeline(uuid: string | undefined): MageMockRecord {
    const found = this.pipelines.find((each) => each.uuid === uuid)
    if (!found) throw new Error(`Pipeline ${uuid} does not exist.`)
    return found
  }

  block(pipeline: MageMockRecord, uuid: string | undefined): MageMockRecord {
    const found = blocksOf(pipeline).find((each) => each.uuid === uuid)
    if (!found) throw invalid(`Block ${uuid} does not exist in pipeline ${pipeline.uuid}.`)
    return found
  }

  addSchedule(pipeline: unknown, fields: MageMockRecord): MageMockRecord {
    const made = newSchedule(this.nextId('pipeline_schedules'), pipeline, fields, this.clock.date())
    this.schedules.push(made)
    return made
  }

  addRun(schedule: MageMockRecord, fields: MageMockRecord): MageMockRecord {
    const made = newRun(this.nextId('pipeline_runs'), schedule, fields, this.clock.date())
    this.runs.push(made)
    this.begin(made)
    return made
  }

  begin(run: MageMockRecord): void {
    this.#begun.set(run.id, this.clock.date())
    Object.assign(run, { status: 'initial', started_at: null, completed_at: null })
  }

  /** The run as it stands at this moment. */
  runNow(run: MageMockRecord): MageMockRecord {
    const { runTime = 1000, runEnd = 'completed' } = this.options
    const begun = this.#begun.get(run.id) ?? 0
    const elapsed = this.clock.date() - begun
    if (run.status === 'initial' && elapsed >= runTime / 4) {
      Object.assign(run, { status: 'running', started_at: secondsText(begun + runTime / 4) })
    }
    if (run.status === 'running' && elapsed >= runTime) {
      Object.assign(run, { status: runEnd, completed_at: secondsText(begun + runTime) })
    }
    return run
  }

  run(id: string | undefined): MageMockRecord {
    const found = this.runs.find((each) => String(each.id) === id)
    if (!found) throw missing('Record not found.')
    return this.runNow(found)
  }

  blockRuns(run: MageMockRecord): MageMockRecord[] {
    const pipeline = this.pipelines.find(({ uuid }) => uuid === run.pipeline_uuid)
    return blocksOf(pipeline ?? {}).map(({ uuid }, at) => ({
      id: Number(run.id) * 1000 + at,
      pipeline_run_id: run.id,
      block_uuid: uuid,
      status: run.status,
      created_at: run.created_at,
      updated_at: run.updated_at,
      started_at: run.started_at,
      completed_at: run.completed_at,
      metrics: null,
    }))
  }

  /** The schedule whose trigger has this token; its absence is none of Mage's own errors. */
  triggered(id: string | undefined, token: string | undefined): MageMockRecord {
    const found = this.schedules.find(
      (each) =>
        each.schedule_type === 'api' &&
        token !== undefined &&
        each.token === token &&
        (id === undefined || String(each.id) === id),
    )
    if (!found) throw new Error('Invalid token for the trigger.')
    return found
  }

  offerDownload(name: string, text: string): string {
    const expires = this.clock.date() + 60_000
    const token = `${base64url('{"alg":"HS256"}')}.${base64url(JSON.stringify({ n: this.nextId('downloads'), name }))}.${base64url(timeText(expires))}`
    this.#downloads.set(token, { name, text, expires })
    return token
  }

  download(token: string): Response {
    const found = this.#downloads.get(token)
    if (!found || found.expires <= this.clock.date()) {
      throw new BareAnswer(400, 'Error: Download token is invalid or has expired.')
    }
    const bytes = new TextEncoder().encode(found.text)
    return new Response(bytes, {
      headers: {
        'content-type': 'application/force-download',
        'content-disposition': `attachment; filename=${found.name}`,
        'content-length': String(bytes.length),
      },
    })
  }
}

export function blocksOf({ blocks }: MageMockRecord): MageMockRecord[] {
  return Array.isArray(blocks) ? (blocks as MageMockRecord[]) : []
}

function madeUp(count: number): MageMockRecord[] {
  return Array.from({ length: count }, (_, at) => ({ name: `Pipeline ${at + 1}` }))
}
