import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const local = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const built = ['test/package/**/*.test.ts', 'test/runtimes/**/*.test.ts']
const sdks = ['test/sdks/**/*.test.ts']
const onReact = ['test/react/**/*.test.tsx']

/** What the playground imports by name is the source, not what was last built. */
const source = {
  'portolan/knowi': local('src/apis/knowi/index.ts'),
  'portolan/query': local('src/query/index.ts'),
  'portolan/react': local('src/react/index.ts'),
  'portolan/testing': local('src/testing/index.ts'),
  portolan: local('src/index.ts'),
}

/** To Node, Solid gives the build for servers, where nothing is ever fetched. */
const solid = {
  'solid-js/store': local('node_modules/solid-js/store/dist/store.js'),
  'solid-js/web': local('node_modules/solid-js/web/dist/web.js'),
  'solid-js': local('node_modules/solid-js/dist/solid.js'),
}

/** The same components and tests on the oldest React that is supported. */
const react18 = {
  ...source,
  'react/jsx-runtime': 'react18/jsx-runtime',
  'react/jsx-dev-runtime': 'react18/jsx-dev-runtime',
  'react-dom/client': 'react-dom18/client',
  'react-dom/server': 'react-dom18/server',
  'react-dom/test-utils': 'react-dom18/test-utils',
  'react-dom': 'react-dom18',
  react: 'react18',
}

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias: { ...source, ...solid } },
        test: {
          name: 'source',
          server: { deps: { inline: [/solid-js/, /@tanstack\/solid-query/] } },
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [...built, ...sdks],
          testTimeout: 10_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        resolve: { alias: react18 },
        test: {
          name: 'react18',
          include: onReact,
          setupFiles: ['test/react/with-react18.ts'],
          env: { VITEST_REACT: '18' },
          // For the aliases to hold in them, too.
          server: { deps: { inline: [/@tanstack\/react-query/, /@testing-library\/react/] } },
          testTimeout: 10_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'sdks',
          include: sdks,
          testTimeout: 30_000,
          hookTimeout: 30_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'built',
          include: built,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Each of these starts a runtime and measures pace in it: one at a time, after the rest.
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
