import Module from 'node:module'

type Resolve = (request: string, ...rest: unknown[]) => string

// React 18's renderer asks for `react` by its name, which is that of the newer one here.
const modules = Module as unknown as { _resolveFilename: Resolve }
const resolve = modules._resolveFilename
modules._resolveFilename = (request, ...rest) =>
  resolve(request.replace(/^react(-dom)?(?=\/|$)/, 'react$118'), ...rest)
