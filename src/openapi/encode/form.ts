import { isPlain } from '../../call/kindOf'
import { must } from '../../options'
import type { BodySpec, PropertyEncoding } from '../OperationSpec'
import { isJson, isRaw, tagOf } from './media'
import { type Field, fieldsOf } from './style'
import { reserved, strict, textOf, verbatim } from './text'

/** How forms are written. */
export interface FormTerms {
  /** Whether arrays and objects may lie in objects: `a[b][0]=c`. */
  readonly nested?: boolean | undefined
  readonly stringifyJson?: ((value: unknown) => string) | undefined
}

/** A property of a form, and how it is to be written. */
interface Property {
  /** For messages. */
  readonly where: string
  readonly name: string
  readonly value: unknown
  readonly rule: PropertyEncoding
}

function propertiesOf(where: string, { encoding = {} }: BodySpec, value: object): Property[] {
  return Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .map(([name, inner]) => ({
      where: `${where}.${name}`,
      name,
      value: inner,
      rule: (Object.hasOwn(encoding, name) && encoding[name]) || {},
    }))
}

/**
 * The text of an urlencoded form (OpenAPI 3.1, 4.8.14.3 and 4.8.15): arrays are repeated and objects
 * are JSON, unless `encoding` gives them a style.
 */
export function urlencoded(where: string, spec: BodySpec, value: object, terms: FormTerms): string {
  return propertiesOf(where, spec, value)
    .flatMap((property) =>
      isStyled(property.rule)
        ? styled(property, terms, false)
        : itemsOf(property).map((item): Field => {
            const text = isData(item, property.rule.contentType)
              ? jsonText(property.where, item, terms)
              : textOf(property.where, item)
            return [strict(where, property.name), strict(property.where, text)]
          }),
    )
    .map((field) => field.join('='))
    .join('&')
}

/** A form of parts: each of the type that `encoding` gives it, else of the type that it has. */
export function multipart(
  where: string,
  spec: BodySpec,
  value: object,
  terms: FormTerms,
): FormData {
  const form = new FormData()
  for (const property of propertiesOf(where, spec, value)) {
    const { name, rule } = property
    const items = itemsOf(property)
    const parts: readonly (readonly [string, string | Blob])[] =
      isStyled(rule) && !items.some(isRaw)
        ? styled(property, terms, true)
        : items.map((item) => [name, partOf(property, item, terms)])
    // It takes either; its types want to know which.
    for (const [each, part] of parts) form.append(each, part as Blob)
  }
  return form
}

function styled({ where, name, value, rule }: Property, terms: FormTerms, plain: boolean): Field[] {
  const { style = 'form', explode = style === 'form' } = rule
  const write = plain ? verbatim : rule.allowReserved ? reserved : strict
  const writeName = plain ? verbatim : strict
  const { nested = false } = terms
  return fieldsOf({ where, name, style, explode, write, writeName, nested }, value)
}

function partOf({ where, rule }: Property, item: unknown, terms: FormTerms): string | Blob {
  const [first = ''] = rule.contentType?.split(',') ?? []
  const type = first.includes('*') ? '' : first.trim()
  const tag = tagOf(item)
  if (tag === 'Blob' || tag === 'File') {
    const file = item as File
    if (!type || file.type === type) return file
    // Of the type that the document asks for, under its own name.
    return tag === 'File' ? new File([file], file.name, { type }) : new Blob([file], { type })
  }
  if (ArrayBuffer.isView(item) || tag === 'ArrayBuffer') {
    return new Blob([item as BlobPart], { type: type || 'application/octet-stream' })
  }
  if (isRaw(item)) must(where, 'text, data, bytes or a Blob, to be a part of a form')
  if (isData(item, type)) {
    return new Blob([jsonText(where, item, terms)], { type: type || 'application/json' })
  }
  const text = textOf(where, item)
  // A Blob would go out as a file; plain text is what a part is anyway.
  return type && type !== 'text/plain' ? new Blob([text], { type }) : text
}

/** An array stands for as many fields, unless all of it is JSON. */
function itemsOf({ value, rule }: Property): readonly unknown[] {
  if (!Array.isArray(value) || isJson(rule.contentType)) return [value]
  return value.filter((item) => item !== undefined)
}

/** Whether a value is written as JSON. */
function isData(value: unknown, type: string | undefined): boolean {
  return isPlain(value) || Array.isArray(value) || isJson(type)
}

/** @throws {ConfigError} for a cycle, a BigInt, a function */
export function jsonText(
  where: string,
  value: unknown,
  { stringifyJson = JSON.stringify }: FormTerms,
): string {
  let text: unknown
  try {
    text = stringifyJson(value)
  } catch {
    // Said below.
  }
  return typeof text === 'string' ? text : must(where, 'a value that JSON can write')
}

/** With one of these, `contentType` counts no more (OpenAPI 3.1, 4.8.15.1). */
function isStyled(rule: PropertyEncoding): boolean {
  return (rule.style ?? rule.explode ?? rule.allowReserved) !== undefined
}
