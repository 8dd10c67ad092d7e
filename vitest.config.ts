import { defineConfig } from 'vitest/config'

const built = ['test/package/**/*.test.ts', 'test/runtimes/**/*.test.ts']
const sdks = ['test/sdks/**/*.test.ts']

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'source',
          include: ['test/**/*.test.ts'],
          exclude: [...built, ...sdks],
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
