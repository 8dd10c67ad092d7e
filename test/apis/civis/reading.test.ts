import { describe, expect, it } from 'vitest'
import type { Civis } from '../../../src/apis/civis/index'
import { type Planted, rootsKey, type Tree } from '../../../src/operation/operation'
import { rejection } from '../../stage'
import { civisOn, clock, lines } from './civisOn'

describe('the names', () => {
  const none = { summary: 'x', responses: { 200: { description: 'unknown' } } }
  const id = { name: 'id', in: 'path', required: true, type: 'integer' }
  const run = { name: 'execution_id', in: 'path', required: true, type: 'integer' }
  const seed = {
    swagger: '2.0',
    info: { title: 'seed', version: '1' },
    paths: {
      '/workflows': { get: none },
      '/workflows/{id}': {
        get: { ...none, parameters: [id] },
        patch: {
          ...none,
          parameters: [id, { name: 'b', in: 'body', schema: { $ref: '#/definitions/B' } }],
        },
      },
      '/workflows/{id}/executions': {
        get: { ...none, parameters: [id] },
        post: { ...none, parameters: [id] },
      },
      '/workflows/{id}/executions/{execution_id}': { get: { ...none, parameters: [id, run] } },
    },
    definitions: { B: { type: 'object', properties: { name: { type: 'string' } } } },
  }

  it('are exactly the six of the table, in both spellings', async () => {
    const { civis, mock } = await civisOn({ spec: seed })
    expect(Object.keys(civis)).toEqual(['workflows'])
    expect(Object.keys(civis.workflows).sort()).toEqual([
      'get',
      'getExecutions',
      'list',
      'listExecutions',
      'patch',
      'postExecutions',
    ])
    expect(Object.getOwnPropertyNames(civis.workflows).sort()).toEqual(
      [
        ...Object.keys(civis.workflows),
        'get_executions',
        'help',
        'list_executions',
        'post_executions',
      ].sort(),
    )
    const { workflows } = civis
    await workflows.list()
    await workflows.get(1)
    await workflows.listExecutions(1)
    await workflows.patch(1, { name: 'x' })
    const { id: execution } = await workflows.postExecutions(1)
    await workflows.getExecutions(1, execution)
    const table = [
      'GET workflows',
      'GET workflows/1',
      'GET workflows/1/executions',
      'PATCH workflows/1',
      'POST workflows/1/executions',
      `GET workflows/1/executions/${execution}`,
    ]
    expect(lines(mock)).toEqual(table)
    await workflows.list_executions(1)
    await workflows.post_executions(1)
    await workflows.get_executions(1, execution)
    expect(lines(mock).slice(6)).toEqual([table[2], table[4], table[5]])
  })

  it('are get… where the answer is known to be no list, and list… answers unseen', async () => {
    const { civis, mock } = await civisOn()
    expect(Object.keys(civis.users)).toContain('getMe')
    expect(await civis.users.getMe()).toMatchObject({ username: 'ada' })
    expect(Object.keys(civis.search)).toEqual(['get'])
    expect(await civis.search.list()).toHaveProperty('results')
    expect(lines(mock)).toEqual(['GET users/me', 'GET search'])
  })

  it('leave out what is deprecated, and feature flags', async () => {
    const get = (summary: string) => ({ get: { summary, responses: {} } })
    const spec = {
      ...seed,
      paths: {
        '/a/b': get('Old (Deprecated)'),
        '/a/c': get('New'),
        '/feature_flags/x': get('Flags'),
      },
    }
    const { civis } = await civisOn({ spec })
    expect(civis.$resources).toEqual(['a'])
    expect(Object.keys(civis.a)).toEqual(['listC'])
  })

  it('that are on their way out warn', async () => {
    const warnings: string[] = []
    const warned = { ...none, 'x-deprecation-warning': 'Leave it.' }
    const me = { ...none, responses: { 200: { schema: { type: 'object' } } } }
    const spec = { ...seed, paths: { '/a/b': { get: warned }, '/users/me': { get: me } } }
    const onWarning = (warning: string): void => void warnings.push(warning)
    const { civis } = await civisOn({ spec }, { onWarning })
    await civis.a.listB()
    await civis.users.getMe()
    await civis.users.list_me()
    expect(warnings).toEqual([
      'a.listB: Leave it.',
      'users.listMe: this is no list any more; use users.getMe.',
    ])
  })

  it('can be recorded by those who want to know what is called', async () => {
    const { civis } = await civisOn()
    const tree = (civis as unknown as Planted)[rootsKey].tree as Tree<Civis>
    const recorded: unknown[] = []
    const recorder = tree?.(((operation: { id: string; kind: string }, args: unknown) => {
      recorded.push([operation.id, operation.kind, args])
    }) as never)
    recorder?.workflows.list({ limit: 10 })
    recorder?.workflows.post_executions(1)
    expect(recorded).toEqual([
      ['workflows.list', 'query', [{ limit: 10 }]],
      ['workflows.postExecutions', 'mutation', [1]],
    ])
  })
})

