import { startServer } from './startServer.mjs'

/**
 * Many calls at once on one server, and what became of them.
 *
 * @param {object} load
 * @param {{ name: string, make(settings: object): Promise<import('./clients.mjs').Contender> }} load.client
 * @param {object} load.server options of server.mjs
 * @param {{ limit: number, window: number }} [load.quota] what the client is told
 * @param {number} load.calls
 * @param {number} [load.patience] ms after which the rest counts as not done
 */
export async function runLoad({ client, server: options, quota, calls, patience = 30_000 }) {
  const server = await startServer('server.mjs', options)
  // Slow starts of two processes are not what is compared.
  await Promise.all(
    Array.from({ length: 5 }, async () => (await fetch(`${server.url}/warm`)).text()),
  )
  const contender = await client.make({ quota })
  let answered = 0
  let failed = 0
  /** When the last good answer came: a client that gives up early is not fast. */
  let last = 0
  const startedAt = performance.now()
  const all = Promise.all(
    Array.from({ length: calls }, (_, number) =>
      contender.get(`${server.url}/widgets/${number}`).then(
        () => {
          answered += 1
          last = performance.now() - startedAt
        },
        () => {
          failed += 1
        },
      ),
    ),
  )
  let alarm
  const late = new Promise((resolve) => {
    alarm = setTimeout(resolve, patience)
  })
  await Promise.race([all, late])
  clearTimeout(alarm)
  const { requests, refused } = await server.report()
  await contender.close?.()
  await server.stop()
  const result = {
    answered,
    failed,
    open: calls - answered - failed,
    took: last,
    requests,
    refused,
  }
  // What is still open may hold timers of its own.
  await Promise.race([all, new Promise((resolve) => setTimeout(resolve, 100))])
  return result
}
