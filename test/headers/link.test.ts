import { expect, it } from 'vitest'
import { nextLink } from '../../src/headers/link'

it.each([
  ['<https://a.example/?page=2>; rel="next"', 'https://a.example/?page=2'],
  ['<a>; rel="prev", <b>; rel="next", <c>; rel="last"', 'b'],
  ['<a>; rel=next', 'a'],
  ['<a>; title="x, y; rel=no"; rel="last next"', 'a'],
  ['<a,b;c>;REL="NEXT"', 'a,b;c'],
  ['<a>; rel="nextish"', undefined],
  ['<a>; rel="prev"', undefined],
  ['<a>', undefined],
  ['nonsense; rel="next"', undefined],
  ['', undefined],
])('%s leads to %s', (header, target) => {
  expect(nextLink(header)).toBe(target)
})
