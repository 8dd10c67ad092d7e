import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { entries, manifest } from './built'
import { root } from './root'

describe('the manifest', () => {
  it('names no dependency', () => {
    expect(Object.keys(manifest.dependencies ?? {})).toEqual([])
  })

  it('exports the promised subpaths and no other', () => {
    expect(Object.keys(manifest.exports)).toEqual([
      '.',
      './civis',
      './knowi',
      './mage',
      './openapi',
      './query',
      './react',
      './testing',
      './testing/msw',
      './testing/node',
      './package.json',
    ])
  })

  it('has the licences of what is bundled go along', () => {
    const licences = readFileSync(join(root, 'dist/THIRD-PARTY-LICENCES.txt'), 'utf8')
    for (const name of ['ofetch', 'valibot', '@standard-schema/spec', 'eventsource-parser'])
      expect(licences).toContain(`${name}\n\n`)
    expect(licences.match(/Permission is hereby granted/g)).toHaveLength(4)
  })

  it('points to files that exist', () => {
    const { main, module, types } = manifest
    const files = entries.flatMap((entry) => [
      entry.module,
      entry.moduleTypes,
      entry.script,
      entry.scriptTypes,
    ])
    const missing = [main, module, types, ...files].filter((path) => !existsSync(join(root, path)))
    expect(missing).toEqual([])
  })

  it.each(entries)('gives $subpath declarations of the kind of its files', (entry) => {
    const { module, moduleTypes, script, scriptTypes } = entry
    expect(module).toMatch(/\.js$/)
    expect(moduleTypes).toBe(module.replace(/\.js$/, '.d.ts'))
    expect([script, scriptTypes]).toEqual([
      module.replace(/\.js$/, '.cjs'),
      module.replace(/\.js$/, '.d.cts'),
    ])
  })

  it('gives tools that know no exports map the same files', () => {
    const front = entries.find(({ subpath }) => subpath === '.')
    expect([manifest.main, manifest.module, manifest.types]).toEqual([
      `./${front?.script}`,
      `./${front?.module}`,
      `./${front?.moduleTypes}`,
    ])
  })

  it.each(entries)('gives $subpath the same names to import and to require', async (entry) => {
    const imported = Object.keys(await import(/* @vite-ignore */ join(root, entry.module)))
    const required = Object.keys(createRequire(import.meta.url)(join(root, entry.script)))
    expect(imported.length).toBeGreaterThan(0)
    expect(required.sort()).toEqual(imported.sort())
  })
})
