import { isPlain } from '../../call/kindOf'
import { must } from '../../options'
import type { BodySpec, OperationSpec } from '../OperationSpec'
import { type FormTerms, multipart, urlencoded } from './form'
import { covers, essence, isRaw, type Kind, kindOf, tagOf } from './media'
import { textOf } from './text'

/** What a call was given for its body. */
export interface GivenBody {
  /** Properties given flat, under the names that are sent. */
  fields: Record<string, unknown> | undefined
  /** `$body` */
  whole: unknown
  /** `$contentType` */
  media: string | undefined
}

/** A body as the core takes it. */
export interface SentBody {
  json?: unknown
  body?: BodyInit | (() => BodyInit)
  /** The Content-Type, unless the runtime knows it better. */
  type?: string | undefined
}

/** How the rest of a body is written. */
export interface BodyTerms extends FormTerms {
  /** Names as they are sent, where they are not sent as the document spells them. */
  readonly sentAs?: ((name: string) => string) | undefined
  /** An empty JSON object where there is nothing to send. */
  readonly emptyBody?: boolean | undefined
}

/** Those that properties can be written in. */
const flat: readonly Kind[] = ['json', 'urlencoded', 'multipart', 'any']

const anyJson: BodySpec = {
  media: 'application/json',
  required: false,
  properties: [],
  requiredProperties: [],
  open: true,
}

/** @throws {ConfigError} for what is missing, unknown, or cannot be written as the media type asks */
export function bodyFor(
  operation: OperationSpec,
  given: GivenBody,
  terms: BodyTerms,
): SentBody | undefined {
  const { id, verb, bodies } = operation
  const { whole } = given
  const where = `${id}: $body`
  const bodiless = verb === 'GET' || verb === 'HEAD'
  let { fields } = given
  if (whole === undefined && fields === undefined) {
    const needed = bodiless ? undefined : bodies.find(({ required }) => required)
    if (!needed) {
      if (given.media !== undefined) must(`${id}: $contentType`, 'left out where there is no body')
      return terms.emptyBody && !bodiless ? { json: {} } : undefined
    }
    if (!needed.properties) must(where, `given: ${id} needs a body (${needed.media})`)
    // Every property may be left out, the body may not.
    fields = {}
  } else if (bodiless) {
    must(whole === undefined ? `${id}: ${Object.keys(fields ?? {})[0]}` : where, noBody(verb))
  }
  const spec = chosen(operation, { ...given, fields })
  const media = given.media ?? spec.media
  if (whole === undefined) checkFields(id, spec, fields ?? {}, terms)
  else if (fields) {
    if (!isPlain(whole)) must(where, 'an object, to go together with properties beside it')
    for (const name of Object.keys(fields)) {
      if (Object.hasOwn(whole, name)) must(`${id}: ${name}`, 'given once: it is in $body too')
    }
    // Neither of them may be changed.
    fields = { ...whole, ...fields }
  }
  return written(where, spec, media, fields ?? whole, terms, given.media !== undefined)
}

const noBody = (verb: string): string => `left out: fetch sends no body with ${verb}`

/** The body that fits what was given: the first one, unless another is asked for or fits better. */
function chosen({ id, bodies }: OperationSpec, { fields, whole, media }: GivenBody): BodySpec {
  if (media !== undefined) {
    const [type = ''] = media.toLowerCase().split(';')
    const named =
      bodies.find((body) => essence(body) === type.trim()) ??
      bodies.find((body) => covers(essence(body), type.trim()))
    const known = bodies.map((body) => body.media).join(', ')
    return (
      named ?? must(`${id}: $contentType`, known ? `one of ${known}` : 'left out: it has no body')
    )
  }
  const tag = tagOf(whole)
  const fitting: readonly Kind[] =
    fields || isPlain(whole) || Array.isArray(whole)
      ? flat
      : tag === 'FormData'
        ? ['multipart']
        : tag === 'URLSearchParams'
          ? ['urlencoded']
          : isRaw(whole)
            ? ['raw', 'any', 'text']
            : []
  return bodies.find((body) => fitting.includes(kindOf(body.media))) ?? bodies[0] ?? anyJson
}

function checkFields(
  id: string,
  { media, properties, requiredProperties, open }: BodySpec,
  fields: Readonly<Record<string, unknown>>,
  { sentAs = (name) => name }: BodyTerms,
): void {
  if (!properties || !flat.includes(kindOf(media))) {
    must(`${id}: the body (${media})`, 'given as $body')
  }
  for (const name of requiredProperties) {
    const key = sentAs(name)
    if (!Object.hasOwn(fields, key) || fields[key] === undefined)
      must(`${id}: ${name}`, `given: the body needs it`)
  }
  if (open) return
  const known = new Set(properties?.map(sentAs))
  for (const name of Object.keys(fields)) {
    if (!known.has(name)) must(`${id}: ${name}`, `left out: the body (${media}) does not know it`)
  }
}

function written(
  where: string,
  spec: BodySpec,
  media: string,
  value: unknown,
  terms: BodyTerms,
  told: boolean,
): SentBody {
  const kind = kindOf(media)
  const tag = tagOf(value)
  if (tag === 'FormData') {
    if (kind !== 'multipart' && kind !== 'any') must(where, `fit for ${media}, not a FormData`)
    return { body: value as FormData }
  }
  if (isRaw(value)) {
    // A Blob and URLSearchParams say what they are; better so than by a range such as image/*.
    const type = media.includes('*') || (tag === 'URLSearchParams' && !told) ? undefined : media
    return { body: value as BodyInit | (() => BodyInit), type }
  }
  if (kind === 'json' || (kind === 'any' && typeof value !== 'string')) {
    return { json: value, type: kind === 'any' || media === 'application/json' ? undefined : media }
  }
  if (kind === 'urlencoded') {
    const text = isPlain(value) ? urlencoded(where, spec, value, terms) : value
    if (typeof text !== 'string') must(where, 'an object of fields')
    return { body: text, type: media }
  }
  if (kind === 'multipart') {
    if (!isPlain(value)) must(where, 'an object of fields, or a FormData')
    return { body: multipart(where, spec, value, terms) }
  }
  if (kind === 'text' && !isPlain(value) && !Array.isArray(value)) {
    return { body: textOf(where, value), type: media }
  }
  if (typeof value !== 'string') must(where, `text, bytes, a Blob or a stream (${media})`)
  return { body: value, type: media.includes('*') ? undefined : media }
}
