import { must } from '../../options'
import type { BodySpec, PropertyEncoding } from '../OperationSpec'
import { isJson, isRaw, tagOf } from './media'
import { type Field, fieldsOf } from './style'
import { isPlain, reserved, strict, textOf, verbatim, type Write } from './text'

/** How forms are written. */
export interface FormTerms {
  /** Whether arrays and objects may lie in objects: `a[b][0]=c`. */
  readonly nested?: boolean | undefined
  readonly stringifyJson?: ((value: unknown) => string) | undefined
}

/** The fields of a form (OpenAPI 3.1, 4.8.14.3 and 4.8.15): arrays repeat, objects are JSON. */
function formFields(
  where: string,
  { encoding = {} }: BodySpec,
  value: Readonly<Record<string, unknown>>,
  terms: FormTerms,
  plain: boolean,
): Field[] {
  return Object.entries(value).flatMap(([name, inner]): Field[] => {
    if (inner === undefined) return []
    const rule = Object.hasOwn(encoding, name) ? encoding[name] : undefined
    const place = `${where}.${name}`
    const write: Write = plain ? verbatim : rule?.allowReserved ? reserved : strict
    const { style = 'form' } = rule ?? {}
    const explode = rule?.explode ?? style === 'form'
    const form = { where: place, name, style, explode, write, nested: terms.nested ?? false }
    if (isStyled(rule)) return fieldsOf(form, inner)
    const asJson = (item: unknown): unknown =>
      isPlain(item) || Array.isArray(item) || isJson(rule?.contentType)
        ? jsonText(place, item, terms)
        : item
    return fieldsOf(
      form,
      Array.isArray(inner) && !isJson(rule?.contentType) ? inner.map(asJson) : asJson(inner),
    )
  })
}

/** The text of an urlencoded form. */
export function urlencoded(
  where: string,
  spec: BodySpec,
  value: Readonly<Record<string, unknown>>,
  terms: FormTerms,
): string {
  const fields = formFields(where, spec, value, terms, false)
  return fields.map(([name, text]) => `${name}=${text}`).join('&')
}

/** A form of parts: each of the type that `encoding` gives it, else of the type that it has. */
export function multipart(
  where: string,
  spec: BodySpec,
  value: Readonly<Record<string, unknown>>,
  terms: FormTerms,
): FormData {
  const form = new FormData()
  for (const [name, inner] of Object.entries(value)) {
    const rule =
      spec.encoding && Object.hasOwn(spec.encoding, name) ? spec.encoding[name] : undefined
    const place = `${where}.${name}`
    if (isStyled(rule) && !isRaw(inner)) {
      const fields = formFields(where, spec, { [name]: inner }, terms, true)
      for (const [field, text] of fields) form.append(field, text)
      continue
    }
    const [type = ''] = rule?.contentType?.includes('*')
      ? []
      : (rule?.contentType?.split(',') ?? [])
    const list = Array.isArray(inner) && !isJson(type)
    for (const item of list ? inner : [inner]) {
      if (item !== undefined) append(form, name, partOf(place, item, type.trim(), terms))
    }
  }
  return form
}

function append(form: FormData, name: string, part: string | Blob): void {
  if (typeof part === 'string') form.append(name, part)
  else if ('name' in part) form.append(name, part, String(part.name))
  else form.append(name, part)
}

function partOf(where: string, item: unknown, type: string, terms: FormTerms): string | Blob {
  const tag = tagOf(item)
  if (tag === 'Blob' || tag === 'File') {
    const blob = item as Blob
    if (!type || blob.type === type) return blob
    // Of the type that the document asks for, under its own name.
    return tag === 'File'
      ? new File([blob], (item as File).name, { type })
      : new Blob([blob], { type })
  }
  if (ArrayBuffer.isView(item) || tag === 'ArrayBuffer') {
    return new Blob([item as BlobPart], { type: type || 'application/octet-stream' })
  }
  if (isPlain(item) || Array.isArray(item) || isJson(type)) {
    return new Blob([jsonText(where, item, terms)], { type: type || 'application/json' })
  }
  if (isRaw(item)) must(where, 'text, data, bytes or a Blob, to be a part of a form')
  const text = textOf(where, item)
  // A Blob would go out as a file; plain text is what a part is anyway.
  return type && type !== 'text/plain' ? new Blob([text], { type }) : text
}

export function jsonText(
  where: string,
  value: unknown,
  { stringifyJson = JSON.stringify }: FormTerms,
): string {
  let text: unknown
  try {
    text = stringifyJson(value)
  } catch {
    // A cycle or a BigInt; said below.
  }
  return typeof text === 'string' ? text : must(where, 'a value that JSON can write')
}

/** With one of these, `contentType` counts no more (OpenAPI 3.1, 4.8.15.1). */
function isStyled(rule: PropertyEncoding | undefined): boolean {
  return (rule?.style ?? rule?.explode ?? rule?.allowReserved) !== undefined
}
