// Finds what the tests need beyond npm's packages, and installs it where that asks nobody.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { browserRequired, findBrowser } from './find-browser.mjs'
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

let browser = findBrowser()
if (!browser && onDebianAsRoot()) {
  console.log('No Chromium on this machine: installing the one of Debian')
  if (aptGet('update', '-qq')) aptGet('install', '-y', '-qq', '--no-install-recommends', 'chromium')
  browser = findBrowser()
}

if (browser) {
  console.log(`Chromium for the tests: ${browser}`)
} else {
  console.error(
    '!!! NO CHROMIUM: the tests in a browser page are SKIPPED. Install it or set CHROMIUM_PATH.',
  )
  if (browserRequired) process.exitCode = 1
}

try {
  installAside('test/sdks/sdks.json')
} catch (error) {
  console.error(
    `!!! NO SDKS: the tests of client.fetch under other libraries are SKIPPED. ${error.message}`,
  )
  if (browserRequired) process.exitCode = 1
}
