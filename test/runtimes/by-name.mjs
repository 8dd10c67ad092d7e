import * as portolan from 'portolan'
import { scenario } from './scenario.mjs'

console.log(JSON.stringify(await scenario(portolan, process.argv[2])))
