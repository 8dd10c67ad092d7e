import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runProgram } from '../runtimes/run-program'
import { entries } from './built'
import { root } from './root'

interface Probe {
  done: string[]
  globals: string[]
  before: string[]
  after: string[]
}

async function probe(file: string, watched: string): Promise<Probe> {
  const script = join(root, 'test', 'package', 'probe-import.mjs')
  const output = await runProgram(process.execPath, [script, join(root, file), watched])
  return JSON.parse(output) as Probe
}

describe('loading a built file', () => {
  const rows = entries.flatMap(({ subpath, module, script }) =>
    [module, script].map((file) => ({ subpath, file })),
  )

  it.each(rows)('$file does nothing yet', async ({ subpath, file }) => {
    // What msw does while it loads is not ours to judge.
    const own = !subpath.endsWith('/msw')
    const { done, globals, before, after } = await probe(file, own ? 'everything' : 'resources')
    expect(done).toEqual([])
    if (own) expect(globals).toEqual([])
    expect(after).toEqual(before)
  })
})
