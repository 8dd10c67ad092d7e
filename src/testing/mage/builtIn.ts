import { userRecord } from './access'
import { invalid, missing, refused } from './failures'
import type { MageMockRecord, MockResource, MockResourceRequest } from './options'
import { newBlock, newPipeline, secondsText, serverStatus, slug } from './records'
import { blocksOf, type World } from './world'

/** The resources that behave in a way of their own. All others are plain collections. */
export function builtIn(world: World): Record<string, MockResource> {
  return {
    ...pipelineResources(world),
    ...runResources(world),
    ...fileResources(world),
    ...accountResources(world),
    statuses: { list: () => [serverStatus] },
    projects: {
      list: () => [{ name: 'default_repo', uuid: null, features: {}, type: 'standalone' }],
    },
  }
}

function pipelineResources(world: World): Record<string, MockResource> {
  const { pipelines, clock } = world
  const parentOf = ({ parent }: MockResourceRequest): MageMockRecord => world.pipeline(parent?.id)
  const variablesOf = (uuid: string): Map<string, unknown> => {
    const known = world.variables.get(uuid) ?? new Map<string, unknown>()
    world.variables.set(uuid, known)
    return known
  }
  return {
    pipelines: {
      list: ({ query }) => pipelines.filter((each) => fits(each, query)),
      create({ payload }) {
        const { clone_pipeline_uuid: source, ...fields } = payload
        const from = source === undefined ? {} : world.pipeline(String(source))
        if (typeof fields.name !== 'string')
          throw new Error("'NoneType' object has no attribute 'lower'")
        const uuid = slug(fields.name)
        if (pipelines.some((each) => each.uuid === uuid))
          throw new Error(`Pipeline ${fields.name} already exists.`)
        const made = newPipeline({ ...from, ...fields, uuid }, clock.date())
        pipelines.push(made)
        world.writeMetadata(made)
        return made
      },
      detail: ({ id }) => world.pipeline(id),
      update: ({ id, payload }) => Object.assign(world.pipeline(id), payload),
      delete: ({ id }) => taken(pipelines, world.pipeline(id)),
    },
    blocks: {
      list(request) {
        if (request.parent?.resource === 'pipeline_runs') {
          const run = world.run(request.parent.id)
          return blocksOf(world.pipeline(String(run.pipeline_uuid)))
        }
        return blocksOf(parentOf(request))
      },
      create(request) {
        const blocks = blocksOf(parentOf(request))
        if (!request.payload.name) throw invalid('A block needs a name.')
        const made = newBlock(request.payload)
        blocks.push(made)
        return made
      },
      detail: (request) => world.block(parentOf(request), request.id),
      update: (request) =>
        Object.assign(world.block(parentOf(request), request.id), request.payload),
      delete(request) {
        const pipeline = parentOf(request)
        return taken(blocksOf(pipeline), world.block(pipeline, request.id))
      },
    },
    variables: {
      list(request) {
        const { uuid } = parentOf(request)
        const names = [...variablesOf(String(uuid)).keys()]
        return [variableRecord(String(uuid), null, null, names)]
      },
      create(request) {
        const { uuid } = parentOf(request)
        const { name, value } = request.payload
        const known = variablesOf(String(uuid)).set(String(name), value)
        return variableRecord(String(uuid), name, value, [...known.keys()])
      },
      update(request) {
        const { uuid } = parentOf(request)
        const { value } = request.payload
        const known = variablesOf(String(uuid)).set(String(request.id), value)
        return variableRecord(String(uuid), request.id, value, [...known.keys()])
      },
      delete(request) {
        const { uuid } = parentOf(request)
        const known = variablesOf(String(uuid))
        const value = known.get(String(request.id))
        known.delete(String(request.id))
        return variableRecord(String(uuid), request.id, value, [...known.keys()])
      },
    },
    logs: {
      list() {
        return [
          {
            block_run_logs: [],
            pipeline_run_logs: [],
            total_block_run_log_count: 0,
            total_pipeline_run_log_count: 0,
          },
        ]
      },
    },
  }
}

function runResources(world: World): Record<string, MockResource> {
  const { schedules, runs, clock } = world
  const schedule = (id: string | undefined): MageMockRecord => {
    const found = schedules.find((each) => String(each.id) === id)
    if (!found) throw missing('Record not found.')
    return found
  }
  return {
    pipeline_schedules: {
      list: ({ parent, query }) =>
        schedules.filter(
          (each) =>
            (parent === undefined || each.pipeline_uuid === parent.id) &&
            oneOf(each.status, query['status[]']) &&
            oneOf(each.schedule_type, query['schedule_type[]']),
        ),
      create({ parent, payload }) {
        return world.addSchedule(world.pipeline(parent?.id).uuid, payload)
      },
      detail: ({ id }) => schedule(id),
      update({ id, payload }) {
        const found = Object.assign(schedule(id), payload)
        if (payload.status === 'active') found.last_enabled_at = secondsText(clock.date())
        return found
      },
      delete: ({ id }) => taken(schedules, schedule(id)),
    },
    pipeline_runs: {
      list({ parent, query }) {
        const [from] = query.start_timestamp ?? []
        if (from !== undefined && !/^\d+(\.\d+)?$/.test(String(from)))
          throw invalid('Value is invalid for start_timestamp.')
        const all = runs.map((run) => world.runNow(run))
        const found = all.filter(
          (run) =>
            (parent === undefined || String(run.pipeline_schedule_id) === parent.id) &&
            oneOf(run.pipeline_uuid, query.pipeline_uuid ?? query['pipeline_uuid[]']) &&
            oneOf(run.status, query.status ?? query['status[]']),
        )
        return found.sort((one, other) => Number(other.id) - Number(one.id))
      },
      create({ parent, payload }) {
        return world.addRun(schedule(parent?.id ?? String(payload.pipeline_schedule_id)), payload)
      },
      detail({ id }) {
        const run = world.run(id)
        return { ...run, block_runs: world.blockRuns(run) }
      },
      update({ id, payload }) {
        const run = world.run(id)
        if (payload.pipeline_run_action === 'retry_blocks') world.begin(run)
        else if (payload.status === 'cancelled') run.status = 'cancelled'
        return run
      },
      delete: ({ id }) => taken(runs, world.run(id)),
    },
    block_runs: {
      list({ query }) {
        const [id] = query.pipeline_run_id ?? []
        const wanted = id === undefined ? runs : [world.run(String(id))]
        return wanted.flatMap((run) => world.blockRuns(world.runNow(run)))
      },
    },
  }
}

