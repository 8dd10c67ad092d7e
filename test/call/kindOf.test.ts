import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { isPlain, kindOf } from '../../src/call/kindOf'

test('a value is told by what it calls itself', () => {
  expect(
    [new Blob([]), new ReadableStream(), new FormData(), {}, Object.create(null), [], null].map(
      kindOf,
    ),
  ).toEqual(['Blob', 'ReadableStream', 'FormData', 'Object', 'Object', 'Array', 'Null'])
})

test('plain data is what stands for more than one value, of another realm too', () => {
  const data = [{}, Object.create(null), runInNewContext('({ a: 1 })')]
  expect(data.map(isPlain)).toEqual([true, true, true])
  const others = [null, 'a', [], new Date(), new Blob([]), new URL('https://a.example'), () => {}]
  expect(others.filter(isPlain)).toEqual([])
})
