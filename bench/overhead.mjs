// What a client costs: one call over a fetch that answers from memory, beside that fetch alone.
// Everything on: credential, told quota, timeout, retry. Run `npm run build` before.
import { parseArgs } from 'node:util'
import { bearer, createClient } from 'portolan'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '60' },
    calls: { type: 'string', default: '2000' },
    only: { type: 'string' },
  },
})
const [rounds, calls] = [values.rounds, values.calls].map(Number)

const items = Array.from({ length: 16 }, (_, id) => ({
  id,
  name: `Widget number ${id}`,
  tags: ['north', 'south'],
  created: '2025-01-01T00:00:00Z',
}))
const body = JSON.stringify({ items })
const headers = { 'content-type': 'application/json', 'x-request-id': 'a1b2c3' }
const stub = async () => new Response(body, { headers })

const api = createClient({
  baseURL: 'https://api.example.com/v1',
  fetch: stub,
  auth: bearer('token'),
  rateLimit: { limit: 1e9, window: 1000 },
})

const contenders = {
  bare: async () => {
    const response = await stub('https://api.example.com/v1/widgets', {
      headers: { authorization: 'Bearer token' },
    })
    return response.json()
  },
  portolan: () => api.get('widgets'),
}
const chosen = Object.entries(contenders).filter(([name]) => !values.only || name === values.only)

/** µs a call. */
async function time(call) {
  const startedAt = performance.now()
  for (let number = 0; number < calls; number += 1) await call()
  return ((performance.now() - startedAt) * 1000) / calls
}

const median = (numbers) => [...numbers].sort((one, other) => one - other)[numbers.length >> 1]

for (const [, call] of chosen) for (let round = 0; round < 5; round += 1) await time(call)

const times = Object.fromEntries(chosen.map(([name]) => [name, []]))
for (let round = 0; round < rounds; round += 1) {
  // Each second round the other way round, so that neither always follows the other's garbage.
  for (const [name, call] of round % 2 ? chosen.toReversed() : chosen) {
    times[name].push(await time(call))
  }
}
await api.close()

const costs = chosen.map(([name]) => `${name} ${median(times[name]).toFixed(1)} µs`).join(', ')
if (chosen.length === 1) console.log(`${costs} a call`)
else {
  const ratios = times.portolan.map((cost, round) => cost / times.bare[round])
  console.log(
    `${median(ratios).toFixed(2)} × bare fetch + json (${costs} a call; ` +
      `median of ${rounds} rounds of ${calls} calls, ${body.length} bytes of JSON)`,
  )
}
