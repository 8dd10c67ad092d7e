import { readFile, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transform } from 'esbuild'
import { defineConfig, type Options } from 'tsup'

type TsupPlugin = NonNullable<Options['plugins']>[number]
type EsbuildPlugin = NonNullable<Options['esbuildPlugins']>[number]

const local = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

// `require`, and Node itself, would get an entry that imports Node's HTTP modules.
const ofetchEntry = local('./node_modules/ofetch/dist/index.mjs')

/** What the transport leaves of ofetch: the factory and its `native`. The rest then falls away. */
function nativeOnly(source: string): string {
  const cut = source
    .replace(
      /async function onError\(context\)[\s\S]+?(?=\$fetch\.native =)/,
      'const $fetch = {}; ',
    )
    .replace(/\$fetch\.create =[\s\S]+?(?=return \$fetch;)/, '')
    .replace(/(?<=const \w+ = )(?=new Set)/g, '/* @__PURE__ */ ')
    .replace(/,\s+Headers = globalThis.+\s+AbortController = globalThis.+/, '')
  if (cut.includes('$fetchRaw'))
    throw new Error('ofetch has changed: where is its native fetch now?')
  return cut
}

const leanOfetch: EsbuildPlugin = {
  name: 'lean-ofetch',
  setup(build) {
    build.onResolve({ filter: /^ofetch$/ }, () => ({ path: ofetchEntry, sideEffects: false }))
    // The entry also makes a ready instance, out of the globals that it finds as it loads.
    build.onLoad({ filter: /[\\/]ofetch[\\/]dist[\\/]index\.mjs$/ }, async ({ path }) => {
      const entry = await readFile(path, 'utf8')
      const factory = /^import (\{ \w+ as createFetch \} from '.+')/m.exec(entry)?.[1]
      if (!factory) throw new Error('The entry of ofetch has changed: where is createFetch now?')
      return { contents: `export ${factory}` }
    })
    build.onLoad({ filter: /[/]ofetch[/]dist[/]shared[/].+\.mjs$/ }, async ({ path }) => ({
      contents: nativeOnly(await readFile(path, 'utf8')),
    }))
  },
}

/**
 * CommonJS chunks by esbuild. tsup's own step rewrites every `?.` and `??` into closures, which
 * each call of a client would pay for, and writes absolute paths into the source maps.
 */
const commonjsChunks: TsupPlugin = {
  name: 'commonjs-chunks',
  async renderChunk(code, info) {
    if (this.format !== 'cjs' || info.type !== 'chunk') return
    const map = typeof info.map === 'string' ? info.map : JSON.stringify(info.map)
    const inlined = Buffer.from(map).toString('base64')
    const result = await transform(
      `${code}\n//# sourceMappingURL=data:application/json;base64,${inlined}`,
      {
        format: 'cjs',
        // Names the exports in a way that Node's `import` of a CommonJS file can read.
        platform: 'node',
        target: 'es2022',
        sourcemap: 'external',
        sourcesContent: false,
        sourcefile: basename(info.path),
      },
    )
    // tsup would rewrite the chunk a second time.
    this.splitting = false
    info.map = result.map
    return { code: result.code }
  },
}

/** What is bundled asks that its licence goes with it. */
const bundled = [
  'ofetch/LICENSE',
  'valibot/LICENSE.md',
  '@standard-schema/spec/LICENSE',
  'eventsource-parser/LICENSE',
]

async function writeLicences(): Promise<void> {
  const texts = bundled.map(async (path) => {
    const text = await readFile(local(`./node_modules/${path}`), 'utf8')
    return `${path.slice(0, path.lastIndexOf('/'))}\n\n${text.trim()}\n`
  })
  await writeFile(
    local('./dist/THIRD-PARTY-LICENCES.txt'),
    (await Promise.all(texts)).join('\n---\n\n'),
  )
}

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    civis: 'src/apis/civis/index.ts',
    knowi: 'src/apis/knowi/index.ts',
    mage: 'src/apis/mage/index.ts',
    openapi: 'src/openapi/index.ts',
    query: 'src/query/index.ts',
    react: 'src/react/index.ts',
    testing: 'src/testing/index.ts',
    'testing/msw': 'src/testing/msw.ts',
    'testing/node': 'src/testing/node.ts',
  },
  format: ['esm', 'cjs'],
  platform: 'neutral',
  target: 'es2022',
  splitting: true,
  sourcemap: true,
  minify: false,
  clean: true,
  // Types of the schema standard go into the declarations, so that no package leaks out of them.
  dts: { resolve: ['@standard-schema/spec'] },
  noExternal: ['ofetch', 'valibot', 'eventsource-parser'],
  external: ['msw', /^msw\//, 'react', /^@tanstack\//, /^node:/],
  // Deno and workerd know Node's modules by their prefixed names alone.
  removeNodeProtocol: false,
  esbuildPlugins: [leanOfetch],
  plugins: [commonjsChunks],
  onSuccess: writeLicences,
  esbuildOptions(options) {
    options.sourcesContent = false
  },
})
