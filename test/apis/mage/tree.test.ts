import { describe, expect, it } from 'vitest'
import { children } from '../../../src/apis/mage/children'
import { type Mage, MageInternalError, MageRecordInvalidError } from '../../../src/apis/mage/index'
import { camelOf, singularOf, wordsOf } from '../../../src/apis/mage/names'
import { resources } from '../../../src/apis/mage/resources'
import { ConfigError } from '../../../src/index'
import { rejection, thrown } from '../../stage'
import { json, mageBefore, mageStage } from './stage'

type Loose = Record<string, (...args: unknown[]) => Promise<unknown>>
const verbs = { list: 'GET', get: 'GET', create: 'POST', update: 'PUT', delete: 'DELETE' } as const
const letters = { list: 'L', get: 'D', create: 'C', update: 'U', delete: 'X' } as const
const argumentsOf = {
  list: [],
  get: ['an id'],
  create: [{ a: 1 }],
  update: ['an id', { a: 1 }],
  delete: ['an id'],
}

/** A server that answers every call as Mage wraps it. */
function echo(): { mage: Mage; sent: Request[] } {
  return mageBefore(({ url, method }) => {
    const segments = new URL(url).pathname.split('/').slice(2).map(decodeURIComponent)
    const isList = segments.length % 2 === 1
    const name = segments.findLast((_, at) => at % 2 === 0) as string
    const key = isList && method === 'GET' ? name : singularOf(name)
    return json({ [key]: isList && method === 'GET' ? [{ a: 1 }] : { a: 1 }, metadata: null })
  })
}

describe('the resources', () => {
  it('are 85, each with the actions of its policy and no other', async () => {
    const names = Object.keys(resources) as (keyof typeof resources)[]
    expect(names).toHaveLength(85)
    let offered = 0
    let lacking = 0
    for (const name of names) {
      const { mage, sent } = echo()
      const resource = (mage as unknown as Record<string, Loose>)[camelOf(name)] as Loose
      for (const action of ['list', 'get', 'create', 'update', 'delete'] as const) {
        const call = resource[action]?.(...argumentsOf[action])
        if (resources[name].actions.includes(letters[action])) {
          await expect(call, `${name}.${action}`).resolves.toBeDefined()
          const path = action === 'list' || action === 'create' ? name : `${name}/an%20id`
          expect(sent.at(-1)?.url).toBe(`http://mage.test/api/${path}`)
          expect(sent.at(-1)?.method).toBe(verbs[action])
          if (action === 'create' || action === 'update')
            expect(await sent.at(-1)?.json()).toEqual({ [singularOf(name)]: { a: 1 } })
          offered += 1
        } else {
          const count = sent.length
          const error = await rejection(call as Promise<unknown>)
          expect(error, `${name}.${action}`).toBeInstanceOf(ConfigError)
          expect(error.message).toContain(`${camelOf(name)}.${action}: Mage does not offer this`)
          expect(sent).toHaveLength(count)
          lacking += 1
        }
      }
    }
    expect(offered + lacking).toBe(85 * 5)
    expect(lacking).toBeGreaterThan(100)
  })

  it('have what stands below them, for every pair', async () => {
    const pairs = Object.entries(children).flatMap(([path, line]) =>
      wordsOf(line).map((child) => [path, child] as const),
    )
    expect(pairs).toHaveLength(39)
    for (const [path, child] of pairs) {
      const { mage, sent } = echo()
      let scope: unknown = mage
      let expected = 'http://mage.test/api'
      for (const parent of path.split('.')) {
        const resource = (scope as Record<string, (id: string) => unknown>)[camelOf(parent)]
        scope = resource?.('an/id')
        expected += `/${parent}/an%2Fid`
      }
      const resource = (scope as Record<string, Loose & { help: string }>)[camelOf(child)]
      const action = /actions: .*\blist\b/.test(resource?.help ?? '')
        ? 'list'
        : /actions: .*\bcreate\b/.test(resource?.help ?? '')
          ? 'create'
          : 'get'
      await resource?.[action]?.(...argumentsOf[action])
      expected += `/${child}${action === 'get' ? '/an%20id' : ''}`
      expect(sent[0]?.url, `${path}.${child}`).toBe(expected)
    }
  })

  it('tell what they offer', () => {
    const { mage } = echo()
    expect(mage.pipelines.help).toMatch(
      /^pipelines\n {2}path: api\/pipelines, api\/pipelines\/\{id\}\n/,
    )
    expect(mage.pipelines.help).toContain('actions: list, create, get, update, delete\n')
    expect(mage.pipelines.help).toMatch(
      /filters: .*tag\[\].*\n {2}attributes: .*clone_pipeline_uuid/,
    )
    expect(mage.pipelines.help).toMatch(/below: .*blocks/)
    expect(mage.pipelines('x').blocks.help).toContain('api/pipelines/{id}/blocks')
    expect(mage.sessions.help).toContain('without a token: create')
  })

  it('have detail beside get', async () => {
    const { mage, sent } = echo()
    await mage.pipelines.detail('etl', { includes_content: false, format: 'with_settings' })
    expect(sent[0]?.url).toBe(
      'http://mage.test/api/pipelines/etl?includes_content=false&_format=with_settings',
    )
  })

  it('can be called by any other name', async () => {
    const { mage, sent } = echo()
    expect(await mage.resource('my_ships').create({ name: 'Argo' })).toEqual({ a: 1 })
    expect(await sent[0]?.json()).toEqual({ my_ship: { name: 'Argo' } })
    const list = await mage.resource('my_ships').list({ limit: 2, crew: ['a', 'b'] })
    expect(list).toEqual({ items: [{ a: 1 }], metadata: {} })
    expect(decodeURI(sent[1]?.url ?? '')).toBe(
      'http://mage.test/api/my_ships?crew[]=a&crew[]=b&_limit=2',
    )
    await mage.resource('my_ships')('argo').resource('oars').get(7)
    expect(sent[2]?.url).toBe('http://mage.test/api/my_ships/argo/oars/7')
    expect(await mage.resource('pipeline').list()).toEqual({ items: [{ a: 1 }], metadata: {} })
    await mage.resource('constructor').list()
    expect(sent.at(-1)?.url).toBe('http://mage.test/api/constructor')
    for (const name of ['', 'a/b', '..', 7 as never])
      expect(thrown(() => mage.resource(name))).toBeInstanceOf(ConfigError)
    expect((await rejection(mage.resource('tags' as string).delete(1))).message).toContain('tags')
  })
})

