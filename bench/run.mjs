// Runs the suites one after another, each in a process of its own and bounded in time, and writes
// RESULTS.md. Suites named on the command line are run and printed alone.
import { execFileSync, fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { cpus, loadavg, type } from 'node:os'
import { fileURLToPath } from 'node:url'
import { preparePeers } from './lib/peers.mjs'
import { markdown, targetsMarkdown } from './lib/suite.mjs'

/**
 * What there is, in its order, with the longest that each may take, in s: far more than it needs,
 * for a machine that has other work.
 */
const limits = {
  dashboard: 300,
  goodput: 330,
  unlimited: 120,
  overhead: 180,
  sockets: 180,
  limiter: 180,
  limiterPeers: 120,
  cancel: 120,
  size: 60,
  failures: 120,
}
const present = Object.keys(limits).filter((name) =>
  existsSync(new URL(`${name}.mjs`, import.meta.url)),
)
const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !present.includes(name))
if (unknown.length > 0) {
  console.error(`No suite '${unknown}'. There are: ${present.join(', ')}`)
  process.exit(2)
}

/** Of suites that only print. */
const titles = { limiter: 'The governor alone' }

/**
 * A suite's result; what a script printed, where it is one that only prints.
 *
 * @param {string} name
 * @returns {Promise<{ title: string, text: string, tables: [], failed?: boolean }>}
 */
function runSuite(name) {
  return new Promise((resolve) => {
    const child = fork(new URL(`${name}.mjs`, import.meta.url), { silent: true })
    let result
    let output = ''
    let complaints = ''
    child.stdout.on('data', (text) => {
      output += text
    })
    child.stderr.on('data', (text) => {
      complaints += text
    })
    child.on('message', (message) => {
      result = message
    })
    // What hung in a peer hangs on; the figures are in.
    child.on('disconnect', () => result && child.kill())
    const alarm = setTimeout(() => child.kill('SIGKILL'), limits[name] * 1000)
    child.on('close', (code) => {
      clearTimeout(alarm)
      if (result) return resolve(result)
      const printed = `\`\`\`text\n${output.trim()}\n\`\`\``
      const title = titles[name] ?? name
      if (code === 0) return resolve({ title, text: printed, tables: [] })
      const why = code === null ? `not done after ${limits[name]} s` : `exit code ${code}`
      console.error(`!!! ${name}: ${why}\n${output}${complaints}`)
      resolve({ title, text: `**Failed: ${why}.**`, tables: [], failed: true })
    })
  })
}

preparePeers()
const startedAt = performance.now()
const results = []
let load = 0
for (const name of asked.length > 0 ? asked : present) {
  console.log(`${name} …`)
  const result = await runSuite(name)
  results.push(result)
  load = Math.max(load, loadavg()[0])
  console.log(markdown(result))
}

const minutes = ((performance.now() - startedAt) / 60_000).toFixed(1)
const targets = results.flatMap(({ targets = [] }) => targets)
console.log(targetsMarkdown(targets))
if (results.some(({ failed }) => failed)) process.exitCode = 1

if (asked.length === 0) {
  const [{ model }] = cpus()
  const machine = `Node ${process.versions.node}, ${type()}, ${cpus().length} cores (${model.trim()})`
  const text = `# Results

Written by \`npm run bench\`; [README.md](./README.md) tells what each suite does. Measured
${new Date().toISOString().slice(0, 10)} on ${machine}, in ${minutes} minutes, under a
load average of up to ${load.toFixed(1)}: above the number of cores, other work is in the times. Ratios come first, since
they hold on other machines too.

${targetsMarkdown(targets).replace('###', '##')}
${results.map(markdown).join('\n')}`
  const file = fileURLToPath(new URL('RESULTS.md', import.meta.url))
  await writeFile(file, `${text.trimEnd()}\n`)
  // As the lint wants it.
  execFileSync('npx', ['biome', 'format', '--write', file], { shell: process.platform === 'win32' })
  console.log(`Written: ${file}`)
}
