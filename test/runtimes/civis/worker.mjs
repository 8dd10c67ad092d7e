import * as library from '../../../dist/civis.js'
import { scenario } from './scenario.mjs'

export default {
  /**
   * @param {Request} _request
   * @param {Record<string, string>} env key and address, as a Worker gets them
   */
  async fetch(_request, env) {
    return Response.json(await scenario(library, { env }))
  },
}
