import { build, type Metafile } from 'esbuild'
import { root } from './root'

/** Files by their path from the project's folder, each with what it imports or requires. */
export type Graph = Metafile['inputs']

/** Follows the relative imports of some files, as a bundler sees them. */
export async function readGraph(files: string[]): Promise<Graph> {
  const { metafile } = await build({
    // Named with their endings: an entry's ESM and CommonJS files share the rest of the name.
    entryPoints: files.map((file) => ({ in: file, out: file })),
    absWorkingDir: root,
    bundle: true,
    packages: 'external',
    platform: 'neutral',
    format: 'esm',
    outdir: 'unwritten',
    write: false,
    metafile: true,
    logLevel: 'silent',
  })
  return metafile.inputs
}

/** The given files and all that they lead to, in the order of discovery. */
export function reachable(graph: Graph, files: string[]): string[] {
  const found = new Set(files)
  for (const file of found) {
    for (const { path, external } of graph[file]?.imports ?? []) if (!external) found.add(path)
  }
  return [...found]
}

/** Names that a file imports or requires from outside of the package. */
export function foreignImports(graph: Graph, file: string): string[] {
  return (graph[file]?.imports ?? []).filter(({ external }) => external).map(({ path }) => path)
}
