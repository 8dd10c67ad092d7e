import { expect, test } from 'vitest'
import { plant, type Tree, treeKey } from '../../src/operation/operation'

test('a client keeps its tree where nothing that lists its names shows it', () => {
  const tree: Tree<unknown> = () => ({})
  const api = plant({ users: {} }, tree) as Record<PropertyKey, unknown>
  expect(api[treeKey]).toBe(tree)
  expect(Object.keys(api)).toEqual(['users'])
  expect(JSON.stringify(api)).toBe('{"users":{}}')
})

test('the key is the same in every copy of the library', () => {
  expect(treeKey).toBe(Symbol.for('portolan.tree'))
})
