/**
 * From the log-in to the last delete, the same in Node and in a page; only what can be handed over as
 * JSON comes back.
 *
 * @param {any} library the built `portolan/mage`
 * @param {any} options for createMage
 */
export async function voyage({ createMage, decodeToken, MageRecordNotFoundError }, options) {
  let session
  const mage = createMage({
    ...options,
    session: { email: 'admin@admin.com', password: 'admin' },
    logOutOnClose: true,
    onSession: (/** @type {any} */ opened) => {
      session = opened
    },
  })
  const created = await mage.pipelines.create({ name: 'My First', type: 'python' })
  const { items, metadata } = await mage.pipelines.list({ limit: 2, orderBy: 'name' })
  const updated = await mage.pipelines.update(created.uuid, { description: 'hello' })
  await mage.pipelines(created.uuid).blocks.create({ name: 'load it', type: 'data_loader' })
  const schedule = await mage
    .pipelines(created.uuid)
    .pipelineSchedules.create({ name: 'by hand', schedule_type: 'api' })
  await mage.pipelineSchedules.update(schedule.id, { status: 'active' })
  const triggered = await mage.trigger(schedule.id, schedule.token, { variables: { env: 'test' } })
  const runs = []
  for await (const run of mage.pipelineSchedules(schedule.id).pipelineRuns.iterate())
    runs.push(run.id)
  let looks = 0
  const ended = await mage.pipelineRuns.wait(triggered.id, {
    interval: 20,
    onProgress: () => {
      looks += 1
    },
  })
  await mage.files.upload(new Blob(['x = 1']), { name: 'x.py', dirPath: 'data_loaders' })
  const file = await (await mage.download({ file: 'data_loaders/x.py' })).text()
  const refused = await mage.pipelineSchedules.get(4711).catch((/** @type {any} */ error) => ({
    name: error.name,
    status: error.status,
    httpStatus: error.httpStatus,
    own: error instanceof MageRecordNotFoundError,
  }))
  await mage.pipelineRuns.delete(triggered.id)
  const deleted = await mage.pipelines.delete(created.uuid)
  await mage.close()
  const { token } = decodeToken(/** @type {any} */ (session).token)
  return {
    created: created.uuid,
    listed: items.map((/** @type {any} */ { uuid }) => uuid),
    metadata,
    description: updated.description,
    triggered: triggered.status,
    runs,
    looked: looks > 0,
    ended: ended.status,
    env: ended.variables.env,
    blockRuns: ended.block_runs.length,
    file,
    refused,
    deleted: deleted.uuid,
    decoded: token.length,
  }
}
