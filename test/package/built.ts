import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root'

interface Target {
  types: string
  default: string
}

export interface Manifest {
  main: string
  module: string
  types: string
  dependencies?: Record<string, string>
  exports: Record<string, string | { import: Target; require: Target }>
}

export const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest

/** Every entry with its four files, as paths from the project's folder. */
export const entries = Object.entries(manifest.exports).flatMap(([subpath, target]) => {
  if (typeof target === 'string') return []
  const { import: esm, require: cjs } = target
  const [module, moduleTypes, script, scriptTypes] = [
    esm.default,
    esm.types,
    cjs.default,
    cjs.types,
  ].map((path) => path.replace('./', '')) as [string, string, string, string]
  return [{ subpath, module, moduleTypes, script, scriptTypes }]
})

/** The only entry that may ask for Node. */
export const nodeEntry = './testing/node'

if (!existsSync(join(root, 'dist'))) throw new Error('There is no dist: run "npm run build" first')
