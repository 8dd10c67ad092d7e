import { checkOneOf, checkOptions, must } from '../../options'
import { isName, reserve } from './reserved'
import { coveredBy, type Path, readPath, sharedPrefix } from './template'
import { camel, hash, pascal } from './words'

/** What a name is made of. */
export interface Nameable {
  /** Upper-case. */
  readonly verb: string
  readonly template: string
  readonly operationId?: string | undefined
  readonly tags?: readonly string[] | undefined
  readonly summary?: string | undefined
  readonly deprecated?: boolean | undefined
  /** Whether a good answer is an array; undefined: the document does not say. */
  readonly array?: boolean | undefined
  /** A name that the document itself gives (`x-client-name`). */
  readonly pin?: string | undefined
}

/** How operations get their names. */
export interface NamingOptions {
  /**
   * `path`: by verb and path, `GET /users/{id}/keys` → `users.listKeys`. `operationId`:
   * `users/list-keys`, `users.listKeys` or a tag → `users.listKeys`. Or a function; where it gives
   * nothing, the path says the name.
   *
   * @default 'path'
   */
  strategy?: 'path' | 'operationId' | ((operation: Nameable) => string | undefined)
  /**
   * Names that stand whatever else comes, by verb and path: `{ 'GET /users/{id}': 'users.read' }`.
   * Keep the names of today here (`namesOf`) and no new operation ever renames one.
   */
  names?: Readonly<Record<string, string>>
  /**
   * Start of the paths that no name shows; it may have parameters.
   *
   * @default what all paths share of `api`, `v1` and their like
   */
  basePath?: string
  /**
   * When a GET whose path does not end in a parameter is called `list…`: always (`static`), unless
   * the document says that its answer is no array (`array`), or as a function says. Where it is not,
   * it is `get…`, and `list…` still calls it.
   *
   * @default 'static'
   */
  listWhen?: 'static' | 'array' | ((operation: Nameable) => boolean)
  /**
   * Of two parameters in a row, the first gives its name to the method:
   * `/aliases/{type}/{alias}` → `aliases.getType`.
   *
   * @default false
   */
  consecutiveParams?: boolean
}

/** What an operation is called. Several of one name differ in how many arguments their path takes. */
export interface Name {
  readonly resource: string
  readonly method: string
  /** Further methods that call it, which lists do not show. */
  readonly aliases: readonly string[]
}

/** An operation on its way to a name. */
interface Candidate {
  readonly operation: Nameable
  readonly path: Path
  /** Segments of the path that no name shows. */
  readonly skip: number
  readonly resource: string
  /** How many arguments its path takes. */
  readonly arity: number
}

/**
 * Names operations, each uniquely by resource, method and number of path arguments. The name by path
 * is the verb (`list` for a GET that does not end in a parameter) and the fixed words behind the
 * resource. Where two are the same, all of them try, in this order: `By` and their parameters, the
 * whole path, the operationId, a hash.
 *
 * @throws {ConfigError} for pins that cannot stand: no name at all, or one for two operations
 */
export function nameOperations(
  operations: readonly Nameable[],
  options: NamingOptions = {},
): Name[] {
  checkNaming(options)
  // Most paths have several verbs, and most resources several paths.
  const read = remembered(readPath)
  const resourceOf = remembered((text: string) => reserve(camel(text) || 'root'))
  const paths = operations.map(({ template }) => read(template))
  const shared = options.basePath === undefined ? sharedPrefix(paths) : 0
  const names = new Map<Nameable, Name>()
  const taken = new Set<string>()
  const take = ({ operation, arity }: Candidate, resource: string, method: string): boolean => {
    const key = `${resource}.${method}/${arity}`
    if (taken.has(key)) return false
    taken.add(key)
    names.set(operation, { resource, method, aliases: [] })
    return true
  }

  let open: Candidate[] = []
  operations.forEach((operation, at) => {
    const path = paths[at] as Path
    const skip = options.basePath ? coveredBy(options.basePath, operation.template) : shared
    const named = path.segments.slice(skip).find(({ text }) => text)
    const candidate: Candidate = {
      operation,
      path,
      skip,
      resource: resourceOf(named?.text ?? ''),
      arity: path.parameters.length,
    }
    const pin = pinOf(operation, options)
    if (!pin) open.push(candidate)
    else if (!take(candidate, ...pin.name)) {
      if (pin.own) must(`names: ${pin.name.join('.')}`, 'the name of one operation, not of two')
      open.push(candidate)
    }
  })

  for (const rule of rulesFor(options)) {
    const groups = new Map<string, { name: Pair; candidates: Candidate[] }>()
    for (const candidate of open) {
      const name = rule(candidate)
      const key = `${name[0]}.${name[1]}/${candidate.arity}`
      const group = groups.get(key)
      if (group) group.candidates.push(candidate)
      else groups.set(key, { name, candidates: [candidate] })
    }
    open = []
    for (const { name, candidates } of groups.values()) {
      const [first] = candidates as [Candidate]
      if (candidates.length > 1 || !take(first, ...name)) open.push(...candidates)
    }
  }
  // Two hashes alike: no document has shown it, but one could be made to.
  for (const candidate of open) {
    let method = `${candidate.operation.verb.toLowerCase()}_`
    while (!take(candidate, candidate.resource, method)) method += '_'
  }
  const named = operations.map((operation) => names.get(operation) as Name)
  const { listWhen = 'static' } = options
  return listWhen === 'static' ? named : withAliases(operations, paths, named)
}

