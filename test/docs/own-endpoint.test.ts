import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'

const root = join(import.meta.dirname, '../..')

it('the README’s sample of testing an endpoint of your own runs, and prints what it says', {
  timeout: 60_000,
}, async () => {
  const readme = await readFile(join(root, 'README.md'), 'utf8')
  const section = readme.slice(readme.indexOf('### Test your own endpoint'))
  const code = /```ts\n(.*?)```/s.exec(section)?.[1] ?? ''
  expect(code).toContain('mockMage({')
  const folder = join(root, '.cache')
  const file = join(folder, 'own-endpoint.ts')
  await mkdir(folder, { recursive: true })
  await writeFile(
    file,
    code
      .replace("'portolan/mage'", "'../src/apis/mage/index'")
      .replace("'portolan/testing'", "'../src/testing/index'"),
  )
  const printed: unknown[] = []
  const log = vi.spyOn(console, 'log').mockImplementation((...given) => void printed.push(...given))
  try {
    await import(/* @vite-ignore */ file)
  } finally {
    log.mockRestore()
    await rm(file)
  }
  expect(printed).toEqual([
    [
      { uuid: 'north', title: 'North Sea' },
      { uuid: 'baltic', title: 'Baltic' },
    ],
    { uuid: 'north', title: 'North Sea', depth: 95 },
    { title: ['is missing'] },
    true,
  ])
})
