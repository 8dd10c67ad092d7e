// For runtimes that take the built file as it lies; the imports are static, so Deno needs no right to read.
import * as portolan from '../../dist/index.js'
import { scenario } from './scenario.mjs'

const [baseURL] = globalThis.Deno ? globalThis.Deno.args : process.argv.slice(2)
console.log(JSON.stringify(await scenario(portolan, baseURL)))
