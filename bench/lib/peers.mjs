import { readFileSync } from 'node:fs'
import { folderOf, importAside, installAside } from '../../scripts/install-aside.mjs'

const list = 'bench/peers.json'
const versions = JSON.parse(readFileSync(new URL('../peers.json', import.meta.url), 'utf8'))

/** Installs all peers, unless they are there. */
export const preparePeers = () => installAside(list)
/** @param {string} name */
export const peer = (name) => importAside(list, name)
export const peersFolder = folderOf(list)

/**
 * A package with its version, as it stands in a table.
 *
 * @param {string} name
 */
export const versioned = (name) => {
  const version = versions[name].replace(/^npm:.+@/, '')
  return `${name.replace(/-1$/, '')} ${version}`
}
