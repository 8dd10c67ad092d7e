import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { listen } from './loopback'
import type { Page } from './page'

/** WebKitGTK's own small browser, by W3C WebDriver on a display that nobody sees. */
export async function openWebKit(driverPath: string): Promise<Page> {
  const processes: ChildProcess[] = []
  const stop = async (): Promise<void> => {
    for (const child of processes.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
    }
  }
  try {
    const display = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '800x600x24'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    })
    processes.push(display)
    const [number] = await once(createInterface(display.stdio[3] as Readable), 'line')
    const port = await freePort()
    const driver = spawn(driverPath, [`--port=${port}`, '--host=127.0.0.1'], {
      stdio: 'ignore',
      env: { ...process.env, DISPLAY: `:${number}`, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' },
    })
    processes.push(driver)
    const send = commands(`http://127.0.0.1:${port}`)
    await untilReady(driver, send)
    const { sessionId } = (await send('POST', '/session', {
      capabilities: { alwaysMatch: { timeouts: { script: 30_000, pageLoad: 30_000 } } },
    })) as { sessionId: string }
    const session = `/session/${sessionId}`
    return {
      goto: (url) => send('POST', `${session}/url`, { url }),
      async evaluate(expression) {
        const script = `const done = arguments[0]
          Promise.resolve().then(() => ${expression})
            .then((value) => done({ value }), (error) => done({ error: String(error) }))`
        const { value, error } = (await send('POST', `${session}/execute/async`, {
          script,
          args: [],
        })) as { value: unknown; error?: string }
        if (error !== undefined) throw new Error(error)
        return value
      },
      complaints: [],
      async close() {
        await send('DELETE', session, undefined).catch(() => {})
        await stop()
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

type Send = (method: string, path: string, body?: unknown) => Promise<unknown>

function commands(origin: string): Send {
  return async (method, path, body) => {
    const response = await fetch(origin + path, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      headers: { 'content-type': 'application/json' },
    })
    const { value } = (await response.json()) as { value: { error?: string; message?: string } }
    if (!response.ok) throw new Error(`WebDriver: ${value.error}: ${value.message}`)
    return value
  }
}

async function untilReady(driver: ChildProcess, send: Send): Promise<void> {
  for (let attempt = 0; driver.exitCode === null; attempt += 1) {
    try {
      await send('GET', '/status')
      return
    } catch (error) {
      if (attempt >= 100) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  throw new Error(`The driver of WebKit ended with code ${driver.exitCode}.`)
}

async function freePort(): Promise<string> {
  const server = await listen(() => {})
  await server.close()
  return new URL(server.origin).port
}
