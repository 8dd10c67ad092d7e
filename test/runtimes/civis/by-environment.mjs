// Key and address come from the environment of the process.
import * as library from 'portolan/civis'
import { scenario } from './scenario.mjs'

console.log(JSON.stringify(await scenario(library, {})))
