import { describe, expect, it } from 'vitest'
import { decodeToken } from '../../../src/apis/mage/index'
import { spellingsOf } from '../../../src/apis/mage/token'
import { ConfigError } from '../../../src/index'
import { thrown } from '../../stage'

const base64url = (value: unknown): string =>
  Buffer.from(JSON.stringify(value)).toString('base64url')
const raw = (payload: unknown): string =>
  `${base64url({ alg: 'HS256', typ: 'JWT' })}.${base64url(payload)}.c2lnbmF0dXJl`
const decoded = 'G-pqHtGDvcX_Kk17OWLkdVA_73MLIGcUT7JnDVyJU6U'

describe('decodeToken', () => {
  it('reads token and end without the secret', () => {
    const payload = { expires: 1797900278.335708, token: decoded }
    expect(decodeToken(raw(payload))).toEqual(payload)
  })

  it.each([
    ['nothing', undefined],
    ['a decoded token', decoded],
    ['three parts that are no JSON', 'a.b.c'],
    ['a JWT of another kind', raw({ exp: 1, sub: 'me' })],
    ['a token of another length', raw({ expires: 1, token: 'short' })],
    ['an end that is no number', raw({ expires: 'soon', token: decoded })],
  ])('refuses %s, without showing it', (_, text) => {
    const error = thrown(() => decodeToken(text as string))
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toContain('no raw token of Mage')
    expect(error.message).not.toContain(String(text))
  })
})

describe('spellingsOf', () => {
  it('tells the two spellings apart', () => {
    const token = raw({ expires: 12.5, token: decoded })
    expect(spellingsOf(token)).toEqual({ raw: token, decoded, expires: 12_500 })
    expect(spellingsOf(decoded)).toEqual({ decoded })
  })

  it.each(['', 'abc', `${decoded}=`, 7, null])('refuses %j', (token) => {
    expect(thrown(() => spellingsOf(token))).toBeInstanceOf(ConfigError)
  })
})
