// Packages that only measurements and some tests want, and that are too many or too big for
// everybody's node_modules: they go into a folder of their own under .cache, by exact version.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
/** An import from within the folder finds its packages, whatever kinds of modules they are. */
const loader = 'export default (name) => import(name)\n'

/**
 * The exact versions that a list beside its users names.
 *
 * @param {string} list path of a JSON file from the project's folder: names and versions
 */
function setOf(list) {
  const folder = join(root, '.cache', basename(list, '.json'))
  const dependencies = JSON.parse(readFileSync(join(root, list), 'utf8'))
  const manifest = JSON.stringify({ private: true, dependencies }, null, 2)
  return { folder, dependencies, manifest, stamp: join(folder, 'installed.json') }
}

/**
 * Whether all of a list is there, in its versions.
 *
 * @param {string} list
 */
export function isInstalled(list) {
  const { manifest, stamp } = setOf(list)
  try {
    return readFileSync(stamp, 'utf8') === manifest
  } catch {
    return false
  }
}

/**
 * Installs what a list names, unless it is there. No script of any package is run.
 *
 * @param {string} list
 * @throws {Error} where npm could not
 */
export function installAside(list) {
  if (isInstalled(list)) return
  const { folder, dependencies, manifest, stamp } = setOf(list)
  console.log(`Installing ${Object.keys(dependencies).join(', ')} into ${folder}`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), manifest)
  writeFileSync(join(folder, 'load.mjs'), loader)
  const parameters = ['install', '--ignore-scripts', '--no-package-lock', '--loglevel=error']
  const { status, error } = spawnSync('npm', parameters, {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: 4 * 60_000,
    // On Windows npm is a script for the shell.
    shell: process.platform === 'win32',
  })
  if (status !== 0)
    throw new Error(`npm could not install ${list}${error ? `: ${error.message}` : ''}`)
  // Last of all: an install that broke off leaves no stamp.
  writeFileSync(stamp, manifest)
}

/**
 * Imports a package of a list.
 *
 * @param {string} list
 * @param {string} name
 */
export async function importAside(list, name) {
  const { folder } = setOf(list)
  const { default: load } = await import(pathToFileURL(join(folder, 'load.mjs')).href)
  return load(name)
}

/**
 * Where the packages of a list are: for what resolves by itself, such as a bundler.
 *
 * @param {string} list
 */
export const folderOf = (list) => setOf(list).folder
