// Loads one file and reports what that alone did: the calls that a module must leave to its users.
import { createRequire } from 'node:module'

const [file, watched] = process.argv.slice(2)

/** @type {string[]} */
const done = []

/**
 * @param {any} holder
 * @param {string} name
 */
function watch(holder, name) {
  const original = holder[name]
  holder[name] = function (/** @type {unknown[]} */ ...parameters) {
    done.push(name)
    return Reflect.apply(original, this, parameters)
  }
}

const require = createRequire(import.meta.url)
const names = new Set(Object.getOwnPropertyNames(globalThis))
const before = held()

if (watched === 'everything') {
  for (const name of ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'fetch']) {
    watch(globalThis, name)
  }
  watch(Math, 'random')
  watch(Date, 'now')
  watch(performance, 'now')
  watch(AbortSignal, 'timeout')
  watch(AbortSignal, 'any')
  watch(crypto, 'randomUUID')
  watch(crypto, 'getRandomValues')
  watch(console, 'log')
  watch(console, 'warn')
}

if (file.endsWith('.cjs')) require(file)
else await import(file)

const globals = Object.getOwnPropertyNames(globalThis).filter((name) => !names.has(name))
process.stdout.write(JSON.stringify({ done, globals, before, after: held() }))

function held() {
  // Left out: what Node itself opens for the standard streams and closes after reading a file.
  const passing = ['PipeWrap', 'TTYWrap', 'CloseReq']
  return process
    .getActiveResourcesInfo()
    .filter((name) => !passing.includes(name))
    .sort()
}
