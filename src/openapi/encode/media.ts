import type { BodySpec } from '../OperationSpec'

/** How a body of a media type is written; 'any' stands for a range of all. */
export type Kind = 'json' | 'urlencoded' | 'multipart' | 'text' | 'raw' | 'any'

export const isJson = (type: string | undefined): boolean => /[/+]json\s*(;|,|$)/i.test(type ?? '')

/** Without its parameters, in lower case. */
export const essence = ({ media }: BodySpec): string =>
  (media.toLowerCase().split(';')[0] ?? '').trim()

/** Whether a media range such as `image/*` takes in a type. */
export function covers(range: string, type: string): boolean {
  return range === '*/*' || (range.endsWith('/*') && type.startsWith(range.slice(0, -1)))
}

export function kindOf(media: string): Kind {
  const kinds: [RegExp, Kind][] = [
    [/[/+]json\s*(;|$)/i, 'json'],
    [/^application\/x-www-form-urlencoded/i, 'urlencoded'],
    [/^multipart\/form-data/i, 'multipart'],
    [/^\*\/\*/, 'any'],
    [/^text\//i, 'text'],
  ]
  return kinds.find(([known]) => known.test(media))?.[1] ?? 'raw'
}

export function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1)
}

/** What fetch takes as it is, and functions that make it. */
export function isRaw(value: unknown): boolean {
  return (
    typeof value === 'function' ||
    ArrayBuffer.isView(value) ||
    /^(ReadableStream|ArrayBuffer|Blob|File|FormData|URLSearchParams)$/.test(tagOf(value))
  )
}