describe('what a call is given', () => {
  it('becomes filters, meta parameters and the array names of the policy', async () => {
    const queryOf = async (call: (mage: Mage) => Promise<unknown>): Promise<string> => {
      const { mage, sent } = echo()
      await call(mage)
      return decodeURIComponent(new URL(sent[0]?.url ?? '').search)
    }
    const page = { limit: 1, offset: 2 }
    expect(await queryOf((m) => m.pipelines.list({ ...page, orderBy: ['-name', 'type'] }))).toBe(
      '?_limit=1&_offset=2&_order_by[]=-name&_order_by[]=type',
    )
    expect(
      await queryOf((m) => m.pipelines.list({ status: 'active', tag: ['a', 'b'], search: 'x' })),
    ).toBe('?status[]=active&tag[]=a&tag[]=b&search=x')
    expect(await queryOf((m) => m.pipelineRuns.list({ status: 'failed' }))).toBe('?status=failed')
    expect(await queryOf((m) => m.pipelineRuns.list({ ...page, status: ['failed'] }))).toBe(
      '?status[]=failed&_limit=1&_offset=2&disable_retries_grouping=true',
    )
    expect(
      await queryOf((m) => m.pipelineRuns.list({ limit: 1, disable_retries_grouping: false })),
    ).toBe('?disable_retries_grouping=false&_limit=1')
    expect(await queryOf((m) => m.pipelineRuns.list({ orderBy: ['-status', 'id'] }))).toBe(
      '?order_by[]=status desc,id',
    )
    expect(await queryOf((m) => m.blockRuns.list({ orderBy: 'id' }))).toBe('?order_by=id')
    expect(await queryOf((m) => m.browserItems.list({ paths: ['a', 'b'] }))).toBe(
      '?paths=a&paths=b',
    )
    expect(
      await queryOf((m) => m.pipelines.list({}, { query: { from_history_days: 7, more: true } })),
    ).toBe('?from_history_days=7&more=true')
    expect(await queryOf((m) => m.users.update(1, { owner: true }, { format: 'short' }))).toBe(
      '?_format=short',
    )
    expect(await queryOf((m) => m.pipelines.list({}))).toBe('')
  })

  it('is refused before it is sent, naming the argument', async () => {
    const { mage, sent } = echo()
    const wrong: [Promise<unknown>, string][] = [
      [mage.pipelines.get(''), 'pipelines.get: argument 1'],
      [mage.pipelines.get('..'), 'pipelines.get: argument 1'],
      [mage.pipelines.get(undefined as never), 'pipelines.get: argument 1'],
      [mage.pipelines.get(Number.NaN), 'pipelines.get: argument 1'],
      [mage.pipelines.get('a/../b'), 'pipelines.get: argument 1'],
      [mage.fileContents.get('..\\..\\etc'), 'fileContents.get: argument 1'],
      [mage.pipelines('a').blocks.get('../b'), 'pipelines.blocks.get: argument 2'],
      [mage.pipelines('').blocks.list(), 'pipelines.blocks.list: argument 1'],
      [mage.pipelines.get('\ud800'), 'pipelines.get: argument 1'],
      [mage.pipelines.list({ search: '../x' }), 'pipelines.list: search'],
      [mage.pipelines.list({}, { query: { search: ['../x'] } }), 'pipelines.list: search'],
      [mage.pipelines.list({ limit: 'abc' as never }), 'pipelines.list: limit'],
      [mage.pipelines.list({ limit: -1 }), 'pipelines.list: limit'],
      [mage.pipelines.list({ limit: 1.5 }), 'pipelines.list: limit'],
      [mage.pipelines.list({ offset: Number.NaN }), 'pipelines.list: offset'],
      [mage.pipelines.list({ format: 7 as never }), 'pipelines.list: format'],
      [mage.pipelines.list('x' as never), 'pipelines.list: the filters'],
      [mage.pipelines.create(undefined as never), 'pipelines.create: the payload'],
      [mage.pipelines.create([] as never), 'pipelines.create: the payload'],
      [mage.pipelines.create('x' as never), 'pipelines.create: the payload'],
      [mage.pipelines.update('a', null as never), 'pipelines.update: the payload'],
      [mage.pipelines.list({}, { retries: 1 } as never), "unknown option 'retries'"],
    ]
    for (const [call, part] of wrong) {
      const error = await rejection(call)
      expect(error).toBeInstanceOf(ConfigError)
      expect(error.message).toContain(part)
    }
    expect(sent).toEqual([])
  })

  it('has ids that no route takes for two segments', async () => {
    const { mage, sent } = echo()
    await mage.fileContents.get("a b/ü(1)'!*~.py")
    await mage.pipelineRuns.get(7)
    expect(sent.map(({ url }) => url.slice('http://mage.test/api/'.length))).toEqual([
      'file_contents/a%20b%2F%C3%BC%281%29%27%21%2A%7E.py',
      'pipeline_runs/7',
    ])
  })
})

