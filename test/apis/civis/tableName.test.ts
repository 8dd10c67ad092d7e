import { describe, expect, it } from 'vitest'
import { tableName } from '../../../src/apis/civis/tableName'
import { ConfigError } from '../../../src/index'

describe('the name of a table', () => {
  it.each([
    ['foo.bar', 'foo', 'bar'],
    ['bar', undefined, 'bar'],
    ['"schema.has.periods".bar', 'schema.has.periods', 'bar'],
    ['foo."bar.baz"', 'foo', 'bar.baz'],
    ['"a""b".c', 'a"b', 'c'],
    ['" x ".y', ' x ', 'y'],
  ])('%s', (written, schema, name) => {
    expect(tableName(written)).toEqual({ schema, name })
  })

  it.each(['a.b.c', '', '.', 'a.', '.b', '"a', 'a"b', '"a"b.c', '""'])('is not %s', (written) => {
    expect(() => tableName(written)).toThrow(ConfigError)
  })
})