function fileResources(world: World): Record<string, MockResource> {
  const { files } = world
  const content = (path: string | undefined): MageMockRecord => {
    const text = files.get(String(path))
    if (text === undefined) throw new Error(`File ${path} does not exist.`)
    return { path, name: path?.split('/').at(-1), content: text, size: text.length }
  }
  return {
    files: {
      list: () => [...files.keys()].map((path) => ({ name: path.split('/').at(-1), path })),
      async create({ payload }) {
        const { name, dir_path: folder, content: text, file } = payload
        const path = [folder, name].filter(Boolean).join('/')
        if (files.has(path) && payload.overwrite !== true)
          throw invalid(`File at ${path} already exists.`)
        files.set(path, file instanceof Blob ? await file.text() : String(text ?? ''))
        return content(path)
      },
      update: ({ id, payload }) => {
        const { content: text } = content(id)
        files.delete(String(id))
        const path = String(payload.name ?? id)
        files.set(path, String(text))
        return content(path)
      },
      delete({ id }) {
        const found = content(id)
        files.delete(String(id))
        return found
      },
    },
    file_contents: {
      detail: ({ id }) => content(id),
      update({ id, payload }) {
        content(id)
        files.set(String(id), String(payload.content ?? ''))
        return content(id)
      },
    },
    downloads: {
      create({ parent }) {
        if (parent?.resource === 'files') {
          const { name, content: text } = content(parent.id)
          return { token: world.offerDownload(String(name), String(text)) }
        }
        const { uuid } = world.pipeline(parent?.id)
        const parts = [...files].filter(([path]) => path.startsWith(`pipelines/${uuid}/`))
        const text = parts.map(([path, part]) => `${path}\n${part}`).join('\n')
        return { token: world.offerDownload(`${uuid}.zip`, text) }
      },
    },
  }
}

function accountResources(world: World): Record<string, MockResource> {
  const { users } = world.access
  const user = (id: string | undefined): number => {
    const at = Number(id) - 1
    if (!users[at]) throw missing('Record not found.')
    return at
  }
  const recordAt = (at: number): MageMockRecord => {
    const each = users[at] as (typeof users)[number]
    return { ...userRecord(each, at + 1), email: each.email ?? null }
  }
  return {
    users: {
      database: true,
      list: () => users.map((_, at) => recordAt(at)),
      create({ payload }) {
        const { username, email, password } = payload as Record<string, string | undefined>
        if (!password) throw invalid('Missing required values: password.')
        if (users.some((each) => each.email === email))
          throw invalid(`Account with same email is already taken: ${email}.`)
        users.push({
          username: String(username),
          password,
          hasRole: false,
          ...(email && { email }),
        })
        return recordAt(users.length - 1)
      },
      detail: ({ id }) => recordAt(user(id)),
      update: ({ id, payload }) => ({ ...recordAt(user(id)), ...payload }),
      delete({ id }) {
        const at = user(id)
        const found = recordAt(at)
        users.splice(at, 1)
        return found
      },
    },
    secrets: {
      database: true,
      list: () => world.secrets,
      create({ payload }) {
        const made = { id: world.nextId('secrets'), name: payload.name }
        world.secrets.push(made)
        return made
      },
      delete({ id }) {
        const found = world.secrets.find((each) => each.name === id || String(each.id) === id)
        if (!found) throw missing('Record not found.')
        return taken(world.secrets, found)
      },
    },
    sessions: {
      delete() {
        throw refused('The delete action is disabled for sessions.')
      },
    },
  }
}

function variableRecord(
  pipeline: string,
  name: unknown,
  value: unknown,
  names: string[],
): MageMockRecord {
  return { block: { uuid: 'global' }, name, pipeline: { uuid: pipeline }, value, variables: names }
}

function taken(records: MageMockRecord[], record: MageMockRecord): MageMockRecord {
  records.splice(records.indexOf(record), 1)
  return record
}

function oneOf(value: unknown, wanted: readonly (string | boolean)[] | undefined): boolean {
  return wanted === undefined || wanted.includes(String(value))
}

/** Pipelines take `tag[]` repeated, and each value split at its commas. */
function fits(pipeline: MageMockRecord, query: MockResourceRequest['query']): boolean {
  const text = `${pipeline.name} ${pipeline.uuid} ${pipeline.description ?? ''}`.toLowerCase()
  const tags = query['tag[]']?.flatMap((value) => String(value).split(','))
  const types = query['type[]']?.flatMap((value) => String(value).split(','))
  const [search] = query.search ?? []
  return (
    (search === undefined || text.includes(String(search).toLowerCase())) &&
    oneOf(pipeline.type, types) &&
    (tags === undefined || tags.some((tag) => (pipeline.tags as unknown[]).includes(tag)))
  )
}
