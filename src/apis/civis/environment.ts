/** Variables by name: those of Workers come as the `env` of the handler. */
export type Environment = Readonly<Record<string, unknown>>

interface Globals {
  readonly process?: { readonly env?: Environment; readonly argv?: unknown; execArgv?: unknown }
  readonly Deno?: {
    readonly permissions?: {
      querySync?(ask: { name: 'env'; variable: string }): { readonly state: string }
    }
  }
  readonly document?: unknown
}

/**
 * A variable of the environment that was given, else of the runtime's own where it has one. Read
 * when asked for. What Deno was not allowed to read counts as unset, and is not asked for.
 */
export function variable(name: string, given?: Environment): string | undefined {
  let value: unknown
  if (given) value = given[name]
  else {
    const { process: host, Deno } = globalThis as Globals
    try {
      const right = Deno?.permissions?.querySync?.({ name: 'env', variable: name })
      if (!right || right.state === 'granted') value = host?.env?.[name]
    } catch {
      // Whatever keeps a program from its environment: then it has none.
    }
  }
  // Workers keep a number a number: a job's id.
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Whether somebody sits before it: a page, or a REPL, which is Node without a file to run. */
export function isInteractive(): boolean {
  const { document, process: host, Deno } = globalThis as Globals
  if (document !== undefined) return true
  // To ask Deno for its arguments would ask for the right to read.
  if (Deno || !host) return false
  const { argv, execArgv } = host
  const evaluates = /^(-e|-p|-pe|--eval|--print)\b/
  return (
    Array.isArray(argv) &&
    argv.length === 1 &&
    !(Array.isArray(execArgv) && execArgv.some((each) => evaluates.test(String(each))))
  )
}
