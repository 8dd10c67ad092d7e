/**
 * One short life of a client, the same in every runtime; only what both sides of a worker or a
 * page can hand over as JSON comes back.
 *
 * @param {any} portolan the built library
 * @param {string} baseURL where `startApi` listens
 */
export async function scenario(portolan, baseURL) {
  const { createClient, bearer } = portolan
  const api = createClient({
    baseURL,
    auth: bearer('token-1'),
    rateLimit: { limit: 5, window: 500 },
    retry: 2,
    timeout: 2000,
  })

  const report = {
    items: await api.get('items'),
    flaky: await api.get('flaky'),
    limited: await Promise.all(Array.from({ length: 12 }, () => api.get('limited'))),
    echo: await api.post('echo', { json: { a: 1 } }),
    slow: await failure(api.get('slow', { timeout: 100, retry: false })),
    aborted: await abort(api),
    notFound: await failure(api.get('users/{id}', { params: { id: 'a/b' } })),
    closed: {},
  }
  await api.close()
  report.closed = await failure(api.get('items'))
  return report

  /** @param {Promise<unknown>} call */
  async function failure(call) {
    try {
      return { answered: await call }
    } catch (error) {
      const classes = Object.keys(portolan).filter(
        (name) => name.endsWith('Error') && error instanceof portolan[name],
      )
      const { name, phase, status, method, url, data } = error
      return { classes: classes.sort(), name, phase, status, method, url, data }
    }
  }
}

/**
 * Aborted with its request on the way, where runtimes differ in what fetch rejects with.
 *
 * @param {any} api
 */
async function abort(api) {
  const controller = new AbortController()
  const undo = api.on('request', () => setTimeout(() => controller.abort('my reason'), 20))
  try {
    return { answered: await api.get('slow', { signal: controller.signal }) }
  } catch (reason) {
    return { reason }
  } finally {
    undo()
  }
}
