import { errorClassFor } from '../errors/forStatus'
import type { HttpError } from '../errors/HttpError'
import { NetworkError } from '../errors/NetworkError'
import { ParseError } from '../errors/ParseError'
import { PortolanError } from '../errors/PortolanError'
import { excerpt } from '../events/redaction'
import { parseRetryAfter } from '../headers/retryAfter'
import { checkOneOf } from '../options'
import type { Attempt, Consume } from './exchange'

/** What a body becomes. */
export interface ParsedAs {
  json: unknown
  text: string
  blob: Blob
  arrayBuffer: ArrayBuffer
  stream: ReadableStream<Uint8Array> | undefined
}

/**
 * 'auto' goes by the Content-Type: JSON, text, a stream for `text/event-stream`, else a Blob. An
 * empty body is undefined.
 */
export type ParseAs = 'auto' | keyof ParsedAs

/** The largest error body that is kept, in bytes. What is longer is cut: it is for people to read. */
const errorBodyLimit = 1024 * 1024
/** What a Content-Type stands for; undefined where the server did not say. */
const types: readonly (readonly [RegExp, keyof ParsedAs | undefined])[] = [
  [/[/+]json\s*(;|$)/i, 'json'],
  [/^text\/event-stream/i, 'stream'],
  [/^text\/|[/+]xml|javascript|urlencoded/i, 'text'],
  [/^$/, undefined],
  [/^/, 'blob'],
]

/** The body as data; an error status as an error. */
export function consumeData(parseAs: ParseAs = 'auto'): Consume<unknown> {
  checkOneOf('parseAs', parseAs, ['auto', 'json', 'text', 'blob', 'arrayBuffer', 'stream'])
  return async (response, attempt) => {
    const { status, ok } = response
    const { recipe, house } = attempt
    if (!ok && status !== 304) throw await httpError(response, attempt)
    const type = typeOf(response)
    const kind = parseAs === 'auto' ? types.find(([known]) => known.test(type))?.[1] : parseAs
    let data: unknown
    if ([204, 205, 304].includes(status) || recipe.method === 'HEAD') discard(response)
    else if (kind === 'stream') {
      attempt.handOn()
      data = response.body ?? undefined
    } else {
      try {
        data = await (kind === 'blob' || kind === 'arrayBuffer'
          ? response[kind]()
          : textOf(response))
      } catch (cause) {
        if (cause instanceof PortolanError) throw cause
        throw new NetworkError(`The answer to ${attempt.called} broke off in its body.`, {
          ...attempt.facts(response),
          cause,
        })
      }
      if (kind === 'json' || !kind) {
        const text = data as string
        try {
          data = text.trim() ? house.parseJson(text) : undefined
        } catch (cause) {
          // Without a Content-Type, JSON was only the best guess.
          if (kind) {
            const facts = attempt.facts(response)
            const start = excerpt(text, 80, facts.secrets)
            throw new ParseError(`The answer to ${attempt.called} is not JSON: ${start}`, {
              ...facts,
              data,
              cause,
            })
          }
        }
      }
    }
    const hidden = house.dialect.judge?.(data, response, attempt)
    if (hidden) throw hidden
    return data
  }
}

function typeOf({ headers }: Response): string {
  return headers.get('content-type') ?? ''
}

/** By the charset that the server names; the platform's own `text()` knows UTF-8 alone. */
async function textOf(response: Response): Promise<string> {
  if (!/charset(?!\s*=\s*"?utf-?8)/i.test(typeOf(response))) return response.text()
  return decoderFor(response).decode(await response.arrayBuffer())
}

function decoderFor(response: Response): TextDecoder {
  try {
    return new TextDecoder(/charset\s*=\s*"?([^"\s;]+)/i.exec(typeOf(response))?.[1])
  } catch {
    // A charset that nobody knows.
    return new TextDecoder()
  }
}

/** The Response with its body unread; an error status as an error. */
export const consumeResponse: Consume<Response> = async (response, attempt) => {
  if (response.status >= 400) throw await httpError(response, attempt)
  attempt.handOn()
  return response
}

/** The error of an answer, its body read once and only so far. */
export async function httpError(response: Response, attempt: Attempt): Promise<HttpError> {
  const text = await readStart(response)
  let data: unknown = text || undefined
  try {
    if (/^\s*[[{"]/.test(text)) data = attempt.house.parseJson(text)
  } catch {
    // Text that looks like JSON is still worth showing.
  }
  return errorFor(response, attempt, data)
}

/** The error of an answer whose body says `data`. */
export function errorFor(response: Response, attempt: Attempt, data?: unknown): HttpError {
  const { status, statusText, headers } = response
  const known = attempt.facts(response)
  const said = excerpt(messageIn(data), 300, known.secrets)
  const { clock, dialect } = attempt.house
  const line = `${status}${statusText && ` ${statusText}`} from ${attempt.called}`
  const facts = {
    ...known,
    status,
    data,
    retryAfter: parseRetryAfter(headers, clock.date()),
    line,
    message: line + (said && `: ${said}`),
  }
  return dialect.error?.(facts) ?? new (errorClassFor(status))(facts.message, facts)
}

/** A body that breaks off still tells something, and the status is worth more than the break. */
async function readStart(response: Response): Promise<string> {
  const reader = response.body?.getReader()
  const decoder = decoderFor(response)
  let text = ''
  try {
    for (let left = errorBodyLimit; reader && left > 0; ) {
      const { done, value } = await reader.read()
      if (done) return text
      text += decoder.decode(value.subarray(0, left), { stream: true })
      left -= value.length
    }
    reader?.cancel().catch(() => {})
  } catch {
    // As far as it came.
  }
  return text
}

/** The sentence for people in an error body, where APIs usually put it. */
function messageIn(data: unknown): string {
  const { message, error, errors, detail, title } = Object(data)
  const places = [message, error?.message, errors?.[0]?.message, detail, title, error]
  return places.find((place) => typeof place === 'string') ?? ''
}

/** Frees the connection of an answer that nobody will read. Not awaited: some streams never answer. */
export function discard(response: Response | undefined): void {
  if (response && !response.bodyUsed) response.body?.cancel().catch(() => {})
}
