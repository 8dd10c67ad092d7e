import * as portolan from '../../dist/index.js'
import { scenario } from './scenario.mjs'

export default {
  /** @param {Request} request */
  async fetch(request) {
    const baseURL = new URL(request.url).searchParams.get('baseURL') ?? ''
    return Response.json(await scenario(portolan, baseURL))
  },
}
