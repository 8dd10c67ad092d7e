import { camelKey, snakeKey } from '../../keys'
import { must } from '../../options'
import type { OperationSpec, ParameterSpec, Style } from '../OperationSpec'
import type { Form } from './style'
import { cookieName, reserved, strict, verbatim } from './text'

/** A parameter, ready to be written. */
export interface PlannedParameter extends Form {
  readonly in: ParameterSpec['in']
  readonly required: boolean
  readonly content: string | undefined
  /** The name as it is written. */
  readonly key: string
}

/** What a flat name means. */
export interface Slot {
  /** Of the parameter; -1: a property of the body, or a name that the document does not have. */
  readonly index: number
  readonly place: ParameterSpec['in'] | 'body'
  /** As it is sent. */
  readonly name: string
  /** The same name in another place. */
  next: Slot | undefined
}

/** What is worked out once for an operation. */
export interface Plan {
  /** The path parameters first. */
  readonly parameters: readonly PlannedParameter[]
  readonly pathCount: number
  /** Texts of the path, and between them the indexes of its parameters. */
  readonly texts: readonly string[]
  readonly holes: readonly number[]
  readonly required: readonly number[]
  /** By every spelling that is accepted. */
  readonly slots: ReadonlyMap<string, Slot>
  /** Whether names that nobody knows may go into the body. */
  readonly open: boolean
}

/** What of a client's terms a plan depends on. */
export interface PlanTerms {
  readonly sentAs?: ((name: string) => string) | undefined
  readonly arrayStyle?: Style | undefined
  readonly nested?: boolean | undefined
  readonly trimSlash?: boolean | undefined
}

/** Headers that fetch or the client sets; a document may not (OpenAPI 3.1, 4.8.12.2.1). */
const ownHeaders =
  /^(accept|authorization|content-type|content-length|cookie|host|transfer-encoding|connection)$/i

/** @throws {ConfigError} for a path that cannot be sent */
export function planOf(operation: OperationSpec, terms: PlanTerms): Plan {
  const { id, bodies } = operation
  // What follows a # is never sent.
  const whole = operation.template.replace(/#.*$/s, '')
  const template = terms.trimSlash ? whole.replace(/(?!^)\/+$/, '') : whole
  if (!/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(template)) {
    must(`${id}: the path '${template}'`, "one that starts with a single '/', without '\\'")
  }
  const pieces = template.split(/\{([^{}]*)\}/)
  const inPath = [...new Set(pieces.filter((_, index) => index % 2 === 1))]
  const specs = [
    ...inPath.map((name) => pathParameter(operation, name)),
    ...operation.parameters.filter(
      (spec) => spec.in !== 'path' && !(spec.in === 'header' && ownHeaders.test(spec.name)),
    ),
  ]
  const parameters = specs.map((spec) => planned(id, spec, terms))
  return {
    parameters,
    pathCount: inPath.length,
    texts: pieces.filter((_, index) => index % 2 === 0).map(harmless),
    holes: pieces.filter((_, index) => index % 2 === 1).map((name) => inPath.indexOf(name)),
    required: parameters.flatMap(({ required }, index) => (required ? index : [])),
    slots: slotsOf(operation, specs, parameters, terms),
    open: bodies.some(({ open, properties }) => open && properties !== undefined),
  }
}

/** A name of the path without a declaration is a parameter all the same. */
function pathParameter({ parameters }: OperationSpec, name: string): ParameterSpec {
  const declared = parameters.find((spec) => spec.in === 'path' && spec.name === name)
  const plain = { style: 'simple', explode: false, allowReserved: false } as const
  return { ...(declared ?? { name, in: 'path', ...plain }), required: true }
}

function planned(id: string, spec: ParameterSpec, terms: PlanTerms): PlannedParameter {
  const { sentAs = (name) => name } = terms
  const inQuery = spec.in === 'query'
  const name = inQuery ? sentAs(spec.name) : spec.name
  const where = `${id}: ${spec.name}`
  const writeName = spec.in === 'header' ? verbatim : spec.in === 'cookie' ? cookieName : strict
  return {
    where,
    name,
    in: spec.in,
    required: spec.required,
    content: spec.content,
    style: (inQuery && terms.arrayStyle) || spec.style,
    explode: spec.explode,
    nested: terms.nested ?? false,
    key: writeName(where, name),
    write: spec.in === 'header' ? verbatim : inQuery && spec.allowReserved ? reserved : strict,
    writeName,
  }
}

/** Braces left over in a path are no names. */
function harmless(text: string): string {
  return text.replace(/[{}]/g, (brace) => (brace === '{' ? '%7B' : '%7D'))
}

/**
 * Every name under every spelling. What the document spells so wins over what is only like it; a
 * spelling of two different names is none.
 */
function slotsOf(
  { bodies }: OperationSpec,
  specs: readonly ParameterSpec[],
  parameters: readonly PlannedParameter[],
  { sentAs = (name) => name }: PlanTerms,
): Map<string, Slot> {
  const slots = new Map<string, Slot>()
  const spelled: [string, Slot][] = []
  const order = ['path', 'query', 'header', 'cookie']
  const add = (spelling: string, slot: Slot): void => {
    const known = slots.get(spelling)
    if (!known) return void slots.set(spelling, slot)
    let last = known
    while (last.next) last = last.next
    last.next = slot
  }
  for (const place of order) {
    for (const [index, { in: where, name }] of specs.entries()) {
      if (where !== place) continue
      const sent = parameters[index]?.name ?? name
      spelled.push([name, { index, place: where, name: sent, next: undefined }])
    }
  }
  for (const name of new Set(bodies.flatMap(({ properties = [] }) => properties))) {
    spelled.push([name, { index: -1, place: 'body', name: sentAs(name), next: undefined }])
  }
  for (const [name, slot] of spelled) add(name, slot)
  const exact = new Set(slots.keys())
  const owners = new Map<string, string | undefined>()
  for (const [name, { name: sent }] of spelled) {
    for (const spelling of [...spellingsOf(name), sent]) {
      const owner = owners.has(spelling) ? owners.get(spelling) : name
      owners.set(spelling, owner === name ? name : undefined)
    }
  }
  for (const [spelling, name] of owners) {
    const slot = name === undefined || exact.has(spelling) ? undefined : slots.get(name)
    if (slot) slots.set(spelling, slot)
  }
  return slots
}

/** `X-Request-ID` → `xRequestID`, `x_request_id`; `filter[name]` → `filterName`, `filter_name`. */
function spellingsOf(name: string): string[] {
  const words = name.replace(/[^\p{L}\p{N}]+/gu, '_').replace(/^_+|_+$/g, '')
  if (words === '') return []
  const camel = camelKey(words)
  return [
    camel,
    camel.charAt(0).toLowerCase() + camel.slice(1),
    camelKey(snakeKey(words)),
    snakeKey(words),
  ]
}
