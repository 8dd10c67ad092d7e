import { describe, expect, it } from 'vitest'
import { civisData } from '../../../src/apis/civis/data'

// biome-ignore lint/suspicious/noExplicitAny: the tests look into data of every shape
const snake = (data: unknown, path = 'jobs/5'): any => civisData(data, 'snake', path)

describe('the data of an answer', () => {
  it('has keys in snake_case, through objects and arrays of objects', () => {
    const data = snake({ lastRun: { finishedAt: null }, myList: [{ aB: 1 }, 2, null] })
    expect(data).toEqual({ last_run: { finished_at: null }, my_list: [{ a_b: 1 }, 2, null] })
    expect(snake([{ aB: 1 }])).toEqual([{ a_b: 1 }])
  })

  it('can be read by the original keys, which are not enumerable', () => {
    const data = snake({ lastRun: { finishedAt: 'x' } })
    expect(data.lastRun.finishedAt).toBe('x')
    expect(data.lastRun).toBe(data.last_run)
    expect(Object.keys(data)).toEqual(['last_run'])
    expect(JSON.stringify(data)).toBe('{"last_run":{"finished_at":"x"}}')
  })

  it('is frozen, to the last array', () => {
    const data = snake({ lst: [[{ bC: 1 }]], inner: { value: 1 } })
    expect(Object.isFrozen(data) && Object.isFrozen(data.lst)).toBe(true)
    expect(Object.isFrozen(data.lst[0]) && Object.isFrozen(data.lst[0][0])).toBe(true)
    expect(() => {
      data.inner.value = 2
    }).toThrow(TypeError)
  })

  it('leaves arrays within arrays as they are', () => {
    expect(snake({ aB: [[{ bC: 1 }]] })).toEqual({ a_b: [[{ bC: 1 }]] })
  })

  it('lets a later key win, and a key that is snake anyway before an original', () => {
    expect(snake({ aB: 1, a_b: 2 })).toEqual({ a_b: 2 })
    expect(snake({ a_b: 2, aB: 1 })).toEqual({ a_b: 1 })
    expect(snake({ aB: 1, a_b: 2 }).aB).toBe(1)
  })

  it('keeps the names that users gave to arguments and environment variables', () => {
    expect(
      snake({
        arguments: { MyVar: { innerKey: 1 } },
        environmentVariables: { PathTo: 'x' },
      }),
    ).toEqual({ arguments: { MyVar: { inner_key: 1 } }, environment_variables: { PathTo: 'x' } })
    expect(snake({ environmentVariables: [{ FooBar: 1 }] })).toEqual({
      environment_variables: [{ foo_bar: 1 }],
    })
  })

  it('keeps JSON values, by their path and by their type', () => {
    const value = { camelCase: { deepKey: 1 } }
    expect(snake({ value, nameOf: 1 }, 'json_values/7')).toEqual({ value, name_of: 1 })
    expect(snake({ objectType: 'JSONValue', value })).toEqual({ object_type: 'JSONValue', value })
    expect(snake({ value })).toEqual({ value: { camel_case: { deep_key: 1 } } })
  })

  it('is whatever else came, as it is', () => {
    expect(snake(undefined)).toBe(undefined)
    expect(snake([1, 'a'])).toEqual([1, 'a'])
    expect(snake(7)).toBe(7)
  })

  it('takes a key __proto__ for data', () => {
    const data = snake(JSON.parse('{"__proto__":{"isAdmin":true}}'))
    expect(data.isAdmin).toBe(undefined)
    expect(Object.keys(data)).toEqual(['__proto__'])
  })

  it('has keys in camelCase by the same rules where that is asked for', () => {
    const data = civisData(
      { last_run: { finishedAt: 1 }, arguments: { my_var: 1 } },
      'camel',
      'jobs',
    ) as Record<string, unknown>
    expect(data).toEqual({ lastRun: { finishedAt: 1 }, arguments: { my_var: 1 } })
    expect(data.last_run).toEqual({ finishedAt: 1 })
  })
})
