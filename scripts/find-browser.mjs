import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** @param {string} path */
function executable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/**
 * The Chromium that the tests use: CHROMIUM_PATH, else the first one found on this machine.
 *
 * @returns {string | undefined}
 */
export function findBrowser() {
  const told = process.env.CHROMIUM_PATH
  if (told) {
    if (!executable(told)) throw new Error(`CHROMIUM_PATH names no executable file: ${told}`)
    return told
  }
  const folders = new Set([...(process.env.PATH ?? '').split(delimiter), '/usr/bin'])
  const candidates = [...folders]
    .filter(Boolean)
    .flatMap((folder) => names.map((name) => join(folder, name)))
  return [...candidates, ...places].find(executable)
}

/** Where nobody reads a console line, a missing browser is an error instead of a skipped test. */
export const browserRequired = ['true', '1'].includes(process.env.CI ?? '')