function checkNaming(options: NamingOptions): void {
  checkOptions('naming', options, {
    strategy: 'string or function',
    names: 'object',
    basePath: 'string',
    listWhen: 'string or function',
    consecutiveParams: 'boolean',
  })
  const { strategy = 'path', listWhen = 'static' } = options
  if (typeof strategy === 'string') checkOneOf('naming.strategy', strategy, ['path', 'operationId'])
  if (typeof listWhen === 'string') checkOneOf('naming.listWhen', listWhen, ['static', 'array'])
}

function remembered<Value>(make: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, Value>()
  return (text) => {
    let value = known.get(text)
    if (value === undefined) {
      value = make(text)
      known.set(text, value)
    }
    return value
  }
}

type Pair = [resource: string, method: string]
type Rule = (candidate: Candidate) => Pair

/** The rules in their order; the next is for those whose names the one before made alike. */
function rulesFor(options: NamingOptions): Rule[] {
  const { strategy = 'path', consecutiveParams = false } = options
  const byPath: Rule = (candidate) => {
    const { operation, resource } = candidate
    const word = listed(candidate, options) ? 'list' : operation.verb.toLowerCase()
    return [resource, reserve(word + pascal(wordsOf(candidate, consecutiveParams)))]
  }
  const byParameters: Rule = (candidate) => {
    const { parameters } = candidate.path
    const [resource, method] = byPath(candidate)
    return [
      resource,
      parameters.length ? `${method}By${parameters.map(pascal).join('And')}` : method,
    ]
  }
  const byWholePath: Rule = ({ operation, resource, path, skip }) => {
    const { segments, actions, extension } = path
    const parts = segments
      .slice(skip)
      .map(({ text, parameters }) => [text, ...parameters].join(' '))
    const text = [...parts, extension, actions].join(' ')
    return [resource, operation.verb.toLowerCase() + pascal(text)]
  }
  const byId: Rule = ({ operation, resource }) => [
    resource,
    reserve(camel(operation.operationId ?? '')) || '_',
  ]
  const byHash: Rule = ({ operation: { verb, template }, resource }) => [
    resource,
    `${verb.toLowerCase()}_${hash(`${verb} ${template}`)}`,
  ]
  const first: Rule = (candidate) => {
    const { operation } = candidate
    if (strategy === 'path') return byPath(candidate)
    const chosen = strategy === 'operationId' ? fromId(operation) : strategy(operation)
    const [resource, method] = chosen ? split(chosen) : []
    return resource && method ? [reserve(resource), reserve(method)] : byPath(candidate)
  }
  return [first, byParameters, byWholePath, byId, byHash]
}

function listed({ operation, path }: Candidate, { listWhen = 'static' }: NamingOptions): boolean {
  if (!endsFixed(operation, path)) return false
  if (typeof listWhen === 'function') return listWhen(operation)
  return listWhen === 'static' || operation.array !== false
}

function endsFixed({ verb }: Nameable, { segments }: Path): boolean {
  return verb === 'GET' && !segments.at(-1)?.open
}

/** The fixed words behind the resource. */
function wordsOf({ path, skip }: Candidate, consecutive: boolean): string {
  const { segments, actions } = path
  const from = segments.findIndex(({ text }, at) => at >= skip && text)
  const words: string[] = []
  if (from >= 0) {
    segments.slice(from + 1).forEach(({ text, open }, at, rest) => {
      const before = rest[at - 1]
      if (text) words.push(text)
      else if (consecutive && open && before?.open) words.push(before.parameters.at(-1) ?? '')
    })
  }
  return [...words, actions].join(' ')
}

const plainVerb = /^(get|list|post|put|patch|delete|head|create|update|add|remove|find|set)$/i

/** `users/list-keys`, `users.listKeys`, `Users_listKeys`, or a tag and the id. */
function fromId({ operationId, tags }: Nameable): string | undefined {
  if (!operationId) return undefined
  const [whole, first, rest] = /^([^/.]+)[/.](.+)$/.exec(operationId) ?? []
  if (whole) return `${camel(first as string)}.${camel(rest as string)}`
  const [, before = '', behind = ''] = /^([^_]+)_([^_]+)$/.exec(operationId) ?? []
  if (behind && !plainVerb.test(before)) return `${camel(before)}.${camel(behind)}`
  return tags?.[0] && camel(tags[0]) ? `${camel(tags[0])}.${camel(operationId)}` : undefined
}

function split(name: string): Pair {
  const [resource = '', ...method] = name.split('.')
  return [resource, method.join('.')]
}

function pinOf(
  { verb, template, pin }: Nameable,
  { names = {} }: NamingOptions,
): { name: Pair; own: boolean } | undefined {
  const line = `${verb} ${template}`
  const own = Object.hasOwn(names, line)
  const chosen = own ? names[line] : pin
  if (!chosen) return undefined
  const name = split(chosen)
  if (name.every(isName)) return { name, own }
  return own ? must(`names['${line}']`, `'resource.method', not '${chosen}'`) : undefined
}

/** `get…` that could have been `list…` answers to that too, where nothing else does. */
function withAliases(
  operations: readonly Nameable[],
  paths: readonly Path[],
  names: readonly Name[],
): Name[] {
  const taken = new Set(names.map(({ resource, method }) => `${resource}.${method}`))
  return names.map((name, at) => {
    const { resource, method } = name
    const alias = method.replace(/^get/, 'list')
    const free = alias !== method && !taken.has(`${resource}.${alias}`)
    return free && endsFixed(operations[at] as Nameable, paths[at] as Path)
      ? { resource, method, aliases: [alias] }
      : name
  })
}
