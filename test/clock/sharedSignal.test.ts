import { getEventListeners } from 'node:events'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { createClient } from '../../src/index'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

test('100,000 calls on one shared signal leave no listener and no memory behind', async () => {
  const { signal } = new AbortController()
  let most = 0
  const api = createClient({
    baseURL: 'https://api.example.com',
    rateLimit: false,
    fetch: async () => new Response(null, { status: 204 }),
  })
  const calls = async (count: number): Promise<void> => {
    for (let left = count; left > 0; left -= 500) {
      const batch = Array.from({ length: 500 }, () => api.get('x', { signal }))
      // Calls begin in a microtask.
      await Promise.resolve().then(() => {})
      most = Math.max(most, getEventListeners(signal, 'abort').length)
      await Promise.all(batch)
    }
  }
  const heap = async (): Promise<number> => {
    // What is registered for finalization goes in a second round.
    for (let round = 0; round < 3; round += 1) {
      collect()
      await new Promise((resolve) => setImmediate(resolve))
    }
    return process.memoryUsage().heapUsed
  }
  await calls(5000)
  const before = await heap()
  await calls(95_000)
  expect(most).toBe(1)
  expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  // 10 bytes a call would be a leak.
  expect((await heap()) - before).toBeLessThan(95_000 * 10)
  await api.close()
}, 120_000)
