import { describe } from 'vitest'
import { browserRequired, browsers, type Engine, findBrowser } from '../../scripts/find-browser.mjs'

/** `describe` with the path of a browser; without one loudly skipped, or an error where CI is set. */
export function describeWithBrowser(
  name: string,
  tests: (executablePath: string) => void,
  engine: Engine = 'chromium',
): void {
  const executablePath = findBrowser(engine)
  if (!executablePath) {
    const { variable } = browsers[engine]
    const message = `NO ${engine.toUpperCase()}: "${name}" is SKIPPED. Install it or set ${variable}.`
    if (browserRequired) throw new Error(message)
    console.error(`!!! ${message}`)
  }
  describe.skipIf(!executablePath)(name, () => tests(executablePath ?? ''))
}
