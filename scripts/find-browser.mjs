import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * The browsers that the tests run in: what their programs are called, where else they may be, the
 * variable that names one, and Debian's packages for them.
 *
 * @satisfies {Record<string, { names: string[], places: string[], variable: string, packages: string[] }>}
 */
export const browsers = {
  chromium: {
    names: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    places: [
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
    ],
    variable: 'CHROMIUM_PATH',
    packages: ['chromium'],
  },
  firefox: {
    names: ['firefox-esr', 'firefox'],
    places: ['/Applications/Firefox.app/Contents/MacOS/firefox'],
    variable: 'FIREFOX_PATH',
    packages: ['firefox-esr'],
  },
  // WebKitGTK, by its driver: it needs a display, which Xvfb makes.
  webkit: {
    names: ['WebKitWebDriver'],
    places: [],
    variable: 'WEBKIT_DRIVER_PATH',
    packages: ['webkit2gtk-driver', 'xvfb'],
  },
}

/** @typedef {keyof typeof browsers} Engine */

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
 * The first program of one of these names on this machine.
 *
 * @param {string[]} names
 * @returns {string | undefined}
 */
export function findProgram(names) {
  const folders = new Set([...(process.env.PATH ?? '').split(delimiter), '/usr/bin'])
  return [...folders]
    .filter(Boolean)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find(executable)
}

/**
 * The browser that the tests use: the one that its variable names, else the first one found.
 *
 * @param {Engine} [engine]
 * @returns {string | undefined}
 */
export function findBrowser(engine = 'chromium') {
  const { names, places, variable } = browsers[engine]
  const told = process.env[variable]
  if (told) {
    if (!executable(told)) throw new Error(`${variable} names no executable file: ${told}`)
    return told
  }
  if (engine === 'webkit' && !findProgram(['Xvfb'])) return undefined
  return findProgram(names) ?? places.find(executable)
}

/** Where nobody reads a console line, a missing browser is an error instead of a skipped test. */
export const browserRequired = ['true', '1'].includes(process.env.CI ?? '')
