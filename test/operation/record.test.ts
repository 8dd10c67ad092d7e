import { describe, expect, test } from 'vitest'
import { createKnowi } from '../../src/apis/knowi/index'
import { type Client, ConfigError } from '../../src/index'
import { type Recorded, record, rootsOf } from '../../src/operation/record'
import { mockKnowi, mockTransport } from '../../src/testing/index'
import { stage, thrown } from '../stage'

const recordOn = <Api>(api: Api, select: (api: Api) => unknown): Recorded =>
  record('here', api, select) as Recorded
const complaint = <Api>(api: Api, select: (api: Api) => unknown): string => {
  const error = thrown(() => record('here', api, select))
  expect(error).toBeInstanceOf(ConfigError)
  return error.message
}

describe('recording', () => {
  test('tells the operation and its arguments, and sends nothing', async () => {
    const { api, sent, clock } = stage()
    expect(recordOn(api, (api) => api.get('users', { query: { page: 2 } }))).toEqual({
      operation: { id: 'GET', kind: 'query' },
      args: ['users', { query: { page: 2 } }],
    })
    expect(recordOn(api, (api) => api.request('delete', 'users/7')).operation).toEqual({
      id: 'delete',
      kind: 'mutation',
    })
    await clock.settle()
    expect(sent).toEqual([])
  })

  test('knows the resources of an API and its bare verbs', async () => {
    const mock = mockKnowi({ accessToken: 't' })
    const knowi = createKnowi({ accessToken: 't', fetch: mockTransport(mock) })
    expect(recordOn(knowi, (api) => api.dashboards.get(7))).toMatchObject({
      operation: { id: 'dashboards.get', kind: 'query', options: 1 },
      args: [7],
    })
    expect(recordOn(knowi, (api) => api.dashboards.list()).operation.options).toBe(1)
    expect(recordOn(knowi, (api) => api.dashboards.addWidget(1, 2, {})).operation.options).toBe(3)
    expect(recordOn(knowi, (api) => api.datasets.csv({ limit: 1 })).args).toEqual([
      { limit: 1, exportFormat: 'csv' },
      undefined,
    ])
    expect(recordOn(knowi, (api) => api.get('kpi')).operation.id).toBe('GET')
    expect(mock.requests).toEqual([])
  })

  test('grows the tree of a client once, however often it records', () => {
    const { api } = stage()
    let first: unknown
    record('here', api, (api) => {
      first = api
      return api.get('a')
    })
    record('here', api, (api) => {
      expect(api).toBe(first)
      return api.get('b')
    })
  })

  test('may happen inside of a recording', () => {
    const { api } = stage()
    const outer = recordOn(api, (recording) => {
      expect(recordOn(api, (api) => api.get('inner')).args).toEqual(['inner'])
      return recording.get('outer')
    })
    expect(outer.args).toEqual(['outer'])
  })

  test('goes on after a selector that threw', () => {
    const { api } = stage()
    thrown(() =>
      record('here', api, (api) => {
        api.get('a')
        throw new Error('no')
      }),
    )
    expect(recordOn(api, (api) => api.get('b')).args).toEqual(['b'])
  })

  test('hands back a symbol that a selector returns in place of a call', () => {
    const skip = Symbol('skip')
    expect(record('here', stage().api, () => skip)).toBe(skip)
  })
})

describe('a selector', () => {
  const { api } = stage()

  test('that makes no call is refused', () => {
    expect(complaint(api, () => undefined)).toMatch(/^here: the selector made 0 calls\. .*api\.get/)
  })

  test('that makes two calls is refused', () => {
    const both = (api: Client) => Promise.all([api.get('a'), api.get('b')])
    expect(complaint(api, both)).toMatch(/made 2 calls/)
    expect(complaint(api, (api) => [api.get('a'), api.get('b')][0])).toMatch(/made 2 calls/)
  })

  test('that returns something else than its call is told what to do', () => {
    const advice = /must be its call, without async, then or withResponse; the option select/
    expect(complaint(api, (api) => api.get('a').then(String))).toMatch(advice)
    expect(complaint(api, async (api) => api.get('a'))).toMatch(advice)
    expect(complaint(api, async (api) => Object(await api.get('a')).list)).toMatch(advice)
    expect(complaint(api, (api) => api.get('a').withResponse())).toMatch(advice)
    expect(complaint(api, (api) => api.get('a').asResponse())).toMatch(advice)
    expect(complaint(api, (api) => void api.get('a'))).toMatch(advice)
  })

  test('that names an operation which does not exist is told so, with the cause', () => {
    const select = (api: unknown) => (api as { users: { lst(): unknown } }).users.lst()
    const error = thrown(() => record('here', api, select as never))
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toMatch(
      /the selector threw: .*lst.* Does the client have that operation\?/,
    )
    expect(error.cause).toMatchObject({ name: 'TypeError' })
  })

  test('whose operation refuses at once is told in its words', () => {
    const refuse = () => {
      throw new ConfigError('the id must be a number.')
    }
    expect(complaint(api, refuse)).toBe('the id must be a number.')
  })

  test('must be a function', () => {
    expect(complaint(api, api.get('a') as never)).toBe('here: the selector must be a function.')
  })
})

test.each([undefined, null, 'api', {}, fetch])('%s has no roots', (value) => {
  const error = thrown(() => rootsOf('here', value))
  expect(error).toBeInstanceOf(ConfigError)
  expect(error.message).toBe(
    'here: the api must be a client that createClient or one of its kin made.',
  )
})
