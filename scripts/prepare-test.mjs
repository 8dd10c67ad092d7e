// Finds what the tests need beyond npm's packages, and installs it where that asks nobody.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { browserRequired, browsers, findBrowser } from './find-browser.mjs'
import { installAside } from './install-aside.mjs'

function onDebianAsRoot() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  try {
    return /^ID="?debian"?$/m.test(readFileSync('/etc/os-release', 'utf8'))
  } catch {
    return false
  }
}

/** @param {string[]} parameters */
function aptGet(...parameters) {
  const { status, error } = spawnSync('apt-get', parameters, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    timeout: 10 * 60_000,
  })
  if (error) console.error(`apt-get ${parameters[0]}: ${error.message}`)
  return status === 0
}

const engines = /** @type {import('./find-browser.mjs').Engine[]} */ (Object.keys(browsers))
const missing = engines.filter((engine) => !findBrowser(engine))
if (missing.length > 0 && onDebianAsRoot()) {
  const packages = missing.flatMap((engine) => browsers[engine].packages)
  console.log(`Installing what Debian has of the browsers for the tests: ${packages.join(' ')}`)
  if (aptGet('update', '-qq')) {
    aptGet('install', '-y', '-qq', '--no-install-recommends', ...packages)
  }
}

for (const engine of engines) {
  const path = findBrowser(engine)
  if (path) {
    console.log(`${engine} for the tests: ${path}`)
  } else {
    console.error(
      `!!! NO ${engine.toUpperCase()}: the tests in it are SKIPPED. Install it or set ${browsers[engine].variable}.`,
    )
    if (browserRequired) process.exitCode = 1
  }
}

try {
  installAside('test/sdks/sdks.json')
} catch (error) {
  console.error(
    `!!! NO SDKS: the tests of client.fetch under other libraries are SKIPPED. ${error.message}`,
  )
  if (browserRequired) process.exitCode = 1
}
