import { describe, expect, test } from 'vitest'
import { apiKey, ConfigError, createClient, rateLimit } from '../src/index'
import { checkNumber, checkOneOf, checkOptions, checkTimeout, must, never } from '../src/options'
import { rejection, stage, thrown } from './stage'

describe('an unknown option', () => {
  test.each([
    ['timout', 'timeout'],
    ['baseUrl', 'baseURL'],
    ['header', 'headers'],
    ['allowedOrigin', 'allowedOrigins'],
    ['ratelimit', 'rateLimit'],
    ['fetchOption', 'fetchOptions'],
    ['parseJSON', 'parseJson'],
  ])('%s of a client: did you mean %s?', (name, meant) => {
    const error = thrown(() => createClient({ [name]: 1 }))
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toContain(`unknown option '${name}'`)
    expect(error.message).toContain(`Did you mean '${meant}'?`)
  })

  test('of a call rejects it, and nothing is sent', async () => {
    const { api, sent } = stage()
    const error = await rejection(api.get('x', { qurey: { a: 1 } } as object))
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toContain("Did you mean 'query'?")
    expect(error.message).toMatch(/Known: .*headers/)
    expect(sent).toHaveLength(0)
  })

  test('of retry and of rateLimit is refused as well', () => {
    expect(() => createClient({ retry: { maxRetrys: 3 } as object })).toThrow(/'maxRetries'/)
    expect(() => rateLimit({ limit: 1, window: 1, brust: 1 } as never)).toThrow(/'burst'/)
  })

  test('is told with its place', () => {
    expect(() => checkOptions('here', { wrong: 1 }, { right: '' })).toThrow(/^here: unknown/)
  })
})

describe('an option of the wrong kind', () => {
  test.each([
    ['baseURL', 7],
    ['auth', 'token'],
    ['headers', 'accept: x'],
    ['query', 'a=1'],
    ['signal', true],
    ['timeout', '30s'],
    ['totalTimeout', {}],
    ['retry', 'twice'],
    ['rateLimit', 5],
    ['rateLimit', true],
    ['retry', true],
    ['fetch', {}],
    ['clock', 1],
    ['parseJson', 'x'],
    ['allowedOrigins', 'https://a.example'],
    ['redact', 'token'],
    ['beforeAttempt', {}],
  ])('%s: %j is a ConfigError that names it', (name, value) => {
    const error = thrown(() => createClient({ [name]: value }))
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toContain(name)
  })

  test('may be undefined, which says nothing', () => {
    expect(() => createClient({ timeout: undefined, auth: undefined } as object)).not.toThrow()
  })
})

describe('numbers', () => {
  test.each([Number.NaN, -1, Number.POSITIVE_INFINITY, '5', null, undefined, 5n])(
    'must be numbers from their least on, not %s',
    (value) => {
      expect(() => checkNumber('n', value, 0)).toThrow(ConfigError)
    },
  )

  test('may be at their ends', () => {
    expect(() => checkNumber('n', 0, 0)).not.toThrow()
    expect(() => checkNumber('n', Number.MAX_VALUE, 0)).not.toThrow()
    expect(() => checkNumber('n', never, 0, never)).not.toThrow()
  })

  test('that are refused are told', () => {
    expect(() => checkNumber('retry.maxRetries', -3, 0)).toThrow(
      'retry.maxRetries must be a number of at least 0, not -3.',
    )
  })
})

describe('times', () => {
  test.each([0, -1, true, Number.NaN, Number.POSITIVE_INFINITY, '1s'])(
    'are not %s',
    async (timeout) => {
      expect(() => checkTimeout('timeout', timeout)).toThrow(/in ms, or false for none/)
      expect(() => createClient({ timeout: timeout as number })).toThrow(ConfigError)
      const { api, sent } = stage()
      const call = api.get('x', { totalTimeout: timeout as number })
      expect(await rejection(call)).toBeInstanceOf(ConfigError)
      expect(sent).toHaveLength(0)
    },
  )

  test('are ms or false', () => {
    expect(() => checkTimeout('timeout', 1)).not.toThrow()
    expect(() => checkTimeout('timeout', false)).not.toThrow()
  })
})

describe('what an error says', () => {
  test('is what would be right', () => {
    expect(() => must('x', 'a number')).toThrow('x must be a number.')
    expect(() => checkOneOf('parseAs', 'xml', ['json', 'text'])).toThrow(
      'parseAs must be one of json,text.',
    )
  })

  test('does not repeat a secret', () => {
    const error = thrown(() => apiKey({ name: 'x-key', value: 'sec\r\nret-55' }))
    expect(error.message).not.toContain('ret-55')
  })
})
