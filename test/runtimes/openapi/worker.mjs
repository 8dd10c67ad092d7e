import * as library from '../../../dist/openapi.js'
import { scenario } from './scenario.mjs'

export default {
  /** @param {Request} request */
  async fetch(request) {
    const origin = new URL(request.url).searchParams.get('origin') ?? ''
    return Response.json(await scenario(library, origin))
  },
}
