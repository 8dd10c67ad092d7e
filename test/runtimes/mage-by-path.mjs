import * as mage from '../../dist/mage.js'
import { voyage } from './mage-voyage.mjs'

const [url] = globalThis.Deno?.args ?? process.argv.slice(2)
const options = { baseURL: url, apiKey: 'the-key', tokenIn: 'cookie' }
console.log(JSON.stringify(await voyage(mage, options)))
