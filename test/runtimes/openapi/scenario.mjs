/**
 * One short life of a client out of a document, the same in every runtime; only what can be handed
 * over as JSON comes back.
 *
 * @param {any} library the built entry `portolan/openapi`
 * @param {string} origin where document and API are
 */
export async function scenario({ loadApi, openapi, fromTable }, origin) {
  const specCache = new Map()
  const given = {
    spec: `${origin}/openapi.json`,
    credentials: { key: 'the-key' },
    specCache: {
      getItem: (/** @type {string} */ name) => specCache.get(name) ?? null,
      setItem: (/** @type {string} */ name, /** @type {unknown} */ value) => {
        specCache.set(name, value)
      },
    },
  }
  const harbour = await loadApi(given)
  const again = await loadApi(given)
  const { ships, $client, $help, $resources, $table } = harbour
  const numbers = []
  for await (const { id } of ships.list.iterate({ flag: ['pt', 'es'] })) numbers.push(id)
  const byTable = fromTable(JSON.parse(JSON.stringify($table)), {
    baseURL: origin,
    credentials: given.credentials,
  })
  const bare = openapi(await (await fetch(given.spec)).json(), { baseURL: origin })
  const raw = await $client.fetch('ships/7?raw=1')
  const report = {
    resources: $resources,
    kept: specCache.size,
    numbers,
    one: await ships.get('La Niña/2', { $headers: { 'x-more': 'yes' } }),
    made: await ships.post({ name: 'Pinta', masts: 3 }),
    form: await ships.putPapers(7, { title: 'Log', file: new Blob(['day 1']) }),
    again: await again.ships.get(7),
    byTable: await byTable.ships.get(7),
    raw: [raw.status, await raw.json()],
    help: $help.includes('ships'),
    keyless: await failure(bare.ships.get(7)),
    unknown: await failure(ships.list({ flga: 'pt' })),
  }
  await $client.close()
  return report
}

/** @param {Promise<unknown>} call */
async function failure(call) {
  try {
    return { answered: await call }
  } catch (error) {
    return { name: error.name, message: error.message }
  }
}
