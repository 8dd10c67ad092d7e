import * as library from '../../../dist/openapi.js'
import { scenario } from './scenario.mjs'

const [origin = ''] = globalThis.Deno?.args ?? process.argv.slice(2)
console.log(JSON.stringify(await scenario(library, origin)))
