// For a runtime that takes the built file as it lies, and may not read its environment.
import * as library from '../../../dist/civis.js'
import { scenario } from './scenario.mjs'

const [baseURL] = globalThis.Deno ? globalThis.Deno.args : process.argv.slice(2)
const keyless = await library.createCivis().catch((error) => error.name)
const report = await scenario(library, { apiKey: 'test-key', baseURL })
console.log(JSON.stringify({ ...report, withoutRight: keyless }))