describe('iterate', () => {
  const all = async <Item>(items: AsyncIterable<Item>): Promise<Item[]> => {
    const collected: Item[] = []
    for await (const item of items) collected.push(item)
    return collected
  }

  it('goes through all pages of a resource of the database, once each', async () => {
    const { mage, mock } = mageStage()
    const { id, token } = await mage
      .pipelines('pipeline_1')
      .pipelineSchedules.create({ schedule_type: 'api' })
    for (let count = 0; count < 7; count += 1) await mage.trigger(id, String(token))
    const count = mock.requests.length
    const runs = await all(mage.pipelineSchedules(id).pipelineRuns.iterate({ limit: 3 }))
    expect(runs.map((run) => run.id)).toEqual([7, 6, 5, 4, 3, 2, 1])
    const pages = mock.requests.slice(count).map(({ query }) => query)
    expect(pages.map(({ _limit, _offset }) => [_limit, _offset])).toEqual([
      ['3', undefined],
      ['3', '3'],
      ['3', '6'],
    ])
    expect(pages.every((query) => query.disable_retries_grouping === 'true')).toBe(true)
    expect(await all(mage.pipelineRuns.iterate())).toHaveLength(7)
    expect(mock.requests.at(-1)?.query._limit).toBe('100')
  })

  it('asks once where a list has no pages, or no page was asked for', async () => {
    const { mage, mock } = mageStage({}, { pipelines: 50 })
    expect(await all(mage.pipelines.iterate())).toHaveLength(50)
    expect(await all(mage.statuses.iterate())).toHaveLength(1)
    expect(await all(mage.pipelines('pipeline_1').blocks.iterate())).toEqual([])
    expect(mock.requests).toHaveLength(4)
    expect(await all(mage.pipelines.iterate({ limit: 20 }))).toHaveLength(50)
    expect(mock.requests).toHaveLength(7)
  })

  it('ends where a server says that there is more and gives nothing', async () => {
    const { mage, sent } = mageBefore(() => json({ tags: [], metadata: { count: 9, next: true } }))
    expect(await all(mage.tags.iterate())).toEqual([])
    expect(sent).toHaveLength(1)
  })

  it('starts where it was told to, and stops asking when the loop is left', async () => {
    const { mage, mock } = mageStage({}, { pipelines: 9 })
    const seen: unknown[] = []
    for await (const { uuid } of mage.pipelines.iterate({ limit: 2, offset: 3, orderBy: 'uuid' })) {
      if (seen.push(uuid) === 3) break
    }
    expect(seen).toEqual(['pipeline_4', 'pipeline_5', 'pipeline_6'])
    expect(mock.requests.map(({ query }) => query._offset)).toEqual([undefined, '3', '5'])
  })

  it('rejects in the loop for what fails, and for what Mage does not offer', async () => {
    const { mage } = mageStage()
    expect(await rejection(all(mage.pipelines('nope').blocks.iterate()))).toBeInstanceOf(
      MageInternalError,
    )
    const lacking = (mage.sessions as unknown as { iterate(): AsyncIterable<unknown> }).iterate()
    expect(await rejection(all(lacking))).toBeInstanceOf(ConfigError)
    const block = mage.pipelines('pipeline_1').blocks.get('nope')
    expect(await rejection(block)).toBeInstanceOf(MageRecordInvalidError)
  })
})
