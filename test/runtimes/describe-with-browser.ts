import { describe } from 'vitest'
import { browserRequired, findBrowser } from '../../scripts/find-browser.mjs'

/** `describe` with the path of a Chromium; without one loudly skipped, or an error where CI is set. */
export function describeWithBrowser(name: string, tests: (executablePath: string) => void): void {
  const executablePath = findBrowser()
  if (!executablePath) {
    const message = `NO CHROMIUM: "${name}" is SKIPPED. Install it or set CHROMIUM_PATH.`
    if (browserRequired) throw new Error(message)
    console.error(`!!! ${message}`)
  }
  describe.skipIf(!executablePath)(name, () => tests(executablePath ?? ''))
}
