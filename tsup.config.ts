import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transform } from 'esbuild'
import { defineConfig, type Options } from 'tsup'

type TsupPlugin = NonNullable<Options['plugins']>[number]
type EsbuildPlugin = NonNullable<Options['esbuildPlugins']>[number]

const local = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

// `require`, and Node itself, would get an entry that imports Node's HTTP modules.
const ofetchEntry = local('./node_modules/ofetch/dist/index.mjs')

/**
 * What the transport never asks of ofetch, as the constant that each option has there. The branches
 * behind them fold away; an option that is used elsewhere too stays as it is.
 */
const unasked: Readonly<Record<string, string>> = {
  'globalOptions.defaults': '(void 0)',
  'defaults?.headers': '(void 0)',
  'defaults?.params': '(void 0)',
  'defaults?.query': '(void 0)',
  'input?.params': '(void 0)',
  'input?.query': '(void 0)',
  '!defaults': 'true',
  'context.response.body': 'false',
  'context.response._bodyInit': 'false',
  'context.options.onRequest': '(void 0)',
  'context.options.onRequestError': '(void 0)',
  'context.options.onResponse': '(void 0)',
  'context.options.onResponseError': '(void 0)',
  'context.options.baseURL': '(void 0)',
  'context.options.query': '(void 0)',
  'context.options.body': '(void 0)',
  'context.options.timeout': '(void 0)',
  'context.options.parseResponse': '(void 0)',
  'context.options.responseType': '"stream"',
  'context.options.ignoreResponseError': 'true',
  'context.options.retry': 'false',
  // The transport takes the error out of ofetch's wrapper, so that none need be made.
  'createFetchError(context)': 'context.error',
}

async function fold(source: string): Promise<string> {
  let folded = source
  for (const [option, value] of Object.entries(unasked)) {
    const pattern = option.replace(/[.()?]/g, '\\$&')
    const reads = new RegExp(`${pattern}(?!\\w|\\s*=[^=])`, 'g')
    if (!reads.test(source)) throw new Error(`ofetch has changed: it no longer reads ${option}.`)
    folded = folded.replace(reads, value)
  }
  return (await transform(folded, { minifySyntax: true, loader: 'js' })).code
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
    build.onLoad({ filter: /[\\/]ofetch[\\/]dist[\\/]shared[\\/].+\.mjs$/ }, async ({ path }) => ({
      contents: await fold(await readFile(path, 'utf8')),
    }))
    // ofetch refers to both and never comes to call them, since Portolan hands it finished URLs
    // and reads the bodies itself.
    build.onResolve({ filter: /^(destr|ufo)$/ }, ({ path }) => ({
      path: local(`./scripts/stubs/${path}.mjs`),
      sideEffects: false,
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

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    knowi: 'src/apis/knowi/index.ts',
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
  noExternal: ['ofetch', 'valibot'],
  external: ['msw', /^msw\//, /^node:/],
  // Deno and workerd know Node's modules by their prefixed names alone.
  removeNodeProtocol: false,
  esbuildPlugins: [leanOfetch],
  plugins: [commonjsChunks],
  esbuildOptions(options) {
    options.sourcesContent = false
  },
})
