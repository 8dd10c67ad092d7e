import { expect, test } from 'vitest'
import { kindOf } from '../../src/call/kindOf'

test('a value is told by what it calls itself', () => {
  expect(
    [new Blob([]), new ReadableStream(), new FormData(), {}, Object.create(null), [], null].map(
      kindOf,
    ),
  ).toEqual(['Blob', 'ReadableStream', 'FormData', 'Object', 'Object', 'Array', 'Null'])
})
