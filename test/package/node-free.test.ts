import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { transform } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { entries, nodeEntry } from './built'
import { foreignImports, reachable, readGraph } from './graph'
import { root } from './root'

const builtins = new Set(builtinModules)
const isBuiltin = (name: string): boolean => name.startsWith('node:') || builtins.has(name)

const built = readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' })
const scripts = built.filter((path) => /\.(js|cjs)$/.test(path)).map((path) => `dist/${path}`)
const graph = await readGraph(scripts)

const starts = (forNode: boolean): string[] =>
  entries
    .filter(({ subpath }) => (subpath === nodeEntry) === forNode)
    .flatMap(({ module, script }) => [module, script])
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const portable = reachable(graph, starts(false))
const forNode = reachable(graph, starts(true))

describe('the built files', () => {
  it('all belong to an entry', () => {
    const known = new Set([...portable, ...forNode])
    expect(scripts.filter((path) => !known.has(path))).toEqual([])
  })

  it('import Node modules in testing/node alone, by their prefixed names', () => {
    expect(findings(portable, (path) => foreignImports(graph, path).filter(isBuiltin))).toEqual([])

    const asked = forNode.flatMap((path) => foreignImports(graph, path)).filter(isBuiltin)
    expect(asked).not.toEqual([])
    expect(asked.filter((name) => !name.startsWith('node:'))).toEqual([])
  })

  it('use no global of Node', async () => {
    const code = new Map<string, string>()
    for (const path of portable) {
      // Comments may speak of Node; the transform drops them.
      const options = { minifyWhitespace: true, legalComments: 'none' } as const
      code.set(path, (await transform(read(path), options)).code)
    }
    const globals =
      /\bprocess\s*[.[?]|\b(?:Buffer|__dirname|__filename)\b|(?<![.\w])setImmediate\s*\(/g
    expect(findings(portable, (path) => code.get(path)?.match(globals) ?? [])).toEqual([])
  })

  it('import no package but their peers: msw in testing/msw, React and its queries in react', () => {
    const others = starts(false).filter((path) => !/^dist\/(testing\/msw|react)\./.test(path))
    const bare = reachable(graph, others)
    expect(findings(bare, (path) => foreignImports(graph, path))).toEqual([])

    const asked = new Set(portable.flatMap((path) => foreignImports(graph, path)))
    const peers = /^(msw(\/.*)?|react|@tanstack\/react-query)$/
    expect([...asked].filter((name) => !peers.test(name))).toEqual([])
  })

  it('have source maps that name files of the project and hold none', () => {
    const maps = scripts.map((path) => `${path}.map`)
    const inside = /^((\.\.\/){1,2}(src|node_modules|scripts)\/[^.]|[\w-]+\.cjs$)/
    const foreign = (path: string): string[] =>
      (JSON.parse(read(path)).sources as string[]).filter((source) => !inside.test(source))
    expect(findings(maps, foreign)).toEqual([])
    expect(maps.filter((path) => JSON.parse(read(path)).sourcesContent?.some(Boolean))).toEqual([])
    expect([...scripts, ...maps].filter((path) => read(path).includes(root))).toEqual([])
  })
})

/** One line for each thing found in a file, so that a failure tells all of them. */
function findings(paths: string[], find: (path: string) => string[]): string[] {
  return paths.flatMap((path) => find(path).map((found) => `${path}: ${found}`))
}
