import { execFile } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { root } from './root'

it('the example to paste runs as it stands and meets no 429', async () => {
  const readme = await readFile(join(root, 'README.md'), 'utf8')
  const code = /```js\n(.*?)```/s.exec(readme)?.[1]
  expect(code).toBeDefined()
  // Inside the package, so that it finds the package by its name.
  const folder = join(root, '.cache')
  const file = join(folder, 'readme-example.mjs')
  await mkdir(folder, { recursive: true })
  await writeFile(file, code as string)
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [file], { timeout: 30_000 })
    const lines = stdout.trim().split('\n')
    expect(lines).toHaveLength(26)
    expect(lines.at(-1)).toBe('429s: 0')
  } finally {
    await rm(file)
  }
})
