import * as mage from '../../dist/mage.js'
import { voyage } from './mage-voyage.mjs'

export default {
  /** @param {Request} request */
  async fetch(request) {
    const baseURL = new URL(request.url).searchParams.get('baseURL') ?? ''
    return Response.json(await voyage(mage, { baseURL, apiKey: 'the-key' }))
  },
}
