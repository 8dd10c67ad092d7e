// Sends a secret in every place through every failure, and prints what is left of it in every way
// that this runtime has. What is printed must name each failure and never the secret.
import { inspect as inspectAsNode } from 'node:util'
import * as portolan from '../../dist/index.js'

const { apiKey, attachLogger, basic, bearer, createClient, oauth2 } = portolan
const { Bun, Deno } = globalThis
const [baseURL, closed, secret, uncaught] = Deno ? Deno.args : process.argv.slice(2)

/** @type {(value: unknown) => string} */
const inspect = (value) =>
  [inspectAsNode, Deno?.inspect, Bun?.inspect].map((each) => each?.(value, { depth: 9 })).join('\n')

/** @type {[place: string, options: object, call?: object][]} */
const places = [
  ['bearer', { auth: bearer(secret) }],
  ['basic', { auth: basic('ada', secret) }],
  ['header', { auth: apiKey({ name: 'X-Own', value: secret }) }],
  ['query', { auth: apiKey({ name: 'own', value: secret, in: 'query' }) }],
  ['cookie', { auth: apiKey({ name: 'own', value: secret, in: 'cookie' }) }],
  ['body', { auth: apiKey({ name: 'own', value: secret, in: 'body' }) }, { json: { a: 1 } }],
  ['form', { auth: apiKey({ name: 'own', value: secret, in: 'body' }) }, { form: { a: 1 } }],
  [
    'own',
    { redact: ['x-team', 'sig', 'pin'] },
    { headers: { 'X-Team': secret }, query: { sig: secret }, json: { pin: secret } },
  ],
]
const failures = ['refused', 'text', 'reset', 'stalled', 'slow-body', 'cut', 'no-json', 'paused']

let count = 0
/** @param {string} what @param {any} error */
function print(what, error) {
  count += 1
  // Bun begins an error with the lines of its source.
  console.log(what, error.name)
  console.log(error)
  console.error(error)
  console.log(
    [inspect(error), error.message, error.stack, String(error), JSON.stringify(error)].join('\n'),
  )
  const { cause } = error
  if (cause) console.log(inspect(cause), cause.message, cause.stack, JSON.stringify(cause))
}

/** @param {Promise<unknown>} call */
const failureOf = (call) =>
  call.then(
    () => Promise.reject(new Error('It was meant to fail.')),
    (error) => error,
  )

/** @param {string} base @param {object} options */
function client(base, options) {
  const api = createClient({ baseURL: base, retry: { maxRetries: 0, maxThrottles: 0 }, ...options })
  for (const name of ['request', 'response', 'attempt', 'wait', 'throttled', 'renew', 'error']) {
    api.on(name, (event) => console.log(name, event, inspect(event), JSON.stringify(event)))
  }
  attachLogger(api, console)
  return api
}

if (uncaught) {
  throw await failureOf(
    client(closed, { auth: apiKey({ name: 'own', value: secret, in: 'query' }) }).get('x'),
  )
}
for (const [place, options, call] of places) {
  for (const failure of failures) {
    const timeout = failure === 'stalled' || failure === 'slow-body' ? 60 : 10_000
    const api = client(baseURL, { ...options, timeout })
    print(`${place} ${failure}:`, await failureOf(api.post(failure, call)))
  }
  print(`${place} nobody:`, await failureOf(client(closed, options).post('x', call)))
}
for (const tokenURL of [`${baseURL}/refused`, `${baseURL}/no-json`, `${closed}/token`]) {
  const auth = oauth2({ tokenURL, clientId: 'me', clientSecret: secret })
  print('oauth2:', await failureOf(client(baseURL, { auth }).get('refused')))
}
const { host } = new URL(baseURL)
print('password:', await failureOf(client(baseURL, {}).get(`http://ada:${secret}@${host}/x`)))
console.log(`printed ${count}`)
