import { ConfigError } from '../../errors/ConfigError'

/** An object of a document. Its keys are anybody's: look up only fixed names, or by `ownOf`. */
export type Node = Readonly<Record<string, unknown>>

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value as an object; an empty one where it is none. */
export function nodeOf(value: unknown): Node {
  return isNode(value) ? value : {}
}

/** The value as a list; an empty one where it is none. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** What is broken in an operation, so that it is left out. */
export class Fault {
  constructor(readonly problem: string) {}
}

/** How many references may lead to each other, and how deep schemas may stand in each other. */
export const maxDepth = 32

/** A document that is being read, and what was found wrong with it. */
export class Source {
  readonly #found = new Map<string, unknown>()

  constructor(
    readonly document: Node,
    readonly strict: boolean,
    readonly warn: (warning: string) => void,
  ) {}

  /** Whether it is Swagger 2.0. */
  get old(): boolean {
    return this.document.swagger !== undefined
  }

  /**
   * The object that a value is or refers to. Undefined where there is none: references that lead
   * nowhere, in a circle or out of the document, which is never fetched.
   */
  follow(value: unknown): Node | undefined {
    let node = value
    for (let depth = 0; depth < maxDepth && isNode(node); depth += 1) {
      const reference = node.$ref
      if (typeof reference !== 'string') return node
      node = this.#lookUp(reference)
    }
    return undefined
  }

  /** Like `follow`, where the operation makes no sense without it. @throws {Fault} */
  need(value: unknown, what: string): Node {
    const node = this.follow(value)
    if (node) return node
    const reference = textOf(nodeOf(value).$ref)
    throw new Fault(
      reference
        ? `${what}: $ref '${reference}' leads nowhere in the document`
        : `${what} is no object`,
    )
  }

  /** @throws {ConfigError} in strict mode */
  report(path: readonly string[], problem: string): void {
    const pointer = path.map((key) => key.replace(/~/g, '~0').replace(/\//g, '~1')).join('/')
    const warning = `#/${pointer}: ${problem}`
    if (this.strict) throw new ConfigError(`The document is broken at ${warning}.`)
    this.warn(warning)
  }

  #lookUp(reference: string): unknown {
    if (this.#found.has(reference)) return this.#found.get(reference)
    let node: unknown = /^#(\/|$)/.test(reference) ? this.document : undefined
    for (const part of reference.split('/').slice(1)) {
      const key = unescaped(part)
      const has = typeof node === 'object' && node !== null && Object.hasOwn(node, key)
      node = has ? (node as Node)[key] : undefined
    }
    this.#found.set(reference, node)
    return node
  }
}

function unescaped(part: string): string {
  let text = part
  try {
    text = decodeURIComponent(part)
  } catch {
    // A key with a bare % stands as it is.
  }
  return text.replace(/~1/g, '/').replace(/~0/g, '~')
}
