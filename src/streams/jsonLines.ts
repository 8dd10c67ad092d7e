import { ParseError } from '../errors/ParseError'
import { must } from '../options'
import { responseOf, type StreamedCall, textOf } from './text'

/** Options of {@link jsonLines}. */
export interface JsonLinesOptions {
  /** The signal that the call was given: the loop throws its reason when it aborts. */
  signal?: AbortSignal
  /** @default JSON.parse */
  parseJson?: (text: string) => unknown
}

/**
 * The values of a body that has one JSON value a line (JSON Lines, NDJSON), as they arrive. Empty
 * lines are skipped, the last line needs no end. Leaving the loop closes the connection.
 *
 * @throws {ParseError} in the loop, for a line that is not JSON, with its number
 * @throws {NetworkError} in the loop, where the body breaks off
 * @example
 * for await (const row of jsonLines<Row>(api.get('export'))) console.log(row.id)
 */
export function jsonLines<T = unknown>(
  call: StreamedCall,
  options: JsonLinesOptions = {},
): AsyncGenerator<T, void, undefined> {
  if (typeof call !== 'object' || !call) must('jsonLines(call)', 'a call')
  return valuesOf<T>(responseOf(call), options)
}

async function* valuesOf<T>(
  pending: Promise<Response>,
  { signal, parseJson = JSON.parse }: JsonLinesOptions,
): AsyncGenerator<T, void, undefined> {
  const response = await pending
  let number = 0
  const parsed = (line: string): T[] => {
    number += 1
    if (line.trim() === '') return []
    try {
      return [parseJson(line) as T]
    } catch (cause) {
      throw new ParseError(`Line ${number} is not JSON: ${line.slice(0, 80)}`, {
        status: response.status,
        headers: response.headers,
        data: line,
        cause,
      })
    }
  }
  // Joined only where a line ends: a long line in many pieces must not cost its square.
  let pieces: string[] = []
  for await (const text of textOf(response, signal)) {
    const lines = text.split('\n')
    if (lines.length === 1) {
      pieces.push(text)
      continue
    }
    const last = lines.pop() as string
    lines[0] = [...pieces, lines[0]].join('')
    pieces = [last]
    for (const line of lines) yield* parsed(line)
  }
  yield* parsed(pieces.join(''))
}
