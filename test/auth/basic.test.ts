import { Buffer } from 'node:buffer'
import { describe, expect, test } from 'vitest'
import { basic, ConfigError } from '../../src/index'
import { stage } from '../stage'

async function credentialOf(username: string, password?: string): Promise<string> {
  const { api, sent } = stage(undefined, { auth: basic(username, password) })
  await api.get('x')
  const [scheme, text = ''] = sent[0]?.headers.get('authorization')?.split(' ') ?? []
  expect(scheme).toBe('Basic')
  return Buffer.from(text, 'base64').toString('utf8')
}

describe('basic', () => {
  test('sends user name and password', async () => {
    expect(await credentialOf('ada', 'pa:ss wörd')).toBe('ada:pa:ss wörd')
  })

  test('writes any letters in UTF-8', async () => {
    expect(await credentialOf('ädä', '密碼🔑')).toBe('ädä:密碼🔑')
  })

  test('takes a user name alone, for keys that stand in its place', async () => {
    expect(await credentialOf('key-1')).toBe('key-1:')
  })

  test("gives way to the call's own Authorization", async () => {
    const { api, sent } = stage(undefined, { auth: basic('ada', 'pw') })
    await api.get('x', { headers: { authorization: 'Token own' } })
    expect(sent[0]?.headers.get('authorization')).toBe('Token own')
  })

  test.each(['', 'a:b', undefined, 7])('refuses the user name %j', (username) => {
    expect(() => basic(username as string, 'pw-secret')).toThrow(ConfigError)
    expect(() => basic(username as string, 'pw-secret')).not.toThrow('pw-secret')
  })

  test('refuses a password that is no text', () => {
    expect(() => basic('ada', 7 as never)).toThrow(ConfigError)
  })
})
