import { must } from '../options'
import { kindOf } from './kindOf'
import { type QueryInput, serializeQuery } from './query'

/** A body as a recipe: made anew for each attempt, never cloned and never teed. */
export interface ReplayableBody {
  /** False for a stream, which goes out once. */
  readonly replayable: boolean
  /** The Content-Type to send unless the caller named one; the runtime knows it for forms and blobs. */
  readonly type?: string | undefined
  /** The text, where the body is one: what a signature or a key in the body needs. */
  readonly text?: string | undefined
  make(): BodyInit
}

/** The three ways to give a body; at most one of them. */
export interface BodyOptions {
  /** Any JSON value; sent as `application/json`. undefined means no body. */
  json?: unknown
  /** Fields to send as `application/x-www-form-urlencoded`. */
  form?: QueryInput
  /**
   * Text, bytes, Blob, FormData, URLSearchParams or a stream, sent as it is; or a function that
   * makes one for each attempt. A stream goes out once and is not retried; a function is.
   */
  body?: BodyInit | (() => BodyInit) | undefined
}

/** @throws {ConfigError} for two bodies, a body that is a plain object, JSON that cannot be written */
export function bodyFrom(
  { json, form, body }: BodyOptions,
  method: string,
  stringify: (value: unknown) => string,
): ReplayableBody | undefined {
  const given = { json, form, body: body ?? undefined }
  const [name, second] = Object.entries(given).flatMap(([each, value]) =>
    value === undefined ? [] : each,
  )
  if (!name) return undefined
  if (second) must('The body', 'given as one of json, form and body')
  if (method === 'GET' || method === 'HEAD') must(name, `left out: a ${method} request has no body`)
  if (json !== undefined) return textBody(toJson(json, stringify), 'application/json')
  if (form !== undefined) return textBody(serializeQuery(form), 'application/x-www-form-urlencoded')
  return rawBody(body as NonNullable<BodyOptions['body']>)
}

function toJson(value: unknown, stringify: (value: unknown) => string): string {
  let text: unknown
  try {
    text = stringify(value)
  } catch {
    // A cycle or a BigInt; said below.
  }
  return typeof text === 'string' ? text : must('json', 'a value that JSON can write')
}

function textBody(text: string, type: string): ReplayableBody {
  return { replayable: true, type, text, make: () => text }
}

function rawBody(body: BodyInit | (() => BodyInit)): ReplayableBody {
  if (typeof body === 'string') return textBody(body, 'text/plain;charset=UTF-8')
  if (typeof body === 'function') {
    return { replayable: true, make: () => rawBody(body()).make() }
  }
  const kind = kindOf(body)
  if (kind === 'URLSearchParams') return textBody(String(body), 'application/x-www-form-urlencoded')
  if (
    !ArrayBuffer.isView(body) &&
    !/^(ReadableStream|(Shared)?ArrayBuffer|Blob|File|FormData)$/.test(kind)
  ) {
    must('body', 'text, bytes, a Blob, a form or a stream; plain data goes into json')
  }
  return { replayable: kind !== 'ReadableStream', make: () => body }
}

/** Adds a field to a JSON object or urlencoded body: for keys that travel in the body. */
export function withField(
  body: ReplayableBody | undefined,
  name: string,
  value: string,
  type = body?.type ?? '',
): ReplayableBody {
  const text = body?.text
  if (text !== undefined && type.startsWith('application/x-www-form-urlencoded')) {
    const field = `${encodeURIComponent(name)}=${encodeURIComponent(value)}`
    return textBody(text === '' ? field : `${text}&${field}`, type)
  }
  if (text !== undefined && type.includes('json')) {
    // Written into the text, since parsing it could round large numbers.
    const object = /^\s*\{(\s*)(.*)\}\s*$/s.exec(text)
    if (object) {
      const field = `${JSON.stringify(name)}:${JSON.stringify(value)}`
      return textBody(object[2] ? `{${field},${object[2]}}` : `{${field}}`, type)
    }
  }
  return must(
    'The body',
    `a JSON object or a form, to carry '${name}'; or use in: 'query' or 'header'`,
  )
}
