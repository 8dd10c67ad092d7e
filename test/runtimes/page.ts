import { chromium, firefox } from 'playwright-core'
import type { Engine } from '../../scripts/find-browser.mjs'
import { openWebKit } from './webkit'

/** A page of a browser. */
export interface Page {
  goto(url: string): Promise<unknown>
  /** The value of an expression, awaited in the page. */
  evaluate(expression: string): Promise<unknown>
  /** Errors that nobody caught, as far as the browser tells of them. */
  readonly complaints: readonly string[]
  close(): Promise<void>
}

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Starts a browser of the machine and opens a page in it. */
export async function openPage(engine: Engine, executablePath: string): Promise<Page> {
  if (engine === 'webkit') return openWebKit(executablePath)
  const browser =
    engine === 'chromium'
      ? await chromium.launch({ executablePath, args: quiet, timeout: 30_000 })
      : // A Firefox as its makers ship it, by WebDriver BiDi.
        await firefox.launch({ executablePath, channel: 'moz-firefox', timeout: 30_000 })
  const plain = { colorScheme: null, reducedMotion: null, forcedColors: null, contrast: null }
  const page = await browser.newPage(engine === 'firefox' ? plain : {})
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  return {
    goto: (url) => page.goto(url),
    evaluate: (expression) => page.evaluate(expression),
    complaints,
    close: () => browser.close(),
  }
}
