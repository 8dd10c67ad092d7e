import { expect, test } from 'vitest'
import { createClient } from '../../src/index'
import { type Planted, plant, type Roots, rootsKey } from '../../src/operation/operation'
import { rejection, stage } from '../stage'

const rootsOf = (api: object): Roots => (api as Planted)[rootsKey]

test('a client keeps its roots where nothing that lists its names shows them', () => {
  const roots = rootsOf(createClient())
  const api = plant({ users: {} }, roots)
  expect(rootsOf(api)).toBe(roots)
  expect(Object.keys(api)).toEqual(['users'])
  expect(JSON.stringify(api)).toBe('{"users":{}}')
})

test('the key is the same in every copy of the library', () => {
  expect(rootsKey).toBe(Symbol.for('portolan.roots'))
})

test('the tree of a plain client names the method and hands on what it was given', () => {
  const seen: unknown[] = []
  const { tree } = rootsOf(createClient())
  const api = tree(((operation: unknown, args: unknown) => seen.push(operation, args)) as never)
  const { get, request } = api as ReturnType<typeof createClient>
  get('users', { query: { page: 1 } })
  request('post', 'users')
  expect(seen).toEqual([
    { id: 'GET', kind: 'query' },
    ['users', { query: { page: 1 } }],
    { id: 'post', kind: 'mutation' },
    ['users'],
  ])
})

test('a client tells its roots where it is and by what clock it lives', () => {
  const { api, clock } = stage()
  expect(rootsOf(api)).toMatchObject({ baseURL: 'https://api.example.com/v1', clock })
  expect(rootsOf(api.extend({ baseURL: 'https://b.example' })).baseURL).toBe('https://b.example')
})

test('an operation that is carried out by its roots ends with the signal given to them', async () => {
  const { api, sent, clock } = stage(() => new Promise(() => {}))
  const leash = new AbortController()
  const operation = { id: 'GET', kind: 'query' } as const
  const call = rootsOf(api).invoke(operation, ['users', { query: { page: 1 } }], leash.signal)
  await clock.settle()
  expect(sent.map(({ url }) => url)).toEqual(['https://api.example.com/v1/users?page=1'])
  leash.abort('left')
  expect(await rejection(call)).toBe('left')
})
