import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { entries } from './built'
import { root } from './root'

/** Packages that the declarations of an entry may name; all others name none. */
const packages: Record<string, RegExp> = {
  './query': /^@tanstack\/query-core$/,
  './react': /^(react|@tanstack\/(react-query|query-core))$/,
  './testing/msw': /^msw(\/|$)/,
  './testing/node': /^node(:|$)/,
}

/** An output's ending stands for its declaration's: './chunk.js' means './chunk.d.ts'. */
function declarationOf(from: string, name: string): string {
  const path = join(dirname(from), name)
  return /\.d\.c?ts$/.test(path) ? path : path.replace(/\.(c?)js$/, '.d.$1ts')
}

/** Everything that a declaration and the ones it leads to name from outside of the package. */
function foreignNames(entry: string): string[] {
  const foreign: string[] = []
  const files = new Set([entry])
  for (const file of files) {
    const text = readFileSync(join(root, file), 'utf8')
    const { importedFiles, referencedFiles, typeReferenceDirectives, libReferenceDirectives } =
      ts.preProcessFile(text, true, true)
    foreign.push(...typeReferenceDirectives.map(({ fileName }) => fileName))
    foreign.push(...libReferenceDirectives.map(({ fileName }) => fileName))
    for (const { fileName } of [...importedFiles, ...referencedFiles]) {
      const target = declarationOf(file, fileName)
      if (fileName.startsWith('.') && existsSync(join(root, target))) files.add(target)
      else foreign.push(fileName)
    }
  }
  return foreign
}

describe('the declarations', () => {
  const rows = entries.flatMap(({ subpath, moduleTypes, scriptTypes }) =>
    [moduleTypes, scriptTypes].map((file) => ({ subpath, file })),
  )

  it.each(rows)('$file leans on no package', ({ subpath, file }) => {
    const allowed = packages[subpath] ?? /^$/
    expect(foreignNames(file).filter((name) => !allowed.test(name))).toEqual([])
  })

  it('tell no path of a machine', () => {
    const files = readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' })
    const telling = files.filter(
      (path) =>
        /\.d\.c?ts$/.test(path) && readFileSync(join(root, 'dist', path), 'utf8').includes(root),
    )
    expect(telling).toEqual([])
  })
})
