import { afterEach, describe, expect, it, vi } from 'vitest'
import { isInteractive, variable } from '../../../src/apis/civis/environment'

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('a variable', () => {
  it('is read from the environment that was given, and from no other', () => {
    vi.stubGlobal('process', { env: { KEY: 'of the process' } })
    expect(variable('KEY', { KEY: 'given' })).toBe('given')
    expect(variable('KEY', { KEY: 11 })).toBe('11')
    expect(variable('KEY', {})).toBe(undefined)
    expect(variable('KEY')).toBe('of the process')
  })

  it('is unset where it is empty, no text, or where there is no environment', () => {
    expect(variable('KEY', { KEY: '' })).toBe(undefined)
    expect(variable('KEY', { KEY: { a: 'binding' } })).toBe(undefined)
    vi.stubGlobal('process', undefined)
    expect(variable('KEY')).toBe(undefined)
  })

  it('is not asked for where Deno would have to ask its user', () => {
    const read = vi.fn()
    const process = {
      get env() {
        read()
        return { KEY: 'secret' }
      },
    }
    const asked: unknown[] = []
    const right = (state: string) => ({
      permissions: {
        querySync(ask: unknown) {
          asked.push(ask)
          return { state }
        },
      },
    })
    vi.stubGlobal('process', process)
    vi.stubGlobal('Deno', right('prompt'))
    expect(variable('KEY')).toBe(undefined)
    expect(read).not.toHaveBeenCalled()
    expect(asked).toEqual([{ name: 'env', variable: 'KEY' }])
    vi.stubGlobal('Deno', right('granted'))
    expect(variable('KEY')).toBe('secret')
  })

  it('is unset where reading it fails', () => {
    vi.stubGlobal('process', {
      get env(): never {
        throw new Error('not allowed')
      },
    })
    expect(variable('KEY')).toBe(undefined)
  })
})

describe('who sits before it', () => {
  it.each([
    ['a page', { document: {} }, true],
    ['a REPL', { process: { argv: ['node'], execArgv: [] } }, true],
    ['a script', { process: { argv: ['node', 'x.mjs'], execArgv: [] } }, false],
    ['a line of a shell', { process: { argv: ['node'], execArgv: ['-e', '1'] } }, false],
    ['Deno', { Deno: {}, process: { argv: ['deno'] } }, false],
    ['a Worker', { process: undefined }, false],
  ])('%s', (_what, globals, expected) => {
    for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value)
    expect(isInteractive()).toBe(expected)
  })
})
