/**
 * One short life of a Civis client, the same in every runtime; only what both sides of a worker or
 * a page can hand over as JSON comes back.
 *
 * @param {any} library the built entry `portolan/civis`
 * @param {object} given what `createCivis` is told here: key and address, or where they are
 */
export async function scenario(library, given) {
  const { createCivis } = library
  const keyless = await failure(createCivis({ env: {} }))
  const civis = await createCivis(given)
  const ids = []
  for await (const { id } of civis.workflows.list.iterate({ limit: 5 })) ids.push(id)
  const { data, callsRemaining } = await civis.workflows.get(1).withResponse()
  const job = await civis.runJob(7)
  const { state } = await job.wait({ pollInterval: 20 })
  const lines = []
  for await (const { message } of job.logs({ pollInterval: 20 })) lines.push(message)
  const report = {
    keyless,
    resources: Object.keys(civis).length,
    ids,
    finished: data.last_execution.finished_at,
    same: data.lastExecution === data.last_execution,
    counted: typeof callsRemaining,
    queried: await civis.queries.post(1, 'SELECT 1', 10, { hidden: true }),
    database: await civis.get_database_id('sandbox'),
    username: await civis.username,
    state,
    lines,
    missing: await failure(civis.workflows.get(99)),
    unknown: await failure(civis.workflows.get(1, { foo: 1 })),
    again: Object.keys(await createCivis(given)).length,
  }
  await civis.close()
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