describe('pages', () => {
  it('are read one after the other, as they are asked for, from the first', async () => {
    const { civis, mock } = await civisOn()
    const ids: number[] = []
    const items = civis.workflows.list.iterate({ limit: 5, pageNum: 3, hidden: false })
    await clock.settle()
    expect(mock.requests).toHaveLength(0)
    for await (const { id, last_execution } of items) {
      expect(last_execution).toHaveProperty('finished_at')
      ids.push(id)
    }
    expect(ids).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    expect(lines(mock)).toEqual(
      [1, 2, 3].map((page) => `GET workflows?hidden=false&limit=5&page_num=${page}`),
    )
  })

  it('end at a shorter page, whatever the server makes of the limit', async () => {
    const { civis, mock } = await civisOn({ pageSize: 5, paginationHeaders: false })
    let count = 0
    for await (const _ of civis.workflows.list.iterate({ limit: 1000 })) count += 1
    expect(count).toBe(12)
    expect(mock.requests).toHaveLength(3)
  })

  it('end at an empty page where all are alike', async () => {
    const { civis, mock } = await civisOn({ pageSize: 6, paginationHeaders: false })
    let count = 0
    for await (const _ of civis.workflows.list.iterate()) count += 1
    expect(count).toBe(12)
    expect(mock.requests).toHaveLength(3)
  })

  it('come whole, with what came along, behind the values of the path', async () => {
    const { civis, mock } = await civisOn({
      records: { 'workflows/1/executions': [{ id: 1 }, { id: 2 }, { id: 3 }] },
      pageSize: 2,
    })
    const sizes: number[] = []
    for await (const { data, response } of civis.workflows.listExecutions.pages(1)) {
      expect(response.headers.get('x-pagination-total-entries')).toBe('3')
      sizes.push(data.length)
    }
    expect(sizes).toEqual([2, 1])
    expect(lines(mock)).toEqual([
      'GET workflows/1/executions?page_num=1',
      'GET workflows/1/executions?page_num=2',
    ])
  })

  it('end with the reason of an abort', async () => {
    const { civis, mock } = await civisOn()
    const controller = new AbortController()
    const read = async (): Promise<void> => {
      const items = civis.workflows.list.iterate({ limit: 2, $signal: controller.signal })
      for await (const { id } of items) if (id === 2) controller.abort('enough')
    }
    expect(await rejection(read())).toBe('enough')
    expect(mock.requests).toHaveLength(1)
  })

  it('are only where the list has them', async () => {
    const { civis } = await civisOn()
    expect(civis.databases.list.iterate).toBe(undefined)
    expect(civis.jobs.listRunsLogs.iterate).toBe(undefined)
    expect(civis.workflows.post.iterate).toBe(undefined)
  })
})
