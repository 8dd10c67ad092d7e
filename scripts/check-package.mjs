// Judges the tarball that users would get, not the folder.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = (/** @type {string} */ name) => join(root, 'node_modules', '.bin', name)

/**
 * @param {string} command
 * @param {string[]} parameters
 */
function run(command, ...parameters) {
  const { status, error } = spawnSync(command, parameters, {
    cwd: root,
    stdio: 'inherit',
    timeout: 120_000,
  })
  if (error) console.error(error.message)
  return status === 0
}

const folder = mkdtempSync(join(tmpdir(), 'portolan-package-'))
try {
  const packed = run('npm', 'pack', '--silent', '--ignore-scripts', '--pack-destination', folder)
  const tarball = packed && readdirSync(folder).find((name) => name.endsWith('.tgz'))
  if (!tarball) throw new Error('npm pack made no tarball')
  const path = join(folder, tarball)
  const verdicts = [
    run(bin('publint'), path, '--strict'),
    run(bin('attw'), path, '--profile', 'node16'),
  ]
  if (verdicts.includes(false)) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
