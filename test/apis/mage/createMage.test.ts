import { describe, expect, it } from 'vitest'
import {
  createMage,
  MageInternalError,
  MageInvalidApiKeyError,
  MageRecordInvalidError,
} from '../../../src/apis/mage/index'
import { mageTree } from '../../../src/apis/mage/tree'
import { ClosedError, ConfigError } from '../../../src/index'
import { type Operation, type Planted, rootsKey } from '../../../src/operation/operation'
import { rejection, thrown } from '../../stage'
import { json, mageBefore, mageStage } from './stage'

describe('createMage', () => {
  it('makes the whole voyage: create, list, update, trigger, wait, cancel, retry, delete', async () => {
    const { mage, mock, clock } = mageStage({}, { pipelines: 0, runTime: 5000 })
    const pipeline = await mage.pipelines.create({ name: 'My First', type: 'python' })
    expect(pipeline).toMatchObject({ uuid: 'my_first', name: 'My First', type: 'python' })
    const { items, metadata } = await mage.pipelines.list()
    expect(items.map(({ uuid }) => uuid)).toEqual(['my_first'])
    expect(metadata).toEqual({ count: 1, results: 1, next: null })
    const updated = await mage.pipelines.update('my_first', { description: 'hello' })
    expect(updated.description).toBe('hello')
    const block = await mage
      .pipelines('my_first')
      .blocks.create({ name: 'load it', type: 'data_loader' })
    expect(block.uuid).toBe('load_it')
    const schedule = await mage
      .pipelines('my_first')
      .pipelineSchedules.create({ name: 'by hand', schedule_type: 'api' })
    const token = String(schedule.token)

    const run = await mage.trigger(schedule.id, token, { variables: { env: 'staging' } })
    expect(run).toMatchObject({ status: 'initial', variables: { env: 'staging' } })
    const seen: unknown[] = []
    const waited = mage.pipelineRuns.wait(run.id, {
      interval: 2000,
      onProgress: ({ status }) => seen.push(status),
    })
    await clock.advance(6000)
    expect((await waited).status).toBe('completed')
    expect(seen).toEqual(['initial', 'running', 'running', 'completed'])

    expect((await mage.pipelineRuns.retry(run.id, { fromBlock: 'load_it' })).status).toBe('initial')
    expect((await mage.pipelineRuns.cancel(run.id)).status).toBe('cancelled')
    expect((await mage.pipelineRuns.get(run.id)).block_runs).toHaveLength(1)
    expect((await mage.pipelines.delete('my_first')).uuid).toBe('my_first')
    expect(mock.requests.filter(({ path }) => path === '/api/sessions')).toHaveLength(1)
    await mage.close()
  })

  it('sends a trigger with its token in a header, and neither key nor session', async () => {
    const { mage, sent } = mageBefore(() => json({ pipeline_run: { id: 1 } }), {
      apiKey: 'the-key',
    })
    await mage.trigger(7, 'trigger-token', { variables: { a: 1 }, eventVariables: { who: 'me' } })
    await mage.trigger('7', 'trigger-token')
    const [first, second] = sent as [Request, Request]
    expect(first.url).toBe('http://mage.test/api/pipeline_schedules/7/api_trigger')
    expect(first.headers.get('authorization')).toBe('Bearer trigger-token')
    expect([...first.headers.keys()].filter((name) => /key|oauth/.test(name))).toEqual([])
    expect(await first.json()).toEqual({ who: 'me', pipeline_run: { variables: { a: 1 } } })
    expect(await second.text()).toBe('')
  })

  it('does not trigger twice: Mage has no idempotency keys', async () => {
    const { mage, sent } = mageBefore(() => new Response(null, { status: 503 }), { retry: 2 })
    expect(await rejection(mage.trigger(1, 'token'))).toMatchObject({ status: 503 })
    expect(sent).toHaveLength(1)
  })

  it('refuses what cannot be triggered, and hides the token of what failed', async () => {
    const { mage, sent } = mageBefore(() => json('', 200))
    expect((await rejection(mage.trigger(1, ''))).message).toContain('trigger: the token')
    expect((await rejection(mage.trigger('', 't'))).message).toContain('trigger: argument 1')
    const extra = mage.trigger(1, 't', { eventVariables: { pipeline_run: {} } })
    expect((await rejection(extra)).message).toContain('eventVariables')
    const misspelled = mage.trigger(1, 't', { variabels: {} } as never)
    expect((await rejection(misspelled)).message).toContain("Did you mean 'variables'?")
    expect(sent).toHaveLength(0)
    const error = await rejection(mage.trigger(1, 'trigger-token'))
    expect(error).toBeInstanceOf(MageInternalError)
    expect(JSON.stringify(error) + error.message + error.stack).not.toContain('trigger-token')
  })

  it('runs a block with the token of a trigger', async () => {
    const { mage, sent } = mageBefore(() => json({ run: { output: [1] } }), { apiKey: 'k' })
    const output = await mage.runBlock('t', { pipeline_uuid: 'p', block_uuid: 'b', record: false })
    expect(output).toEqual({ output: [1] })
    const [request] = sent as [Request]
    expect([request.method, request.url]).toEqual(['POST', 'http://mage.test/api/runs'])
    expect(request.headers.get('authorization')).toBe('Bearer t')
    expect(request.headers.has('x-api-key')).toBe(false)
    expect(await request.json()).toEqual({
      run: { pipeline_uuid: 'p', block_uuid: 'b', record: false },
    })
  })

  it('has the same errors for calls of the core client', async () => {
    const { mage } = mageStage({ apiKey: 'wrong', token: 'a'.repeat(43), session: undefined })
    expect(await rejection(mage.$client.get('api/pipelines'))).toBeInstanceOf(
      MageInvalidApiKeyError,
    )
    const other = mageStage()
    const call = other.mage.$client.get('api/pipelines/pipeline_1/blocks/nope')
    expect(await rejection(call)).toBeInstanceOf(MageRecordInvalidError)
    await expect(other.mage.$client.get('api/pipelines')).resolves.toHaveProperty('pipelines')
  })

  it('keeps its tree, so that calls can be recorded', async () => {
    const { mage } = mageStage()
    expect((mage as unknown as Planted)[rootsKey].tree).toBe(mageTree)
    const recorded: [string, string, readonly unknown[]][] = []
    const api = mageTree(((operation: Operation, args: readonly unknown[]) => {
      recorded.push([operation.id, operation.kind, args])
    }) as never)
    api.pipelines.list({ limit: 5 })
    api.pipelines('etl').blocks.get('load')
    api.trigger(1, 't')
    expect(recorded).toEqual([
      ['pipelines.list', 'query', [{ limit: 5 }]],
      ['pipelines.blocks.get', 'query', ['etl', 'load']],
      ['pipelineRuns.trigger', 'mutation', [1, 't']],
    ])
  })

  it('names operations in events', async () => {
    const { mage } = mageStage()
    const metas: unknown[] = []
    const undo = mage.on('request', ({ meta }) => metas.push(meta))
    await mage.pipelines('pipeline_1').blocks.list({}, { meta: { mine: 1 } })
    undo()
    await mage.pipelines.list()
    expect(metas).toEqual([{ mine: 1, endpoint: 'pipelines.blocks.list' }])
  })

  it('tells a logger about log-ins too, without a secret', async () => {
    const lines: unknown[] = []
    const logger = {
      info: (line: unknown) => lines.push(line),
      error: (line: unknown) => lines.push(line),
    }
    const { mage } = mageStage({ logger: logger as never })
    await mage.pipelines.list()
    expect(lines.join('\n')).toContain('POST https://mage.example.com/api/sessions → 200')
    expect(lines.join('\n')).not.toMatch(/the-key|mock-token|admin/)
  })

  it('says that a server is no Mage', async () => {
    const page = mageBefore(
      () => new Response('<html>hello</html>', { headers: { 'content-type': 'text/html' } }),
    )
    const error = await rejection(page.mage.pipelines.list())
    expect(error).toMatchObject({ name: 'MageError', status: 200, httpStatus: 200 })
    expect(error.message).toBe(
      'GET http://mage.test/api/pipelines answered with text/html in place of JSON. Is this a server of Mage, and baseURL its root, without /api?',
    )
    for (const body of [{ hello: 1 }, [1], { pipelines: 'none' }, 7]) {
      const other = mageBefore(() => json(body))
      const { message } = await rejection(other.mage.pipelines.list())
      expect(message).toContain("answered with JSON without a list 'pipelines'. Is this")
    }
  })

  it('ends everything when it is closed, a wait for a run too', async () => {
    const { mage, clock } = mageStage({}, { runTime: 60_000 })
    const schedule = await mage
      .pipelines('pipeline_1')
      .pipelineSchedules.create({ schedule_type: 'api' })
    const run = await mage.trigger(schedule.id, String(schedule.token))
    const end = rejection(mage.pipelineRuns.wait(run.id))
    await clock.advance(3000)
    expect(clock.pending).toBe(1)
    await mage.close()
    expect(await end).toBeInstanceOf(ClosedError)
    expect(await rejection(mage.pipelines.list())).toBeInstanceOf(ClosedError)
    expect(await rejection(mage.logIn())).toMatchObject({ name: 'AuthError' })
  })

  it('refuses options that are wrong, naming them', () => {
    const wrong: [object, string][] = [
      [{}, 'there is no baseURL'],
      [{ baseURL: '' }, 'there is no baseURL'],
      [{ baseURL: 'http://a', apikey: 'k' }, "Did you mean 'apiKey'?"],
      [{ baseURL: 'http://a', apiKey: '' }, 'apiKey'],
      [{ baseURL: 'http://a', apiKeyIn: 'cookie' }, 'apiKeyIn'],
      [{ baseURL: 'http://a', tokenIn: 'query' }, 'tokenIn'],
      [{ baseURL: 'http://a', token: 'neither' }, 'token must be a token of Mage'],
      [{ baseURL: 'http://a', token: 'a'.repeat(43), tokenIn: 'cookie' }, 'the raw one'],
      [{ baseURL: 'http://a', session: { email: 'a' } }, 'session'],
      [{ baseURL: 'http://a', session: { email: 'a', username: 'b', password: 'c' } }, 'session'],
      [{ baseURL: 'http://a', session: { provider: 'okta' } }, 'session'],
      [{ baseURL: 'http://a', logger: {} }, 'logger'],
    ]
    for (const [options, part] of wrong) {
      const error = thrown(() => createMage(options as never))
      expect(error).toBeInstanceOf(ConfigError)
      expect(error.message).toContain(part)
      expect(error.message).not.toContain('neither')
    }
  })

  it('lives below a base path', async () => {
    const { mage, mock } = mageStage({}, { basePath: '/tools/mage' })
    expect(mock.baseURL).toBe('https://mage.example.com/tools/mage')
    expect((await mage.pipelines.list()).items).toHaveLength(2)
  })
})
