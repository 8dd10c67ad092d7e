import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { camelKeys, snakeKeys } from '../src/index'

describe('camelKeys', () => {
  test.each([
    ['created_at', 'createdAt'],
    ['created-at', 'createdAt'],
    ['created at', 'createdAt'],
    ['a__b', 'aB'],
    ['address_2', 'address2'],
    ['_private_key', '_privateKey'],
    ['trailing_', 'trailing_'],
    ['createdAt', 'createdAt'],
    ['prix_élevé', 'prixÉlevé'],
    ['ID', 'ID'],
    ['', ''],
  ])('turns %j into %j', (key, camel) => {
    expect(camelKeys({ [key]: 1 })).toEqual({ [camel]: 1 })
  })
})

describe('snakeKeys', () => {
  test.each([
    ['createdAt', 'created_at'],
    ['HTTPServer', 'http_server'],
    ['userID', 'user_id'],
    ['address2Line', 'address2_line'],
    ['created-at', 'created_at'],
    ['_privateKey', '_private_key'],
    ['created_at', 'created_at'],
    ['prixÉlevé', 'prix_élevé'],
  ])('turns %j into %j', (key, snake) => {
    expect(snakeKeys({ [key]: 1 })).toEqual({ [snake]: 1 })
  })
})

describe.each([
  ['camelKeys', camelKeys, 'an_old_key', 'anOldKey'],
  ['snakeKeys', snakeKeys, 'anOldKey', 'an_old_key'],
] as const)('%s', (_, mapKeys, given, wanted) => {
  test('goes into objects and arrays, however deep', () => {
    expect(mapKeys([{ [given]: [{ [given]: { [given]: 1 } }] }])).toEqual([
      { [wanted]: [{ [wanted]: { [wanted]: 1 } }] },
    ])
  })

  test('leaves values, and what it was given, as they are', () => {
    const data = Object.freeze({ [given]: given })
    expect(mapKeys(data)).toEqual({ [wanted]: given })
    expect(data).toEqual({ [given]: given })
  })

  test.each([undefined, null, 0, '', given, true])('gives back %j itself', (value) => {
    expect(mapKeys(value)).toBe(value)
  })

  test('does not touch dates, bytes, maps and objects of a class', () => {
    class Own {
      [given] = 1
    }
    for (const value of [new Date(0), new Uint8Array(2), new Map([[given, 1]]), new Own()]) {
      expect(mapKeys<{ a: unknown }>({ a: value }).a).toBe(value)
    }
  })

  test('takes objects without a prototype for plain ones', () => {
    const bare = Object.assign(Object.create(null), { [given]: 1 })
    expect(mapKeys(bare)).toEqual({ [wanted]: 1 })
  })

  test('takes a key __proto__ for data', () => {
    const data = JSON.parse('{ "__proto__": { "polluted": true }, "constructor": 1 }')
    const mapped = mapKeys<Record<string, unknown>>(data)
    expect(Object.keys(mapped)).toEqual(['__proto__', 'constructor'])
    expect(Object.getPrototypeOf(mapped)).toBe(Object.prototype)
    expect(mapped.polluted).toBeUndefined()
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  test('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (data) => {
        const once = mapKeys(data)
        expect(mapKeys(once)).toEqual(once)
      }),
    )
  })
})

test('plain names in camel case survive snake case and back', () => {
  const word = fc.stringMatching(/^[a-z]{2,6}$/)
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), ([first = '', ...rest]) => {
      const camel = first + rest.map((each) => each[0]?.toUpperCase() + each.slice(1)).join('')
      expect(camelKeys(snakeKeys({ [camel]: 1 }))).toEqual({ [camel]: 1 })
    }),
  )
})
