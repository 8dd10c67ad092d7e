import { fork } from 'node:child_process'
import { once } from 'node:events'

/**
 * Starts a server program of this folder in a process of its own.
 *
 * @param {string} program
 * @param {object} [options] as the program takes them
 */
export async function startServer(program, options = {}) {
  const child = fork(new URL(`../${program}`, import.meta.url), [JSON.stringify(options)])
  const ended = once(child, 'exit')
  const [{ port }] = await once(child, 'message')
  return {
    url: `http://127.0.0.1:${port}`,
    /** What it has counted so far. */
    async report() {
      child.send('report')
      const [counts] = await once(child, 'message')
      return counts
    },
    async stop() {
      child.disconnect()
      await ended
    },
  }
}
