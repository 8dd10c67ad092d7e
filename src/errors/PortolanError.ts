import { conceal, concealText } from '../events/redaction'

/** What an error may know about the call that failed. All of it is optional. */
export interface ErrorFacts {
  /** Status of the answer, where one came. */
  status?: number | undefined
  /** The answer's body: parsed JSON where it was JSON, text otherwise. */
  data?: unknown
  /** The answer's headers. */
  headers?: Headers | undefined
  /** The server's id of the request (`x-request-id` and its kin). */
  requestId?: string | undefined
  /** How long the server asked to wait, in ms. */
  retryAfter?: number | undefined
  /** Requests that were sent for this call. */
  attempts?: number | undefined
  method?: string | undefined
  /** The URL, with the values of its query hidden. */
  url?: string | undefined
  /** What led to this. Anything that is not a PortolanError is kept as a redacted copy. */
  cause?: unknown
  /** Values that no output may contain. Never readable on the error. */
  secrets?: readonly string[] | undefined
}

const brands: unique symbol = Symbol.for('portolan.brands') as never

interface Branded {
  [brands]?: Set<string>
}

const shown = ['status', 'requestId', 'retryAfter', 'attempts', 'method', 'url'] as const

/**
 * The root of every error that Portolan makes. What an abort rejects with is the caller's own
 * reason and therefore not one of these.
 *
 * `instanceof` goes by brand, so it also holds for an error that another copy of the library made
 * (ESM beside CJS, two bundles on a page). A subclass of your own has no brand and matches only
 * itself.
 *
 * @example
 * try { await api.get('reports') } catch (error) {
 *   if (error instanceof PortolanError) console.error(JSON.stringify(error))
 * }
 */
export class PortolanError extends Error {
  /** The class' name across copies of the library. */
  static readonly brand: string = 'PortolanError'

  declare readonly status?: number
  declare readonly data?: unknown
  declare readonly headers?: Headers
  declare readonly requestId?: string
  declare readonly retryAfter?: number
  declare readonly attempts?: number
  declare readonly method?: string
  declare readonly url?: string

  readonly #secrets: readonly string[]

  constructor(message: string, facts: ErrorFacts = {}) {
    const secrets = facts.secrets ?? []
    super(concealText(message, secrets))
    this.#secrets = secrets
    for (const key of shown)
      if (facts[key] !== undefined) Object.assign(this, { [key]: conceal(facts[key], secrets) })
    const cause = facts.cause === undefined ? undefined : copyCause(facts.cause, secrets)
    // Kept out of enumeration, so that printing an error does not print the answer.
    hide(this, {
      [brands]: new Set(),
      name: new.target.brand,
      data: facts.data,
      headers: facts.headers,
      cause,
    })
    countAs(this, new.target)
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    if (!Object.hasOwn(this, 'brand')) {
      return Function.prototype[Symbol.hasInstance].call(this, value)
    }
    return (value as Branded | null | undefined)?.[brands]?.has(this.brand) === true
  }

  /** All that the error may tell, without secrets: safe for a log. */
  toJSON(): Record<string, unknown> {
    const { name, message, data, cause } = this as PortolanError
    const inner = Object(cause) as Error & Partial<PortolanError>
    return Object.assign(
      { name, message },
      this as object,
      data !== undefined && { data: conceal(data, this.#secrets) },
      cause !== undefined && {
        cause:
          inner.toJSON?.() ?? Object.assign({ name: inner.name, message: inner.message }, inner),
      },
    )
  }
}

function hide(error: Error, fields: Record<string | symbol, unknown>): void {
  for (const key of Reflect.ownKeys(fields)) {
    const value = fields[key]
    if (value !== undefined)
      Object.defineProperty(error, key, { value, configurable: true, writable: true })
  }
}

/** Makes `instanceof` hold for a class and its ancestors: an API's own error is one of the core's too. */
export function countAs(error: PortolanError, type: typeof PortolanError): void {
  for (let each = type; each.brand; each = Object.getPrototypeOf(each)) {
    ;(error as Branded)[brands]?.add(each.brand)
  }
}

/** Tells what an error followed from, after it was made. */
export function addCause(error: PortolanError, cause: PortolanError): void {
  hide(error, { cause })
}

/** Runtimes put URLs and more into their errors: keep what helps, without secrets. */
function copyCause(cause: unknown, secrets: readonly string[]): unknown {
  if (cause instanceof PortolanError) return cause
  const { name = 'Error', message = String(cause), code, cause: deeper } = Object(cause)
  const inner = Object(deeper)
  let text = inner.message ? `${message}: ${inner.message}` : `${message}`
  // What engines quote of a text that does not parse may be a piece of a secret.
  if (name === 'SyntaxError') text = text.replace(/".*"/s, '"…"')
  const copy = new Error(concealText(text, secrets))
  hide(copy, { name, stack: `${name}: ${copy.message}` })
  const known = code ?? inner.code
  return known === undefined ? copy : Object.assign(copy, { code: known })
}
