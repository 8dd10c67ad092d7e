import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { root } from '../package/root'
import { type Api, startApi } from './api'
import { expectReport } from './expect-report'
import { runProgram } from './run-program'

const installed = (name: string): string => join(root, 'node_modules', '.bin', name)
const file = (name: string): string => join(root, 'test', 'runtimes', name)

const programs: [what: string, command: string, parameters: string[]][] = [
  ['Node, import by name', process.execPath, [file('by-name.mjs')]],
  ['Node, require by name', process.execPath, [file('by-name.cjs')]],
  ['Node, import by path', process.execPath, [file('by-path.mjs')]],
  [
    'Deno, import by path, no right but the network of this machine',
    installed('deno'),
    ['run', '--no-prompt', '--allow-net=127.0.0.1', file('by-path.mjs')],
  ],
  ['Bun, import by path', installed('bun'), [file('by-path.mjs')]],
  ['Bun, require by name', installed('bun'), [file('by-name.cjs')]],
]

describe('the built library as a program of its own', () => {
  let api: Api
  beforeEach(async () => {
    api = await startApi()
  })
  afterEach(() => api.close())

  it.each(programs)('%s', async (_what, command, parameters) => {
    const output = await runProgram(command, [...parameters, api.baseURL])
    const lines = output.trim().split('\n')
    expect(lines, 'the library writes to the console').toHaveLength(1)
    expectReport(JSON.parse(lines[0] ?? ''), api)
  })
})
